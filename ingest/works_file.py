"""``works.yaml``: what a curator says of the works that letters cite, where programs must not guess.

The format is described in ``docs/works.md``; the rules that read it are in `claimgraph.ingest.works`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from claimgraph.ingest.fields import PartialDate, Slug, Text
from claimgraph.ingest.record import Record

Named = Annotated[
    str,
    Field(
        min_length=4,
        pattern=r"^\S(.*\S)?$",
        description="an address, or an identifier as arXiv:2403.07918, doi:10.1145/3514094.3534167, fr:89/14059",
    ),
]


class Same(Record):
    """Addresses and identifiers of one work."""

    of: Annotated[tuple[Named, ...], Field(min_length=2)]
    reason: Text
    by: Slug | None = None


class Different(Record):
    """Addresses and identifiers of works of which no two are one."""

    of: Annotated[tuple[Named, ...], Field(min_length=2)]
    reason: Text
    by: Slug | None = None


class Described(Record):
    """A work, named by any of its addresses or identifiers, and what is to be said of it."""

    work: Named
    slug: Slug | None = None
    title: Text | None = None
    authors: tuple[Text, ...] = ()
    date: PartialDate | None = None
    publisher: Slug | None = None
    note: Text | None = None


class WorksFile(Record):
    """``works.yaml``."""

    same: tuple[Same, ...] = ()
    different: tuple[Different, ...] = ()
    works: tuple[Described, ...] = ()
