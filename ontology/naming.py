"""From what a person writes for an IRI to the IRI."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pyoxigraph import NamedNode

from claimgraph.ontology.terms import PREFIXES

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def iris_for(text: str, bases: Sequence[str]) -> tuple[NamedNode, ...]:
    """The IRIs that the text can stand for, likeliest first: a prefixed term, an IRI, or one below a docket's base.

    Raises ValueError for what can be none.

    >>> [iri.value for iri in iris_for("cg:backedBy", [])]
    ['https://w3id.org/claimgraph/ontology#backedBy', 'cg:backedBy']
    >>> [iri.value for iri in iris_for("claim/a/b", ["https://example.org/d/"])]
    ['https://example.org/d/claim/a/b']
    """
    plain = text.strip().removeprefix("<").removesuffix(">")
    prefix, colon, name = plain.partition(":")
    found = [PREFIXES[prefix] + name] if colon and prefix in PREFIXES else []
    if _ABSOLUTE.match(plain):
        found.append(plain)
    elif plain:
        found.extend(base + plain.removeprefix("/") for base in bases)
    if not found:
        raise ValueError(f"{text!r} is no IRI; write a whole one, one below the docket's base, or a prefixed term")
    return tuple(map(NamedNode, dict.fromkeys(found)))


def shortened(iri: str, base: str) -> str:
    """The IRI below the base, with a prefix, or whole.

    >>> shortened("http://purl.org/dc/terms/title", "")
    'dcterms:title'
    """
    if base and iri.startswith(base) and iri != base:
        return iri.removeprefix(base)
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
