"""A letter's structure from its text alone: sections, paragraphs, tables, footnotes, marks, addresses, front matter.

`parse` is the one step that others call; the modules beside it are its parts. `read_spans` is how a person reads a
stretch of the text, without marks and mark-up.
"""

from claimgraph.ingest.structure.parse import parse
from claimgraph.ingest.structure.reading import Reading, read_spans
from claimgraph.ingest.structure.report import as_json

__all__ = ["Reading", "as_json", "parse", "read_spans"]
