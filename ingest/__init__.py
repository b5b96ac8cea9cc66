"""From letters and what people wrote about them to graphs.

    read_document -> parse_document   any letter's own structure, no annotation needed
    load_corpus -> check_references
                -> read_letter    a letter of the corpus, its quotes anchored
                -> docket_graph, letter_graph
                -> coverage           how much of a letter the annotation covers

Everything after reading the files is pure.
"""

from claimgraph.ingest.corpus import Corpus, load_corpus
from claimgraph.ingest.coverage import Coverage, CoveredSentence, coverage
from claimgraph.ingest.docket_graph import docket_graph
from claimgraph.ingest.errors import ClusterError, CorpusError, IngestError, LetterError, Location, Problem, ReviewError
from claimgraph.ingest.graph import Graph
from claimgraph.ingest.letter_graph import letter_graph
from claimgraph.ingest.letters import AnchoredLetter, read_letter
from claimgraph.ingest.models import Letter
from claimgraph.ingest.read import read_text
from claimgraph.ingest.readers import Attachment, Document, document_as_json, parse_document, read_document
from claimgraph.ingest.references import check_references
from claimgraph.ingest.schema import json_schemas
from claimgraph.ingest.structure import as_json, parse

__all__ = [
    "AnchoredLetter",
    "Attachment",
    "ClusterError",
    "Corpus",
    "CorpusError",
    "Coverage",
    "CoveredSentence",
    "Document",
    "Graph",
    "IngestError",
    "Letter",
    "LetterError",
    "Location",
    "Problem",
    "ReviewError",
    "as_json",
    "check_references",
    "coverage",
    "docket_graph",
    "document_as_json",
    "json_schemas",
    "letter_graph",
    "load_corpus",
    "parse",
    "parse_document",
    "read_document",
    "read_letter",
    "read_text",
]
