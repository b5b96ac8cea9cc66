"""Letters in whatever format they were filed, each read as one `Document`: a text version and what the file knows.

    read_document -> parse_document       any file to a letter's structure

A format's reader is a function from a path and limits to a document, in a module of its own; PDF, DOCX, HTML and JSON
are read in a process that is held to the limits.
"""

from claimgraph.ingest.readers.document import Attachment, Document
from claimgraph.ingest.readers.letter import document_as_json, parse_document
from claimgraph.ingest.readers.limits import Limits
from claimgraph.ingest.readers.read import read_document

__all__ = ["Attachment", "Document", "Limits", "document_as_json", "parse_document", "read_document"]
