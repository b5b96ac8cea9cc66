"""An explanation for programs: as JSON, and as RDF in the words of PROV."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from claimgraph.api.addresses import Addresses
from claimgraph.ontology import CG, DCTERMS, OA, PREFIXES, PROV, RDF, RDFS, SKOS, Explanation, Note, Premise, Way
from claimgraph.ontology.derivations import Derivation, Ground, Remark
from claimgraph.ontology.naming import shortened

__all__ = ["Record", "address", "as_graph", "as_json", "as_record", "origin", "read_first", "sentence"]

Record = dict[str, object]

# Terms of PROV are given by key: no graph of ours has them, so that the ontology doesn't declare them.


def address(iri: str, prop: str = "", value: str = "") -> str:
    """Return where a service explains a thing, or one statement about it, from its root on.

    >>> address("https://example.org/a", "cg:backedBy")
    'explain?iri=https%3A%2F%2Fexample.org%2Fa&property=cg%3AbackedBy'
    """
    given = [("iri", iri), ("property", prop), ("value", value)]
    return "explain?" + "&".join(f"{name}={quote(text, safe='')}" for name, text in given if text)


def sentence(remark: Remark, base: str) -> str:
    """Return the remark as text, with short IRIs."""
    return "".join(
        part if isinstance(part, str) else ", ".join(shortened(term.value, base) for term in part)
        for part in remark.parts
    )


def origin(graph: str, base: str) -> str:
    """Return what asserts the statements of a graph: its IRI in short, with words where it is the docket's."""
    short = shortened(graph, base)
    return f"{short}, the docket's register" if short == "graph/docket" else short


def read_first(premises: Iterable[Premise]) -> Iterator[tuple[Premise, tuple[Ground, ...]]]:
    """Yield the premises with where they were read, each place only with the first premise that was read there."""
    shown: set[str] = set()
    for premise in premises:
        yield premise, tuple(ground for ground in premise.grounds if ground.iri.value not in shown)
        shown.update(ground.iri.value for ground in premise.grounds)


def as_json(explanation: Explanation) -> str:
    """Return the record as indented JSON, without a line's end."""
    return json.dumps(as_record(explanation), indent=2, ensure_ascii=False)


def as_record(explanation: Explanation) -> Record:
    """Return the explanation as what is written as JSON."""
    base = explanation.base
    return {
        "iri": explanation.iri.value,
        "label": explanation.labels.get(explanation.iri.value),
        "derivations": [
            {
                "rule": each.rule.value,
                "definition": each.definition,
                "conclusions": [_statement(triple) for triple in each.conclusions],
                "ways": [
                    {
                        "premises": [_premise(premise) for premise in way.premises],
                        "counted": [sentence(remark, base) for remark in way.counted],
                        "absent": [sentence(remark, base) for remark in way.absent],
                    }
                    for way in each.ways
                ],
            }
            for each in explanation.derivations
        ],
        "asserted": {
            "statements": [_premise(premise) for premise in explanation.asserted],
            "about": dict(explanation.about),
            "naming": dict(explanation.naming),
            "held": dict(explanation.held),
            "read_in": [_ground(ground) for ground in explanation.grounds],
        },
        "labels": dict(explanation.labels),
    }


def as_graph(explanation: Explanation, media_type: str = "text/turtle") -> bytes:
    """Return the explanation as RDF: each statement an entity with an IRI, each way an activity that used premises.

    A statement's IRI is the address at which it is explained, so the same statement has the same IRI everywhere.
    """
    triples = sorted(set(_triples(explanation)), key=str)
    written = serialize(triples, format=RdfFormat.from_media_type(media_type), prefixes=PREFIXES)
    return written or b""


def _statement(triple: Triple) -> Record:
    value: Record = {"type": "uri" if isinstance(triple.object, NamedNode) else "literal", "value": _text(triple)}
    if isinstance(triple.object, Literal):
        value |= {"language": triple.object.language} if triple.object.language else {}
        value |= {} if triple.object.language else {"datatype": triple.object.datatype.value}
    return {"subject": _node(triple.subject), "predicate": triple.predicate.value, "object": value}


def _premise(premise: Premise) -> Record:
    read = [_ground(ground) for ground in premise.grounds]
    return {**_statement(premise.statement), "graph": premise.graph.value, "read_in": read}


def _ground(ground: Ground) -> Record:
    where: Record = {"letter": ground.letter.value, "text": ground.text.value if ground.text else None}
    where |= {"start": ground.start, "end": ground.end, "words": ground.words}
    if isinstance(ground, Note):
        return {"footnote": ground.iri.value, "number": ground.number, "printed_url": ground.url, **where}
    return {"passage": ground.iri.value, **where, "current": ground.current}


def _triples(explanation: Explanation) -> Iterator[Triple]:
    root = Addresses.of([f"{explanation.base}docket"] if explanation.base else []).roots[0]
    for derivation in explanation.derivations:
        yield from _derivation(derivation, explanation, root)
    for premise in explanation.asserted:
        yield from _asserted(premise, root)
    if not explanation.derivations and not explanation.asserted:
        for graph in explanation.about:
            yield Triple(explanation.iri, DCTERMS["isPartOf"], NamedNode(graph))
        for ground in explanation.grounds:
            yield Triple(explanation.iri, PROV["wasDerivedFrom"], ground.iri)
            yield from _read(explanation.iri, ground)


def _derivation(derivation: Derivation, explanation: Explanation, root: str) -> Iterator[Triple]:
    yield Triple(derivation.rule, RDF.type, PROV["Plan"])
    if derivation.definition:
        yield Triple(derivation.rule, SKOS.definition, Literal(derivation.definition))
    for conclusion in derivation.conclusions:
        node = _name(conclusion, root)
        yield from _reified(conclusion, node)
        for number, way in enumerate(derivation.ways, start=1):
            own = f"{root}{address(explanation.iri.value)}" if derivation.whole else node.value
            activity = NamedNode(f"{own}#way-{number}")
            yield Triple(node, PROV["wasGeneratedBy"], activity)
            yield from (
                Triple(node, PROV["wasDerivedFrom"], _name(premise.statement, root)) for premise in way.premises
            )
            yield from _way(way, activity, derivation.rule, explanation.base, root)


def _way(way: Way, activity: NamedNode, rule: NamedNode, base: str, root: str) -> Iterator[Triple]:
    yield Triple(activity, RDF.type, PROV["Activity"])
    yield Triple(activity, PROV["used"], rule)
    for premise in way.premises:
        yield Triple(activity, PROV["used"], _name(premise.statement, root))
        yield from _asserted(premise, root)
    for kind, remarks in (("Counted", way.counted), ("Looked for, and not found", way.absent)):
        for remark in remarks:
            yield Triple(activity, RDFS.comment, Literal(f"{kind}: {sentence(remark, base)}."))


def _asserted(premise: Premise, root: str) -> Iterator[Triple]:
    node = _name(premise.statement, root)
    yield from _reified(premise.statement, node)
    yield Triple(node, DCTERMS["isPartOf"], premise.graph)
    for ground in premise.grounds:
        yield Triple(node, PROV["wasDerivedFrom"], ground.iri)
        if isinstance(premise.statement.subject, NamedNode):
            yield from _read(premise.statement.subject, ground)


def _reified(triple: Triple, node: NamedNode) -> Iterator[Triple]:
    yield Triple(node, RDF.type, RDF.Statement)
    yield Triple(node, RDF.type, PROV["Entity"])
    yield Triple(node, RDF.subject, triple.subject)
    yield Triple(node, RDF.predicate, triple.predicate)
    yield Triple(node, RDF.object, triple.object)


def _read(thing: NamedNode, ground: Ground) -> Iterator[Triple]:
    yield Triple(ground.iri, RDF.type, PROV["Entity"])
    yield Triple(ground.iri, PROV["hadPrimarySource"], ground.letter)
    yield Triple(ground.iri, OA.start, Literal(ground.start))
    yield Triple(ground.iri, OA.end, Literal(ground.end))
    if isinstance(ground, Note):
        yield Triple(ground.iri, RDF.type, CG.Footnote)
        yield Triple(ground.iri, CG.noteNumber, Literal(ground.number))
        yield Triple(ground.iri, CG.noteText, Literal(ground.words))
        if ground.url is not None:
            yield Triple(thing, CG.printedUrl, Literal(ground.url, datatype=_ANY_URI))
    else:
        yield Triple(ground.iri, RDF.type, CG.Passage)
        yield Triple(ground.iri, OA.exact, Literal(ground.words))
        yield Triple(ground.iri, CG.inText, ground.text)


_ANY_URI = NamedNode(PREFIXES["xsd"] + "anyURI")


def _name(triple: Triple, root: str) -> NamedNode:
    value = triple.object.value if isinstance(triple.object, NamedNode) else str(triple.object)
    return NamedNode(root + address(_node(triple.subject), triple.predicate.value, value))


def _node(subject: object) -> str:
    return subject.value if isinstance(subject, NamedNode) else str(subject)


def _text(triple: Triple) -> str:
    return triple.object.value if isinstance(triple.object, NamedNode | Literal) else str(triple.object)
