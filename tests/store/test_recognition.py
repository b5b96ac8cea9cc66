"""Which queries are taken for ones that count, and that others, near ones above all, are left to the engine."""

from __future__ import annotations

import random
import re

import pytest
from pyoxigraph import Store

from claimgraph.store.count_query import Count, Having, Iri, Order, Pattern, Variable
from claimgraph.store.recognition import MAX_PATTERNS, recognise

EX = "http://example.org/"
P = f"<{EX}p>"
N = "(COUNT(*) AS ?n)"

RECOGNISED = {
    "of one pattern": f"SELECT {N} {{ ?s {P} ?o }}",
    "words in small letters": f"select (count(*) as ?n) where {{ ?s {P} ?o }}",
    "a variable": f"SELECT (COUNT(?s) AS ?n) WHERE {{ ?s {P} ?o . }}",
    "a type": f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{EX}Letter> }}",
    "prefixes": f"PREFIX : <{EX}> PREFIX ex1: <{EX}> SELECT {N} {{ ?s :p/^ex1:q_2-x ?o ; a : . }}",
    "comments": f"# COUNT }}\nSELECT {N} # all\n{{ ?s {P} ?o }}# end",
    "tight": f"SELECT ?o{N}{{?s {P} ?o.}}GROUP BY ?o ORDER BY ?o",
    "lists": f"SELECT {N} {{ ?s {P} ?o , ?x , <{EX}a> ; {P} ?y ; . ?y {P} ?z }}",
    "dollars": f"SELECT (COUNT($s) AS ?n) {{ ?s {P} $o }}",
    "offset first": f"SELECT {N} {{ ?s {P} ?o }} OFFSET 1 LIMIT 2",
    "many": "SELECT " + N + " { " + " . ".join(f"?v{n} {P} ?v{n + 1}" for n in range(MAX_PATTERNS)) + " }",
}


@pytest.mark.parametrize("text", RECOGNISED.values(), ids=RECOGNISED)
def test_is_recognised(text: str) -> None:
    assert recognise(text) is not None
    Store().query(text)


def test_is_read_as_it_is_meant() -> None:
    query = recognise(
        f"PREFIX ex: <{EX}> SELECT DISTINCT ?who (COUNT(DISTINCT ?s) AS ?some) (COUNT(?s) AS ?all) "
        f"WHERE {{ ?s ex:in/^ex:has ?who ; a ex:Claim }} GROUP BY ?who HAVING (COUNT(?who) >= 2) "
        "ORDER BY DESC(?some) ?who ASC(COUNT(*)) LIMIT 10 OFFSET 5"
    )
    assert query is not None
    s, who, between = Variable("s"), Variable("who"), Variable(" 1")
    assert query.patterns == (
        Pattern(s, EX + "in", between),
        Pattern(who, EX + "has", between),
        Pattern(s, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", Iri(EX + "Claim")),
    )
    assert query.keys == (who,)
    assert query.columns == (("who", who), ("some", Count(s)), ("all", Count()))
    assert query.having == Having(Count(), ">=", 2)
    assert query.order == (Order(Count(s), True), Order(who, False), Order(Count(), False))
    assert (query.limit, query.offset) == (10, 5)
    assert query.counts == (Count(s), Count())


_GROUP = f"{{ ?s {P} ?o }}"
LEFT = {
    "no count": f"SELECT ?s {_GROUP}",
    "keys alone": f"SELECT ?s {_GROUP} GROUP BY ?s",
    "all": f"SELECT * {_GROUP}",
    "ask": f"ASK {{ {{ SELECT {N} {_GROUP} }} }}",
    "construct": f"CONSTRUCT {_GROUP} WHERE {_GROUP} # COUNT",
    "update": f"DELETE WHERE {_GROUP} # COUNT",
    "filter": f"SELECT {N} {{ ?s {P} ?o FILTER(?o > 1) }}",
    "optional": f"SELECT {N} {{ ?s {P} ?o OPTIONAL {_GROUP} }}",
    "union": f"SELECT {N} {{ {_GROUP} UNION {_GROUP} }}",
    "nested group": f"SELECT {N} {{ {_GROUP} }}",
    "subquery": f"SELECT {N} {{ {{ SELECT ?s {_GROUP} }} }}",
    "bind": f"SELECT {N} {{ ?s {P} ?o BIND(1 AS ?x) }}",
    "values": f"SELECT {N} {{ ?s {P} ?o VALUES ?o {{ 1 }} }}",
    "values behind": f"SELECT {N} {_GROUP} VALUES ?o {{ <{EX}a> }}",
    "minus": f"SELECT {N} {{ ?s {P} ?o MINUS {_GROUP} }}",
    "graph": f"SELECT {N} {{ GRAPH ?g {_GROUP} }}",
    "service": f"SELECT {N} {{ SERVICE <{EX}> {_GROUP} }}",
    "from": f"SELECT {N} FROM <{EX}g> WHERE {_GROUP}",
    "from named": f"SELECT {N} FROM NAMED <{EX}g> WHERE {_GROUP}",
    "variable predicate": f"SELECT {N} {{ ?s ?p ?o }}",
    "only constants": f"SELECT {N} {{ <{EX}a> {P} <{EX}b> }}",
    "nothing asked": f"SELECT {N} {{ }}",
    "literal": f'SELECT {N} {{ ?s {P} "a" }}',
    "number": f"SELECT {N} {{ ?s {P} 1 }}",
    "truth": f"SELECT {N} {{ ?s {P} true }}",
    "blank node": f"SELECT {N} {{ _:s {P} ?o }}",
    "brackets": f"SELECT {N} {{ [] {P} ?o }}",
    "brackets with properties": f"SELECT {N} {{ ?s {P} [ {P} ?o ] }}",
    "collection": f"SELECT {N} {{ ?s {P} (?o) }}",
    "triple term": f"SELECT {N} {{ ?s {P} <<( ?a {P} ?b )>> }}",
    "reified triple": f"SELECT {N} {{ << ?a {P} ?b >> {P} ?o }}",
    "annotation": f"SELECT {N} {{ ?s {P} ?o {{| {P} ?x |}} }}",
    "star": f"SELECT {N} {{ ?s {P}* ?o }}",
    "plus": f"SELECT {N} {{ ?s {P}+ ?o }}",
    "question mark": f"SELECT {N} {{ ?s {P}? ?o }}",
    "alternative": f"SELECT {N} {{ ?s {P}|{P} ?o }}",
    "negated": f"SELECT {N} {{ ?s !{P} ?o }}",
    "path in brackets": f"SELECT {N} {{ ?s ({P}/{P}) ?o }}",
    "inverse of a path": f"SELECT {N} {{ ?s ^({P}/{P}) ?o }}",
    "circle": f"SELECT {N} {{ ?a {P} ?b . ?b {P} ?c . ?c {P} ?a }}",
    "two ways": f"SELECT {N} {{ ?a {P} ?b . ?a <{EX}q> ?b }}",
    "loop": f"SELECT {N} {{ ?a {P} ?a }}",
    "loop by a path": f"SELECT {N} {{ ?a {P}/{P} ?a }}",
    "apart": f"SELECT {N} {{ ?a {P} ?b . ?c {P} ?d }}",
    "all solutions once": f"SELECT (COUNT(DISTINCT *) AS ?n) {_GROUP}",
    "sum": f"SELECT {N} (SUM(?o) AS ?m) {_GROUP}",
    "count of an expression": f"SELECT (COUNT(?o + 1) AS ?n) {_GROUP}",
    "expression": f"SELECT ((COUNT(*) + 1) AS ?n) {_GROUP}",
    "count without a name": f"SELECT (COUNT(*)) {_GROUP}",
    "count of nothing": f"SELECT (COUNT(?x) AS ?n) {_GROUP}",
    "distinct count of nothing": f"SELECT (COUNT(DISTINCT ?x) AS ?n) {_GROUP}",
    "reduced": f"SELECT REDUCED ?s {N} {_GROUP} GROUP BY ?s",
    "distinct rows of some keys": f"SELECT DISTINCT {N} {_GROUP} GROUP BY ?s",
    "key not grouped by": f"SELECT ?o {N} {_GROUP} GROUP BY ?s",
    "no groups": f"SELECT ?o {N} {_GROUP}",
    "unknown key": f"SELECT {N} {_GROUP} GROUP BY ?x",
    "key twice": f"SELECT {N} {_GROUP} GROUP BY ?s ?s",
    "group by an expression": f"SELECT {N} {_GROUP} GROUP BY (STR(?s))",
    "group by a named expression": f"SELECT ?x {N} {_GROUP} GROUP BY (STR(?s) AS ?x)",
    "column twice": f"SELECT ?s ?s {N} {_GROUP} GROUP BY ?s",
    "name twice": f"SELECT {N} {N} {_GROUP}",
    "name of a key": f"SELECT (COUNT(*) AS ?s) {_GROUP} GROUP BY ?s",
    "name of a variable": f"SELECT (COUNT(*) AS ?o) {_GROUP} GROUP BY ?s",
    "order by what isn't grouped": f"SELECT ?s {N} {_GROUP} GROUP BY ?s ORDER BY ?o",
    "order by nothing": f"SELECT ?s {N} {_GROUP} GROUP BY ?s ORDER BY ?x",
    "order by an expression": f"SELECT ?s {N} {_GROUP} GROUP BY ?s ORDER BY (?n + 1)",
    "order without by": f"SELECT ?s {N} {_GROUP} GROUP BY ?s ORDER ?s",
    "having by name": f"SELECT {N} {_GROUP} GROUP BY ?s HAVING (?n > 1)",
    "having two": f"SELECT {N} {_GROUP} GROUP BY ?s HAVING (COUNT(*) > 1) (COUNT(*) < 9)",
    "having both": f"SELECT {N} {_GROUP} GROUP BY ?s HAVING (COUNT(*) > 1 && COUNT(*) < 9)",
    "having a fraction": f"SELECT {N} {_GROUP} GROUP BY ?s HAVING (COUNT(*) > 1.5)",
    "having less than nothing": f"SELECT {N} {_GROUP} GROUP BY ?s HAVING (COUNT(*) > -1)",
    "limit twice": f"SELECT {N} {_GROUP} LIMIT 1 LIMIT 2",
    "huge limit": f"SELECT {N} {_GROUP} LIMIT 99999999999999999999",
    "negative limit": f"SELECT {N} {_GROUP} LIMIT -1",
    "relative IRI": f"SELECT {N} {{ ?s <p> ?o }}",
    "base": f"BASE <{EX}> SELECT {N} {{ ?s {P} ?o }}",
    "dots": f"SELECT {N} {{ ?s <{EX}a/../p> ?o }}",
    "dots at the end": f"SELECT {N} {{ ?s <{EX}p/.> ?o }}",
    "dots at the beginning": f"SELECT {N} {{ ?s <urn:../p> ?o }}",
    "dots of a prefix": f"PREFIX e: <{EX}./> SELECT {N} {{ ?s e:p ?o }}",
    "capital scheme": f"SELECT {N} {{ ?s <HTTP://example.org/p> ?o }}",
    "other letters": f"SELECT {N} {{ ?s <{EX}é> ?o }}",
    "escape": f"SELECT {N} {{ ?s <{EX}\\u0070> ?o }}",
    "escaped keyword": f"\\u0053ELECT {N} {_GROUP}",
    "escaped name": f"PREFIX e: <{EX}> SELECT {N} {{ ?s e:p\\~ ?o }}",
    "dotted name": f"PREFIX e: <{EX}> SELECT {N} {{ ?s e:p.q ?o }}",
    "name with a colon": f"PREFIX e: <{EX}> SELECT {N} {{ ?s e:p:q ?o }}",
    "per cent": f"PREFIX e: <{EX}> SELECT {N} {{ ?s e:p%20q ?o }}",
    "unknown prefix": f"SELECT {N} {{ ?s e:p ?o }}",
    "prefix twice": f"PREFIX e: <{EX}> PREFIX e: <{EX}x/> SELECT {N} {{ ?s e:p ?o }}",
    "version": f'VERSION "1.2" SELECT {N} {_GROUP}',
    "type in capitals": f"SELECT {N} {{ ?s A ?o }}",
    "words that run on": f"SELECT {N} {_GROUP} GROUP BY?s",
    "limit that runs on": f"SELECT {N} {_GROUP} LIMIT1",
    "number that runs on": f"SELECT {N} {_GROUP} LIMIT 1OFFSET 1",
    "comparison that may be an IRI": f"SELECT {N} {{ ?s<{EX}p>?o }} GROUP BY ?s HAVING (COUNT(*)<2||3>COUNT(*))",
    "other space": f"SELECT\u00a0{N} {_GROUP}",
    "form feed": f"SELECT\f{N} {_GROUP}",
    "two queries": f"SELECT {N} {_GROUP} SELECT {N} {_GROUP}",
    "cut short": f"SELECT {N} {{ ?s {P} ?o",
    "two dots": f"SELECT {N} {{ ?s {P} ?o . . }}",
    "two semicolons": f"SELECT {N} {{ ?s {P} ?o ;; }}",
    "empty": "",
    "count alone": "COUNT",
    "long": f"SELECT {N} {_GROUP} #" + "x" * 10_000,
    "too many": "SELECT " + N + " { " + " . ".join(f"?v{n} {P} ?v{n + 1}" for n in range(MAX_PATTERNS + 1)) + " }",
}


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_is_left_to_the_engine(text: str) -> None:
    assert recognise(text) is None


def test_any_text_is_read_to_an_end() -> None:
    pieces = re.findall(r"\S+", " ".join([*RECOGNISED.values(), *LEFT.values()]))
    draw = random.Random(1)
    for _ in range(2000):
        recognise("SELECT (COUNT(*) " + " ".join(draw.choices(pieces, k=draw.randint(0, 12))))
