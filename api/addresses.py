"""From IRIs to the addresses of this service and back: data pages mirror the paths of their IRIs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from claimgraph.ontology.iris import ONTOLOGY_GRAPH
from claimgraph.ontology.terms import PREFIXES

__all__ = ["Addresses"]

_ONTOLOGY_ROOT = ONTOLOGY_GRAPH.value.rpartition("/")[0] + "/"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The bases of the dockets served, and the roots above them: what follows a root is a path here.

    >>> here = Addresses.of(["https://example.org/data/docket-1/docket"])
    >>> here.href("https://example.org/data/docket-1/claim/a/b")
    '/docket-1/claim/a/b'
    >>> here.iris("/docket-1/claim/a/b")[0]
    'https://example.org/data/docket-1/claim/a/b'
    """

    bases: tuple[str, ...]
    roots: tuple[str, ...]
    prefixes: Mapping[str, str]

    @classmethod
    def of(cls, dockets: Iterable[str]) -> "Addresses":
        """Return the addresses for dockets with these IRIs, each its base followed by `docket`."""
        bases = tuple(dict.fromkeys(iri.removesuffix("docket") for iri in dockets))
        roots = tuple(dict.fromkeys([*map(_above, bases), _ONTOLOGY_ROOT]))
        return cls(bases, roots, PREFIXES)

    def href(self, iri: str) -> str | None:
        """Return where a link to the IRI goes: here where this service has it, else to the web; None for no address.

        >>> Addresses.of([]).href("javascript:alert(1)") is None
        True
        """
        for root in self.roots:
            if iri.startswith(root) and len(iri) > len(root):
                return "/" + iri[len(root) :].lstrip("/")
        return iri if iri.startswith(("https://", "http://")) else None

    def iris(self, path: str) -> tuple[str, ...]:
        """Return the IRIs that a path as sent, percent signs and all, can stand for, likeliest first."""
        ways = dict.fromkeys([path.removeprefix("/"), unquote(path.removeprefix("/"))])
        return tuple(root + way for root in self.roots for way in ways)

    def shown_prefixes(self) -> dict[str, str]:
        """Return the prefixes to write IRIs with; a single docket's base gets the empty one."""
        return {**self.prefixes, **({"": self.bases[0]} if len(self.bases) == 1 else {})}

    def short(self, iri: str) -> str:
        """Return a short form of the IRI to read: below its docket's base, with a prefix, or whole.

        >>> Addresses.of([]).short("http://purl.org/dc/terms/title")
        'dcterms:title'
        """
        for base in self.bases:
            if iri.startswith(base) and len(iri) > len(base):
                return iri[len(base) :]
        for prefix, namespace in self.prefixes.items():
            if iri.startswith(namespace) and len(iri) > len(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri


def _above(base: str) -> str:
    """Return the base without its last path segment; a base without any is its own root."""
    above = base.rstrip("/").rpartition("/")[0] + "/"
    return base if above.endswith("://") else above
