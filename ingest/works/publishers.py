"""Who published a work, by its host: a table of hosts that publish for one body alone. A host is not a publisher.

The table, ``publishers.tsv``, has a host or a host with the beginning of a path on each line, and what publishes there:
a slug, a name and a kind. ``host`` in its second column says that the line is for that host alone, ``domain`` that it
is for all under it. Lines of the kind ``platform`` are hosts that publish for others: nothing is concluded there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from claimgraph.ingest.docket_files import Organization
from claimgraph.ingest.fields import OrganizationKind
from claimgraph.ingest.works.addresses import canonical_address
from claimgraph.ingest.works.hosts import normal_host, parents
from claimgraph.ingest.works.models import Identifier, Reference

PLATFORM = "platform"
_BODIES = {"nist": "nist", "rand": "rand", "gao": "gao", "crs": "congressional-research-service", "iso": "iso"}
"""Schemes whose numbers a body gives to its own publications."""

KINDS = (*get_args(OrganizationKind), PLATFORM)


@dataclass(frozen=True, slots=True)
class Publisher:
    """A line of the table."""

    host: str
    covers: Literal["host", "domain"]
    slug: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Publishers:
    """Lines by host, with or without the beginning of a path."""

    lines: Mapping[str, Publisher]

    def with_organizations(self, organizations: Iterable[Organization]) -> Publishers:
        """The same, with the hosts of ``organizations.yaml`` above the table's."""
        own = {
            normal_host(host): Publisher(normal_host(host), "host", each.slug, each.name, each.kind)
            for each in organizations
            for host in each.hosts
        }
        return Publishers({**self.lines, **own})

    def names(self) -> dict[str, str]:
        """The name of each slug."""
        return {line.slug: line.name for line in self.lines.values() if line.kind != PLATFORM}


@cache
def load_publishers() -> Publishers:
    """The table that comes with the package."""
    text = files(__package__).joinpath("publishers.tsv").read_text("utf-8")
    return read_publishers(text)


def read_publishers(text: str) -> Publishers:
    """The table in a text: host, cover, slug, name and kind, tab between them; ``#`` begins a remark.

    Raises ValueError with the line's number where a line is none.
    """
    lines: dict[str, Publisher] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != 5 or parts[1] not in ("host", "domain") or parts[4] not in KINDS or not all(parts):
            raise ValueError(
                f"publishers.tsv:{number}: {line!r} is not host, host|domain, slug, name, kind with tabs between"
            )
        host = parts[0]
        if host != canonical_address(host) or host in lines:
            raise ValueError(f"publishers.tsv:{number}: write {host!r} once, as {canonical_address(host)!r}")
        lines[host] = Publisher(host, "host" if parts[1] == "host" else "domain", parts[2], parts[3], parts[4])
    return Publishers(lines)


def find_publisher(address: str, publishers: Publishers) -> Publisher | None:
    r"""The line for an address: the longest beginning of its path, or else the nearest host; None where none applies.

    >>> table = read_publishers("a.org\tdomain\ta\tA\tnonprofit\nb.a.org\thost\tb\tb\tplatform")
    >>> [(line := find_publisher(each, table)) and line.slug for each in ("x.a.org/y", "b.a.org/y", "c.org")]
    ['a', None, None]
    """
    canonical = canonical_address(address)
    where = canonical.partition("?")[0].partition("#")[0]
    host = where.partition("/")[0]
    steps = where.split("/")
    for length in range(len(steps), 0, -1):
        line = publishers.lines.get("/".join(steps[:length]))
        if line:
            return None if line.kind == PLATFORM else line
    for above in parents(host)[1:]:
        line = publishers.lines.get(above)
        if line:
            return line if line.kind != PLATFORM and line.covers == "domain" else None
    return None


def publisher_of(keys: Sequence[Identifier], references: Sequence[Reference], publishers: Publishers) -> str | None:
    """The slug of the one publisher that a work's numbers and addresses show; None where they show none or two."""
    shown = {_BODIES[key.scheme] for key in keys if key.scheme in _BODIES}
    if shown:
        return shown.pop() if len(shown) == 1 else None
    found = {line.slug for each in references if each.address and (line := find_publisher(each.address, publishers))}
    return found.pop() if len(found) == 1 else None
