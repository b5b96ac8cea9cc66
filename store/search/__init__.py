"""Full-text search over a generation: an index in one file beside it, made when it is published and never changed.

`make_index` writes the file, `SearchIndex.open` opens it and `find` asks it, within bounds of time.
"""

from claimgraph.store.search.asked import MAX_LENGTH
from claimgraph.store.search.entry import FIELDS, KINDS
from claimgraph.store.search.facets import Counted, Value
from claimgraph.store.search.index_file import make_index
from claimgraph.store.search.paragraphs import paragraphs
from claimgraph.store.search.search_index import RANKED, Found, Hit, Piece, Search, SearchIndex

__all__ = [
    "FIELDS",
    "KINDS",
    "MAX_LENGTH",
    "RANKED",
    "Counted",
    "Found",
    "Hit",
    "Piece",
    "Search",
    "SearchIndex",
    "Value",
    "make_index",
    "paragraphs",
]
