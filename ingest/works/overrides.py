"""``works.yaml``: what a curator says of works, and what programs then must not guess."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Annotated

from pydantic import Field

from claimgraph.ingest.corpus import File
from claimgraph.ingest.errors import Problem
from claimgraph.ingest.fields import PartialDate, Slug, Text
from claimgraph.ingest.record import Record
from claimgraph.ingest.works.address_identifiers import identify_address
from claimgraph.ingest.works.identifiers import SCHEMES
from claimgraph.ingest.works.models import WEB, Identifier
from claimgraph.ingest.works.printed_identifiers import find_printed

Named = Annotated[
    str,
    Field(
        min_length=4,
        pattern=r"^\\S(.*\\S)?$",
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


def name_identifier(name: str) -> Identifier:
    """What an address or an identifier in ``works.yaml`` stands for.

    >>> str(name_identifier("arXiv:2403.07918v2")), str(name_identifier("https://www.rand.org/topics/"))
    ('arxiv:2403.07918', 'web:rand.org/topics')
    >>> str(name_identifier("89 Fed. Reg. 14059")), str(name_identifier("fr:89/14059"))
    ('fr:89/14059', 'fr:89/14059')
    """
    printed = find_printed(name) if "//" not in name else ()
    if len(printed) == 1 and printed[0].end == len(name) and printed[0].start in (0, len("doi:")):
        return printed[0].found.identifier
    scheme, colon, value = name.partition(":")
    if colon and scheme.lower() in SCHEMES and scheme.lower() != WEB and not value.startswith("//"):
        return Identifier(scheme.lower(), value)
    return identify_address(name).identifier


def check_works(file: File[WorksFile]) -> tuple[Problem, ...]:
    """The contradictions in ``works.yaml``, sorted: things said to be one work and two, or described twice."""
    return tuple(sorted({*_contradictions(file), *_described_twice(file)}))


def _contradictions(file: File[WorksFile]) -> Iterator[Problem]:
    whole = same_groups(file.content)
    for i, different in enumerate(file.content.different):
        for (j, left), (k, right) in combinations(enumerate(different.of), 2):
            if left == right:
                yield Problem(
                    file.at("different", i, "of", k), f"{right!r} stands twice: a work differs from another one"
                )
            elif (one := whole.get(name_identifier(left))) and one == whole.get(name_identifier(right)):
                message = f"{left!r} and {right!r} are the same work under `same`: take one of the two back"
                yield Problem(file.at("different", i, "of", k if j < k else j), message)


def _described_twice(file: File[WorksFile]) -> Iterator[Problem]:
    whole = same_groups(file.content)
    first: dict[Identifier, str] = {}
    for i, described in enumerate(file.content.works):
        key = name_identifier(described.work)
        other = first.setdefault(whole.get(key, key), described.work)
        if other is not described.work:
            yield Problem(file.at("works", i, "work"), f"{described.work!r} is the work of {other!r}: describe it once")


def same_groups(content: WorksFile) -> dict[Identifier, Identifier]:
    """For each identifier that ``same`` names the smallest one of its work."""
    leader: dict[Identifier, Identifier] = {}
    for same in content.same:
        keys = {name_identifier(name) for name in same.of}
        keys |= {key for key, lead in leader.items() if lead in {leader[each] for each in keys if each in leader}}
        leader.update(dict.fromkeys(keys, min(keys)))
    return leader
