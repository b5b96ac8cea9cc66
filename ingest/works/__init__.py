"""From the footnotes of a docket's letters to the works that they cite and who published those, without annotations.

    notes_of -> read_citing -> group_works
                canonical_address, identify_address    what an address stands for
                find_publisher                         who publishes at an address

Everything but reading the table of publishers is pure; the same letters give the same works, in whatever order.
"""

from claimgraph.ingest.works.address_identifiers import identify_address
from claimgraph.ingest.works.addresses import canonical_address
from claimgraph.ingest.works.citing import Citing, read_citing
from claimgraph.ingest.works.group import Works, group_works
from claimgraph.ingest.works.identifiers import SCHEMES
from claimgraph.ingest.works.models import Apart, Identifier, Merge, Note, NoteLink, Reference, ShortForm, Unread, Work
from claimgraph.ingest.works.notes import notes_of
from claimgraph.ingest.works.overrides import check_works, joined, sources_as_overrides
from claimgraph.ingest.works.parents import ancestors, load_parents
from claimgraph.ingest.works.publishers import Publisher, Publishers, find_publisher, load_publishers, read_publishers

__all__ = [
    "SCHEMES",
    "Apart",
    "Citing",
    "Identifier",
    "Merge",
    "Note",
    "NoteLink",
    "Publisher",
    "Publishers",
    "Reference",
    "ShortForm",
    "Unread",
    "Work",
    "Works",
    "ancestors",
    "canonical_address",
    "check_works",
    "find_publisher",
    "group_works",
    "identify_address",
    "joined",
    "load_parents",
    "load_publishers",
    "notes_of",
    "read_citing",
    "read_publishers",
    "sources_as_overrides",
]
