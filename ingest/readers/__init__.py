"""Letters in whatever format they were filed, each as one `Document`: a text version and what the file knows beyond it."""

from pathlib import Path

from claimgraph.ingest.readers.document import Attachment, Document
from claimgraph.ingest.readers.letter import parse_document
from claimgraph.ingest.readers.pdf.read import read_pdf


def read_document(path: Path) -> Document:
    return read_pdf(path)

__all__ = ["Attachment", "Document", "parse_document", "read_document"]
