"""From letters that nobody has annotated to graphs, all of it marked as read by a program.

    read_letters -> survey              each file in a process of its own; then works, publishers, respondents
                 -> read_letter_graph   what one letter says
                 -> shared_graph        what the letters share

Which files are letters is said by `claimgraph.ingest.letter_files`.
"""

from claimgraph.ingest.survey.gather import Survey, survey
from claimgraph.ingest.survey.keep import Kept
from claimgraph.ingest.survey.letter_graph import read_letter_graph
from claimgraph.ingest.survey.models import Failure, ReadLetter
from claimgraph.ingest.survey.reading import read_letters
from claimgraph.ingest.survey.shared_graph import shared_graph

__all__ = [
    "Failure",
    "Kept",
    "ReadLetter",
    "Survey",
    "read_letter_graph",
    "read_letters",
    "shared_graph",
    "survey",
]
