"""Query answers as tables for a terminal."""

from __future__ import annotations

import json

from rich.table import Table
from rich.text import Text

from claimgraph.ontology import PREFIXES


def as_table(answer: bytes, base: str | None = None) -> Table:
    """The rows of a SELECT or ASK answer given as SPARQL JSON; IRIs are shortened by our prefixes and ``base``."""
    document = json.loads(answer)
    if "boolean" in document:
        table = Table("answer")
        table.add_row("yes" if document["boolean"] else "no")
        return table
    names = document["head"]["vars"]
    table = Table(*names)
    for row in document["results"]["bindings"]:
        table.add_row(*(_shown(row[name], base) if name in row else Text() for name in names))
    return table


def _shown(term: dict[str, str], base: str | None) -> Text:
    # A Text, since a plain string's brackets would be read as rich's mark-up: quotes have "[s]afety".
    value = str(term["value"])
    return Text(_short(value, base) if term["type"] == "uri" else value)


def _short(value: str, base: str | None) -> str:
    if base and value.startswith(base):
        return value.removeprefix(base)
    for prefix, iri in PREFIXES.items():
        if value.startswith(iri):
            return f"{prefix}:{value.removeprefix(iri)}"
    return value
