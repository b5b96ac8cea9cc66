"""From a folder to submissions: who sent what, and which files are to be read as letters. No letter is parsed here.

open_intake -> Intake      a folder of letters, an API's answers or a Mirrulations download, listed
for each in intake         each submission with its record's facts, in order
read_filed                 one of its letters as a document, in the best format that can be read
"""

from claimgraph.ingest.intake.folder import Intake, Skipped, open_intake
from claimgraph.ingest.intake.reading import read_filed
from claimgraph.ingest.intake.submissions import LetterFile, Submission

__all__ = ["Intake", "LetterFile", "Skipped", "Submission", "open_intake", "read_filed"]
