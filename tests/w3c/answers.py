"""Answers as values: solutions, graphs and booleans, read from each of their formats.

The readers are the tests' own, so that an engine that writes what only it can read is found out.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse
from w3c.manifests import RDF, Term

SRX = "{http://www.w3.org/2005/sparql-results#}"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
LANG, DIRECTION = "{http://www.w3.org/XML/1998/namespace}lang", "{http://www.w3.org/2005/11/its}dir"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"


@dataclass(frozen=True, slots=True)
class Table:
    """Solutions: the variables, and for each solution what it binds; in CSV a term is a plain string."""

    names: frozenset[str]
    rows: tuple[Mapping[str, Term], ...]
    is_ordered: bool = False


Answer = bool | Table | frozenset[Triple]


def read_answer(media_type: str, body: bytes) -> Answer:
    """The answer that the bytes are in the media type."""
    return _READERS[media_type](body)


def read_json(body: bytes) -> bool | Table:
    """SPARQL 1.1 Query Results JSON Format, and 1.2's triple terms and directions."""
    document = json.loads(body)
    if "boolean" in document:
        assert isinstance(document["boolean"], bool)
        return document["boolean"]
    names = document["head"]["vars"]
    rows = [{name: _json_term(term) for name, term in row.items()} for row in document["results"]["bindings"]]
    return _table(names, rows)


def read_xml(body: bytes) -> bool | Table:
    """SPARQL Query Results XML Format, and 1.2's triple terms and directions."""
    root = ElementTree.fromstring(body)
    assert root.tag == f"{SRX}sparql", root.tag
    boolean = root.find(f"{SRX}boolean")
    if boolean is not None:
        return {"true": True, "false": False}[(boolean.text or "").strip()]
    names = [each.get("name", "") for each in root.iterfind(f"{SRX}head/{SRX}variable")]
    rows = [
        {each.get("name", ""): _xml_term(each[0]) for each in result.iterfind(f"{SRX}binding")}
        for result in root.iterfind(f"{SRX}results/{SRX}result")
    ]
    return _table(names, rows)


def read_tsv(body: bytes) -> Table:
    """SPARQL 1.1 Query Results TSV Format: every term as Turtle writes it."""
    head, *lines = body.decode().removesuffix("\n").split("\n")
    names = head.split("\t") if head else []
    assert all(name.startswith("?") for name in names), names
    names = [name[1:] for name in names]
    rows = []
    for line in lines:
        fields = line.split("\t")
        assert len(fields) == max(len(names), 1), f"{line!r} has {len(fields)} fields, the head {len(names)}"
        rows.append({name: _turtle_term(field) for name, field in zip(names, fields, strict=False) if field})
    return _table(names, rows)


def read_csv(body: bytes) -> Table:
    """SPARQL 1.1 Query Results CSV Format: what is bound, as plain text; what isn't is like an empty text."""
    names, *lines = list(csv.reader(io.StringIO(body.decode(), newline=""), strict=True)) or [[]]
    rows = [dict(zip(names, fields or [""] * len(names[:1]), strict=True)) for fields in lines]  # a line may be empty
    return _table(names, [{name: text for name, text in row.items() if text} for row in rows])


def as_text(table: Table) -> Table:
    """The table as CSV tells it: terms without their kinds, blank nodes as `_:label`."""
    rows = [{name: text for name, term in row.items() if (text := _plain(term))} for row in table.rows]
    return Table(table.names, tuple(rows), table.is_ordered)


def read_result_set(quads: Iterable[Quad]) -> bool | Table | None:
    """The result that the graph describes in the DAWG's vocabulary, None where it describes none."""
    found: dict[Term, dict[str, list[Term]]] = {}
    for quad in quads:
        found.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
    sets = [each for each in found.values() if NamedNode(f"{RS}ResultSet") in each.get(f"{RDF}type", [])]
    if not sets:
        return None
    (result,) = sets
    if f"{RS}boolean" in result:
        return result[f"{RS}boolean"][0].value == "true"
    names = [each.value for each in result.get(f"{RS}resultVariable", [])]
    solutions = [found[each] for each in result.get(f"{RS}solution", [])]
    is_ordered = all(f"{RS}index" in each for each in solutions) and bool(solutions)
    if is_ordered:
        solutions.sort(key=lambda each: int(each[f"{RS}index"][0].value))
    rows = []
    for solution in solutions:
        bindings = [found[each] for each in solution.get(f"{RS}binding", [])]
        rows.append({each[f"{RS}variable"][0].value: each[f"{RS}value"][0] for each in bindings})
    return Table(frozenset(names), tuple(rows), is_ordered)


def _graph(media: RdfFormat) -> Callable[[bytes], frozenset[Triple]]:
    return lambda body: frozenset(quad.triple for quad in parse(body, media, base_iri="http://example.org/"))


_READERS: Mapping[str, Callable[[bytes], Answer]] = {
    JSON: read_json,
    XML: read_xml,
    CSV: read_csv,
    TSV: read_tsv,
    "text/turtle": _graph(RdfFormat.TURTLE),
    "application/n-triples": _graph(RdfFormat.N_TRIPLES),
    "application/ld+json": _graph(RdfFormat.JSON_LD),
    "application/rdf+xml": _graph(RdfFormat.RDF_XML),
}


def _table(names: list[str], rows: list[dict[str, Term]]) -> Table:
    assert len(set(names)) == len(names), f"variables twice in {names}"
    assert all(set(row) <= set(names) for row in rows), f"a row binds more than {names}"
    return Table(frozenset(names), tuple(rows))


def _literal(text: str, datatype: str | None, language: str | None, direction: str | None) -> Literal:
    if language:
        return Literal(text, language=language.lower(), direction=BaseDirection(direction) if direction else None)
    return Literal(text, datatype=NamedNode(datatype)) if datatype else Literal(text)


def _json_term(term: dict[str, object]) -> Term:
    match term:
        case {"type": "uri", "value": str(value)}:
            return NamedNode(value)
        case {"type": "bnode", "value": str(value)}:
            return BlankNode(value)
        case {"type": "literal" | "typed-literal", "value": str(value)}:
            return _literal(value, *(term.get(each) for each in ("datatype", "xml:lang", "its:dir")))
        case {"type": "triple", "value": {"subject": dict(s), "predicate": dict(p), "object": dict(o)}}:
            return Triple(_json_term(s), _json_term(p), _json_term(o))
    raise AssertionError(f"{term} is no RDF term")


def _xml_term(element: ElementTree.Element) -> Term:
    text = element.text or ""
    match element.tag.removeprefix(SRX):
        case "uri":
            return NamedNode(text.strip())
        case "bnode":
            return BlankNode(text.strip())
        case "literal":
            return _literal(text, element.get("datatype"), element.get(LANG), element.get(DIRECTION))
        case "triple":
            return Triple(*(_xml_term(element.find(f"{SRX}{each}")[0]) for each in ("subject", "predicate", "object")))
    raise AssertionError(f"{element.tag} is no RDF term")


def _turtle_term(text: str) -> Term:
    if text.startswith("_:"):
        return BlankNode(text[2:])
    (quad,) = parse(f"<s:> <p:> {text} .".encode(), RdfFormat.TURTLE)
    return quad.object


def _plain(term: Term) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    return term.value
