"""The JSON-LD context: the names that our JSON-LD has for classes and properties, and for properties read backwards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["CONTEXT", "CONTEXT_FILE", "Context", "Name", "context", "context_file"]

CONTEXT = "https://w3id.org/claimgraph/context/1.jsonld"
"""The context's IRI. Version 1 may get more names; none of its names ever means something else."""

CONTEXT_FILE = "context-1.jsonld"

_KEYWORDS = ("@version", "id", "type", "included")


@dataclass(frozen=True, slots=True)
class Name:
    """A name for a property: whether its values always are an array, and the datatype that its strings have."""

    name: str
    is_array: bool
    datatype: str | None


@dataclass(frozen=True, slots=True)
class Context:
    """The names by IRI: of classes, of properties, and of properties from their object's side."""

    definitions: Mapping[str, Any]  # as JSON has them
    classes: Mapping[str, str]
    forwards: Mapping[str, tuple[Name, ...]]
    backwards: Mapping[str, Name]

    def name(self, iri: str, datatype: str | None) -> Name:
        """Return the name for a property with values of a datatype, which is None for things.

        A property without a name for them has its IRI for one, as JSON-LD's compaction has it.

        >>> date = "http://purl.org/dc/terms/date"
        >>> context().name(date, "http://www.w3.org/2001/XMLSchema#gYear").name
        'dateYear'
        """
        names = self.forwards.get(iri, ())
        for wanted in (datatype, None):
            for each in names:
                if each.datatype == wanted:
                    return each
        return Name(iri, False, None)

    def part(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the definitions of these names and of the keywords, in the context's order."""
        wanted = {*names, *_KEYWORDS}
        return {name: definition for name, definition in self.definitions.items() if name in wanted}


@cache
def context_file() -> bytes:
    """Return the context as a JSON-LD document."""
    return files(__package__).joinpath(CONTEXT_FILE).read_bytes()


@cache
def context() -> Context:
    """Return the context as it is looked up.

    >>> context().name("https://w3id.org/claimgraph/ontology#quote", None).name
    'quote'
    >>> context().backwards["https://w3id.org/claimgraph/ontology#aligns"].name
    'alignments'
    """
    definitions = json.loads(context_file())["@context"]
    classes: dict[str, str] = {}
    forwards: dict[str, tuple[Name, ...]] = {}
    backwards: dict[str, Name] = {}
    for name, given in definitions.items():
        if name in _KEYWORDS:
            continue
        definition = given if isinstance(given, dict) else {"@id": given}
        is_array, datatype = definition.get("@container") == "@set", definition.get("@type")
        if "@reverse" in definition:
            backwards[definition["@reverse"]] = Name(name, is_array, None)
        elif name[0].isupper():
            classes[definition["@id"]] = name
        else:
            own = Name(name, is_array, datatype)
            forwards[definition["@id"]] = (*forwards.get(definition["@id"], ()), own)
    return Context(definitions, classes, forwards, backwards)
