"""The OWL 2 RL engine: what each kind of axiom derives or forbids, and class expressions as text."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from claimgraph.ontology import PREFIXES, RDF, ManchesterError
from claimgraph.ontology.axioms import axioms
from claimgraph.ontology.expressions import Description
from claimgraph.ontology.facts import as_fact, as_triple
from claimgraph.ontology.horn import horn
from claimgraph.ontology.manchester import Names, defined, read_expression
from claimgraph.ontology.saturate import Saturation, saturate

HEAD = (
    "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + "@prefix : <https://example.org/> .\n"
)


def turtle(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(HEAD + text, format=RdfFormat.TURTLE)]


def run(text: str) -> Saturation:
    triples = turtle(text)
    return saturate(triples, horn(axioms(triples)).rules)


SOME = "[ a owl:Restriction ; owl:onProperty {role} ; owl:{word} {filler} ]"
DERIVES = {
    "subclass": (":A rdfs:subClassOf :B . :x a :A .", ":x a :B ."),
    "equivalent class": (":A owl:equivalentClass :B . :x a :B .", ":x a :A ."),
    "domain": (":p rdfs:domain :A . :x :p :y .", ":x a :A ."),
    "range": (":p rdfs:range :A . :x :p :y .", ":y a :A ."),
    "subproperty": (":p rdfs:subPropertyOf :q . :x :p :y .", ":x :q :y ."),
    "equivalent property": (":p owl:equivalentProperty :q . :x :q :y .", ":x :p :y ."),
    "inverse": (":p owl:inverseOf :q . :x :p :y .", ":y :q :x ."),
    "inverse back": (":p owl:inverseOf :q . :x :q :y .", ":y :p :x ."),
    "symmetric": (":p a owl:SymmetricProperty . :x :p :y .", ":y :p :x ."),
    "transitive": (":p a owl:TransitiveProperty . :x :p :y . :y :p :z . :z :p :w .", ":x :p :w ."),
    "chain": (":r owl:propertyChainAxiom ( :p :q :p ) . :a :p :b . :c :p :d . :b :q :c .", ":a :r :d ."),
    "chain through an inverse": (
        ":r owl:propertyChainAxiom ( [ owl:inverseOf :p ] :q ) . :b :p :a . :b :q :c .",
        ":a :r :c .",
    ),
    "chain on itself": (":r owl:propertyChainAxiom ( :r :q ) . :a :r :b . :b :q :c . :c :q :d .", ":a :r :d ."),
    "definition by some": (
        ":A owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( :B "
        + SOME.format(role=":p", word="someValuesFrom", filler=":C")
        + " ) ] . :x a :B ; :p :y . :y a :C .",
        ":x a :A .",
    ),
    "definition by value": (
        ":A owl:equivalentClass " + SOME.format(role=":p", word="hasValue", filler=":y") + " . :x :p :y .",
        ":x a :A .",
    ),
    "value from a definition": (
        ":A rdfs:subClassOf " + SOME.format(role=":p", word="hasValue", filler=":y") + " . :x a :A .",
        ":x :p :y .",
    ),
    "only": (
        ":A rdfs:subClassOf " + SOME.format(role=":p", word="allValuesFrom", filler=":B") + " . :x a :A ; :p :y .",
        ":y a :B .",
    ),
    "union below": (":A owl:equivalentClass [ a owl:Class ; owl:unionOf ( :B :C ) ] . :x a :C .", ":x a :A ."),
    "one of": (":A owl:equivalentClass [ a owl:Class ; owl:oneOf ( :x :y ) ] . :z owl:sameAs :y .", ":z a :A ."),
    "functional": (":p a owl:FunctionalProperty . :q rdfs:range :A . :x :p :y , :z . :y :q :w .", ":z :q :w ."),
    "inverse functional": (
        ":p a owl:InverseFunctionalProperty . :q rdfs:domain :A . :x :p :y . :z :p :y . :x :q :w .",
        ":z :q :w .",
    ),
}
CLASHES = {
    "disjoint classes": ":A owl:disjointWith :B . :x a :A , :B .",
    "all disjoint": "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) . :x a :A , :C .",
    "disjoint properties": "[] a owl:AllDisjointProperties ; owl:members ( :p :q ) . :x :p :y ; :q :y .",
    "irreflexive": ":p a owl:IrreflexiveProperty . :x :p :x .",
    "asymmetric": ":p a owl:AsymmetricProperty . :x :p :y . :y :p :x .",
    "nothing": ":A rdfs:subClassOf owl:Nothing . :x a :A .",
    "complement": ":A rdfs:subClassOf [ a owl:Class ; owl:complementOf :B ] . :x a :A , :B .",
    "two texts": ":p a owl:FunctionalProperty . :x :p 'one' , 'other' .",
    "wrong datatype": ":p rdfs:range xsd:integer . :x :p 'one' .",
    "tagged text": ":p rdfs:range xsd:string . :x :p 'one'@en .",
    "a thing for a number": ":p rdfs:range xsd:integer . :x :p :y .",
    "different, the same": "[] a owl:AllDifferent ; owl:distinctMembers ( :y :z ) . "
    ":p a owl:FunctionalProperty . :x :p :z , :y .",
}
SILENT = {
    "one of several": ":p rdfs:domain [ a owl:Class ; owl:unionOf ( :A :B ) ] . :x :p :y .",
    "something unnamed": ":A rdfs:subClassOf "
    + SOME.format(role=":p", word="someValuesFrom", filler=":B")
    + " . :x a :A .",
    "one number in two spellings": ":p a owl:FunctionalProperty . :x :p 1 , 01 .",
    "a narrower number": ":p rdfs:range xsd:decimal . :x :p 1 .",
}


@pytest.mark.parametrize("name", DERIVES)
def test_an_axiom_derives_what_it_should(name: str) -> None:
    text, expected = DERIVES[name]
    found = run(text)
    assert {as_fact(triple) for triple in turtle(expected)} <= set(found.derived())
    assert found.clashes == ()


@pytest.mark.parametrize("name", CLASHES)
def test_a_contradiction_is_found_with_its_axiom(name: str) -> None:
    found = run(CLASHES[name])
    assert found.clashes
    given, rules = found.grounds(found.clashes[0])
    assert given
    assert {str(rule.axiom) for rule in rules} <= {str(axiom) for axiom in axioms(turtle(CLASHES[name]))}


@pytest.mark.parametrize("name", SILENT)
def test_what_rules_cannot_tell_they_do_not_tell(name: str) -> None:
    assert run(SILENT[name]).clashes == ()
    assert list(run(SILENT[name]).derived()) == []


def test_a_fact_is_a_triple_again() -> None:
    for triple in turtle(":x a :A ; :p 'a \"b\"\\n'@en , 3 , :y ."):
        assert as_triple(as_fact(triple)) == triple


@pytest.mark.parametrize(
    "text",
    [
        "A",
        "A and (p some B)",
        "(A and B) or (not C)",
        "p value x",
        "inverse p some (A or B)",
        "p min 2 A",
        "q only {x, y}",
    ],
)
def test_an_expression_survives_reading_and_writing(text: str) -> None:
    names = Names(turtle(":A a owl:Class . :B a owl:Class . :C a owl:Class . :p a :P . :q a :P . :x a :A . :y a :A ."))
    expression = read_expression(text, names)
    assert str(expression) == text
    triples = defined(NamedNode("urn:query"), expression)
    (target,) = (t.object for t in triples if t.subject == NamedNode("urn:query") and t.predicate != RDF.type)
    assert Description(triples).expression(target) == expression


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("A and", "ends too soon"),
        ("A B", "isn't expected"),
        ("Z", "nothing is called so"),
        ("twin", "it may be urn:a/twin or urn:b/twin"),
        ("p min x A", "a number"),
        ("{A B}", "stands where"),
    ],
)
def test_an_expression_that_cannot_be_read_is_explained(text: str, complaint: str) -> None:
    names = Names(turtle(":A a owl:Class . :B a owl:Class . :p a :P . <urn:a/twin> a :A . <urn:b/twin> a :A ."))
    with pytest.raises(ManchesterError, match=complaint):
        read_expression(text, names)


def test_a_label_in_quotes_is_a_name() -> None:
    names = Names(turtle(":a a owl:Class ; rdfs:label 'first of all'@en ."))
    assert str(read_expression("'first of all'", names)) == "a"
