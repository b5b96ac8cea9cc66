"""A description as framed JSON-LD: the thing as one nested object, whose keys are the context's names.

It is what the JSON-LD framing algorithm makes of the description and the frame of the thing's class (`frames/`); the
tests hold the two together. Framing here takes a millisecond where a JSON-LD processor takes a hundred.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claimgraph.api.forms.context import Context, Name, context
from claimgraph.ontology.terms import OWL, RDF, RDFS, XSD

__all__ = ["framed"]

# JSON of any depth.
Thing = dict[str, object]
Resource = NamedNode | BlankNode
Node = Resource | Literal

_LARGEST = 2**53
"""Beyond it numbers in JSON aren't exact in all languages."""

_ID, _TYPE, _INCLUDED = "id", "type", "included"
_json = json.JSONEncoder(ensure_ascii=False).encode


def framed(iri: str, triples: Iterable[Triple]) -> bytes:
    """Return the description of the thing with that IRI as JSON-LD in UTF-8, the same bytes for the same triples.

    The context is in the document, as far as it is used, so that nobody has to fetch one.
    """
    frame = _Frame(triples, context())
    thing = frame.thing(NamedNode(iri))
    document = {"@context": context().part(frame.used), **thing}
    return ("{\n" + ",\n".join(_member(*each) for each in document.items()) + "\n}\n").encode("utf-8")


def _member(key: str, value: object) -> str:
    """A member of the document on a line of its own, a list's items on one each.

    Python's fast encoder knows no indentation, and the slow one takes three times as long as all else.
    """
    if isinstance(value, list) and len(value) > 1:
        return f" {_json(key)}: [\n  " + ",\n  ".join(map(_json, value)) + "\n ]"
    if key == "@context" and isinstance(value, dict):
        return f" {_json(key)}: {{\n  " + ",\n  ".join(f"{_json(k)}: {_json(v)}" for k, v in value.items()) + "\n }"
    return f" {_json(key)}: {_json(value)}"


class _Frame:
    """Nests a description's statements; `used` are the names that it took."""

    def __init__(self, triples: Iterable[Triple], names: Context) -> None:
        self._names = names
        self._said: dict[object, dict[NamedNode, list[Node]]] = {}
        self._saying: dict[object, dict[NamedNode, list[Resource]]] = {}
        self.used: set[str] = set()
        for triple in sorted(set(triples), key=str):
            subject, value = triple.subject, triple.object
            if isinstance(subject, Triple) or isinstance(value, Triple):
                continue  # JSON-LD has no triple terms
            self._said.setdefault(subject, {}).setdefault(triple.predicate, []).append(value)
            if not isinstance(value, Literal):
                self._saying.setdefault(value, {}).setdefault(triple.predicate, []).append(subject)

    def thing(self, this: NamedNode) -> Thing:
        """The thing: what is said of it, what points to it, and the names of its classes."""
        made = self._node(this, this)
        kinds = set(self._said.get(this, {}).get(RDF.type, ()))
        backwards: Thing = {}
        for predicate, subjects in self._saying.get(this, {}).items():
            nodes = [self._words(each) for each in subjects if each != this]
            if not nodes:
                continue
            if name := self._names.backwards.get(predicate.value):
                self.used.add(name.name)
                made[name.name] = _values(nodes, name)
            else:
                backwards[self._key(predicate).name] = _values(nodes, None)
        if backwards:
            made["@reverse"] = backwards
        classes = [each for each in kinds if OWL["Class"] in self._said.get(each, {}).get(RDF.type, ())]
        if classes:
            made[_INCLUDED] = [self._class(each) for each in sorted(classes, key=str)]
        return made

    def _class(self, kind: Node) -> Thing:
        labels = self._said.get(kind, {}).get(RDFS.label, [])
        made: Thing = {_ID: _name(kind), _TYPE: [self._kind(OWL["Class"])]}
        self._add(made, RDFS.label, labels, _reference)
        return made

    def _node(self, node: Resource, this: Resource) -> Thing:
        """All that the description says of a node; what it names is nested once, and the thing itself not again."""
        made: Thing = {_ID: _name(node)}

        def nest(value: Resource) -> Thing:
            return self._node(value, this) if node == this != value else _reference(value)

        for predicate, values in self._said.get(node, {}).items():
            if predicate == RDF.type:
                made[_TYPE] = [self._kind(each) for each in values]
                continue
            self._add(made, predicate, values, nest)
        return made

    def _add(self, made: Thing, predicate: NamedNode, values: list[Node], nest: Callable[[Resource], Thing]) -> None:
        """Add a property's values under the names that their kinds have."""
        found: dict[Name, list[object]] = {}
        for value in values:
            name = self._key(predicate, value)
            found.setdefault(name, []).append(_literal(value, name) if isinstance(value, Literal) else nest(value))
        made |= {name.name: _values(each, name) for name, each in found.items()}

    def _words(self, node: Resource) -> Thing:
        """A node with its own words alone."""
        made: Thing = {_ID: _name(node)}
        for predicate, values in self._said.get(node, {}).items():
            self._add(made, predicate, [each for each in values if isinstance(each, Literal)], _reference)
        return made

    def _kind(self, kind: Node) -> str:
        name = self._names.classes.get(_name(kind))
        if name:
            self.used.add(name)
        return name or _name(kind)

    def _key(self, predicate: NamedNode, value: Node | None = None) -> Name:
        datatype = value.datatype.value if isinstance(value, Literal) and not value.language else None
        name = self._names.name(predicate.value, datatype)
        self.used.add(name.name)
        return name


def _reference(node: Resource) -> Thing:
    return {_ID: _name(node)}


def _literal(value: Literal, name: Name) -> object:
    if value.language:
        return {"@language": value.language, "@value": value.value}
    datatype = value.datatype
    if datatype == XSD.string or datatype.value == name.datatype:
        return value.value
    native = _native(value)
    return {_TYPE: datatype.value, "@value": value.value} if native is None else native


def _native(value: Literal) -> int | bool | None:
    """The number or truth value that JSON has for it, if it comes back as the same literal."""
    if value.datatype == XSD.boolean and value.value in ("true", "false"):
        return value.value == "true"
    if value.datatype == XSD.integer and value.value.removeprefix("-").isdecimal():
        number = int(value.value)
        return number if str(number) == value.value and abs(number) < _LARGEST else None
    return None


def _values(values: list[object] | list[Thing], name: Name | None) -> object:
    return values[0] if len(values) == 1 and not (name and name.is_array) else values


def _name(node: Node) -> str:
    return node.value if isinstance(node, NamedNode) else str(node)
