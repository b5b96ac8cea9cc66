"""A docket in schema.org's terms, as JSON-LD that needs nothing from the web.

The terms are those that the mapping set has for ours (`MappingSet.substitutes`); what it has none for is left out, but
for a claim's stance, which stays in our own terms. There is no ClaimReview, since an alignment says how claims relate
and never whether one is true.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

from pyoxigraph import Literal, NamedNode, Store

from claimgraph.api.reader import Node, Reader, dockets
from claimgraph.ontology import CG, DCTERMS, OA, ORG, PREFIXES, RDFS, XSD, mapping_set, ontology_triples

__all__ = ["CLASSES", "SCHEMA", "schema_org_document", "schema_org_files", "schema_org_thing"]

SCHEMA = "https://schema.org/"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"

CONTEXT = {
    "@vocab": SCHEMA,
    "cg": PREFIXES["cg"],
    "additionalType": {"@type": "@id"},
    "dateCreated": {"@type": "Date"},
    "datePublished": {"@type": "Date"},
    "sameAs": {"@type": "@id"},
    "sdLicense": {"@type": "@id"},
    "url": {"@type": "@id"},
}

KINDS = {
    "article": "Article",
    "blog": "BlogPosting",
    "dataset": "Dataset",
    "law": "Legislation",
    "preprint": "ScholarlyArticle",
    "press": "NewsArticle",
    "regulation": "Legislation",
    "report": "Report",
    "webpage": "WebPage",
    "wiki": "WebPage",
}
"""schema.org's type of a work by its kind; a work of another kind is what the mapping set has for all."""

CLASSES = (
    CG.Docket,
    CG.RequestForComment,
    CG.Question,
    ORG.Organization,
    CG.EvidenceSource,
    CG.Programme,
    CG.Topic,
    CG.Proposition,
    CG.CommentLetter,
    CG.TextVersion,
    CG.Claim,
)
"""What is told of, in this order; passages are told of where claims appear, texts only if they are a letter's last."""

STANCES = (CG.affirms, CG.denies, CG.qualifies)

# JSON of any depth; the keys are schema.org's.
Thing = dict[str, object]


def schema_org_files(store: Store) -> dict[str, bytes]:
    """One document for each of the store's dockets, by file name: the last step of the docket's base with `.jsonld`."""
    return {f"{each.name}.jsonld": schema_org_document(each) for each in (Reader(store, one) for one in dockets(store))}


def schema_org_document(reader: Reader) -> bytes:
    """The docket's JSON-LD document in UTF-8, the same bytes for the same graph."""
    things = [_thing(reader, node, kind) for kind in CLASSES for node in _members(reader, kind)]
    return (json.dumps({"@context": CONTEXT, "@graph": things}, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def schema_org_thing(reader: Reader, node: NamedNode) -> Thing | None:
    """One thing as a JSON-LD document, None if schema.org has no class for it."""
    kinds = reader.kinds(node)
    kind = next((each for each in CLASSES if each in kinds), None)
    return None if kind is None else {"@context": CONTEXT, **_thing(reader, node, kind)}


def _members(reader: Reader, kind: NamedNode) -> tuple[NamedNode, ...]:
    if kind == CG.TextVersion:
        return reader.related(reader.members(CG.CommentLetter), CG.currentText)
    return reader.members(kind)


def _thing(reader: Reader, node: NamedNode, kind: NamedNode) -> Thing:
    """A thing with its type, its name and what the mapping set has terms for."""
    thing: Thing = {"@id": node.value, "@type": _type(reader, node, kind), "name": reader.text(node, DCTERMS.title)}
    found: dict[str, list[object]] = {}
    for triple in reader.statements(node):
        key = _key(triple.predicate, kind)
        if key and key != "name" and isinstance(triple.object, NamedNode | Literal):
            found.setdefault(key, []).extend(_values(reader, triple.predicate, triple.object))
    thing |= {key: _one_or_more(values) for key, values in sorted(found.items()) if values}
    return thing | _more(reader, node, kind)


def _more(reader: Reader, node: NamedNode, kind: NamedNode) -> Thing:
    """What schema.org asks for and no single term of ours says."""
    if kind == CG.Claim:
        own = sorted(each.value for each in reader.kinds(node) if each in CG and each != CG.Claim)
        stances = {
            f"cg:{stance.value.removeprefix(str(CG))}": {"@id": values[0].value}
            for stance in STANCES
            if (values := reader.values(node, stance))
        }
        return {"additionalType": _one_or_more(own), **stances, "url": node.value}
    if kind == CG.TextVersion:
        return {"encodingFormat": "text/plain; charset=utf-8", "url": node.value}
    return {"sdLicense": LICENCE} if kind == CG.Docket else {}


def _type(reader: Reader, node: NamedNode, kind: NamedNode) -> str:
    if kind == CG.EvidenceSource and (special := KINDS.get(reader.text(node, DCTERMS.type))):
        return special
    return _terms()[kind]


def _key(predicate: NamedNode, kind: NamedNode) -> str | None:
    if predicate == DCTERMS.date:  # too wide for one term: the day of a letter is not its publication
        return "dateCreated" if kind == CG.CommentLetter else "datePublished"
    return _terms().get(predicate)


def _values(reader: Reader, predicate: NamedNode, value: Node) -> Iterator[object]:
    if predicate == CG.hasLocation and isinstance(value, NamedNode):
        yield reader.text(value, CG.url)
    elif predicate == CG.assertedIn and isinstance(value, NamedNode):
        yield from _appearance(reader, value)
    elif isinstance(value, NamedNode):
        yield value.value if _terms()[predicate] == "sameAs" else {"@id": value.value}
    else:
        yield int(value.value) if value.datatype == XSD.integer else value.value


def _appearance(reader: Reader, passage: NamedNode) -> Iterator[Thing]:
    """The passage as a quotation from its letter; none where it stands in a text that was corrected since."""
    if not (place := reader.place(passage)):
        return
    text, letter = place
    start, end = reader.text(passage, OA.start), reader.text(passage, OA.end)
    yield {
        "@id": passage.value,
        "@type": _terms()[CG.Passage],
        _terms()[OA.exact]: reader.text(passage, OA.exact),
        "isBasedOn": {"@id": letter.value},
        _terms()[CG.inText]: {"@id": text.value},
        "url": f"{text.value}#c{start}-{end}",
    }


def _one_or_more(values: list[object] | list[str]) -> object:
    return values[0] if len(values) == 1 else values


@cache
def _terms() -> dict[NamedNode, str]:
    """schema.org's names for our terms; a property without one of its own has that of the property above it."""
    terms = {ours: theirs.value.removeprefix(SCHEMA) for ours, theirs in mapping_set().substitutes("schema").items()}
    above = [
        (t.subject, t.object)
        for t in ontology_triples()
        if t.predicate == RDFS.subPropertyOf and isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode)
    ]
    inherited = {sub: terms[over] for sub, over in above if over in terms}
    return {**inherited, **terms}
