"""Queries that ask for more than there is time and memory for: they end soon, and others don't notice."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from urllib.parse import quote

import httpx
import pytest
from fuzz.conftest import EVALUATORS, TIMEOUT
from fuzz.laws import check
from fuzz.processes import resident_bytes, settled, worker
from service_process import Running

MIB = 1024 * 1024
CROWD = 3
SLACK_SECONDS = 4.0  # of a machine that has other things to do
ALL2, ALL3 = "?a ?b ?c . ?d ?e ?f", "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"


def nested(before: str, middle: str, after: str, times: int) -> str:
    return before * times + middle + after * times


def doubled(call: str, times: int) -> str:
    """A value that is doubled again and again."""
    steps = " ".join(f"BIND({call.format(f'?a{i}')} AS ?a{i + 1})" for i in range(times))
    return f"SELECT (STRLEN(?a{times}) AS ?n) {{ BIND('aaaaaaaaaaaaaaaa' AS ?a0) {steps} }}"


def filtered(expression: str) -> str:
    return f"ASK {{ FILTER({expression}) }}"


HOSTILE = {
    "a product": f"SELECT (COUNT(*) AS ?n) {{ {ALL3} . ?j ?k ?l }}",
    "all rows in order": f"SELECT * {{ {ALL3} }} ORDER BY ?a DESC(?f) STR(?i)",
    "all rows once": f"SELECT DISTINCT ?a ?f ?i {{ {ALL3} }}",
    "all rows in groups": f"SELECT ?a (COUNT(*) AS ?n) {{ {ALL3} }} GROUP BY ?a ?d ?g ?i",
    "all rows in one text": f"SELECT (GROUP_CONCAT(?c) AS ?n) {{ {ALL3} }}",
    "all rows as a graph": f"CONSTRUCT {{ ?a ?b ?f }} {{ {ALL2} }}",
    "all rows at random": f"SELECT (UUID() AS ?u) {{ {ALL2} }} ORDER BY RAND()",
    "everything described": f"DESCRIBE * {{ {ALL2} }}",
    "a regex that goes back": "ASK { FILTER(REGEX(CONCAT('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '!'), '^(a+)+$')) }",
    "a regex that grows": "ASK { FILTER(REGEX('a', '((((a{1,100}){1,100}){1,100}){1,100})')) }",
    "a regex of 50,000 letters": "ASK { FILTER(REGEX('a', '\\\\w{50000}')) }",
    "a deep regex": filtered(f"REGEX('a', '{nested('(', 'a', ')', 20_000)}')"),
    "a regex on every pair": f"SELECT * {{ {ALL2} FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '(.*)(.*)(.*)[0-9]x$')) }}",
    "a path round the ring": "SELECT (COUNT(*) AS ?n) { ?a <urn:next>* ?b . ?b <urn:next>* ?c . ?c <urn:next>* ?d }",
    "a path over anything": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:none>)* ?b . ?b (!<urn:none>|^<urn:x>)+ ?c }",
    "paths in paths": "SELECT (COUNT(*) AS ?n) { ?a ((((<urn:next>*)*)+)*/(^<urn:next>)*)* ?b }",
    "a path 490 deep": f"ASK {{ ?s {nested('(', '<urn:next>', ')*', 490)} ?o }}",
    "a path of 7,000 steps": f"ASK {{ ?s <urn:next>{'/<urn:next>' * 5900} ?o }}",
    "a path of 7,000 choices": f"ASK {{ ?s <urn:a>{'|<urn:a>' * 7000} ?o }}",
    "doubled by CONCAT": doubled("CONCAT({0}, {0})", 40),
    "doubled by REPLACE": doubled("REPLACE({0}, 'a', 'aaaaaaaaaaaaaaaa')", 12),
    "VALUES of 64 KB": f"SELECT * {{ VALUES ?x {{ {'1 ' * 32_000} }} }}",
    "VALUES by VALUES": f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{{'1 ' * 15_000}}} VALUES ?y {{{'2 ' * 15_000}}} }}",
    "braces 480 deep": f"ASK {nested('{', '', '}', 480)}",
    "braces 30,000 deep": f"ASK {nested('{', '', '}', 30_000)}",
    "parentheses 490 deep": filtered(nested("(", "1", ")", 490)),
    "blank nodes 400 deep": f"ASK {{ ?s ?p {nested('[<urn:p> ', '1', ']', 400)} }}",
    "lists 490 deep": f"ASK {{ ?s ?p {nested('(', '1', ')', 490)} }}",
    "a list of 32,000": f"ASK {{ ?s ?p ({'1 ' * 32_000}) }}",
    "triple terms 480 deep": f"ASK {{ ?s ?p {nested('<<( ?s ?p ', '?o', ' )>>', 480)} }}",
    "reified 1,000 deep": f"ASK {{ ?s ?p {nested('<< ?s ?p ', '?o', ' >>', 1000)} }}",
    "annotated 490 deep": f"ASK {{ ?s ?p ?o {nested('{| ?p ?o ', '', '|}', 490)} }}",
    "60,000 times not": filtered("!" * 60_000 + "true"),
    "30,000 additions": filtered("1" + "+1" * 30_000),
    "20,000 times or": filtered("1" + "||1" * 20_000),
    "20,000 times and": filtered("1" + "&&1" * 20_000),
    "30,000 in a list": filtered(f"1 IN ({'2,' * 30_000}1)"),
    "15,000 arguments": filtered("CONCAT(" + "'a'," * 15_000 + "'b')='c'"),
    "IF 490 deep": filtered(nested("IF(true,", "1", ",2)", 490)),
    "8,000 times UNION": f"ASK {{ {{}}{'UNION{}' * 8000} }}",
    "2,500 times UNION of all": f"SELECT * {{ {{?s ?p ?o}}{'UNION{?s ?p ?o}' * 2500} }}",
    "6,000 times OPTIONAL": f"ASK {{ {'OPTIONAL{}' * 6000} }}",
    "1,000 OPTIONAL of all": f"SELECT * {{ {''.join(f'OPTIONAL{{?a{i} ?b{i} ?c{i}}}' for i in range(1000))} }}",
    "OPTIONAL 490 deep": f"ASK {{ {nested('OPTIONAL{', '', '}', 490)} }}",
    "3,500 times MINUS": f"ASK {{ ?s ?p ?o {'MINUS{?s ?p ?o}' * 3500} }}",
    "EXISTS 400 deep": f"ASK {{ ?s ?p ?o {nested('FILTER EXISTS{?s ?p ?o ', '', '}', 400)} }}",
    "SELECT 240 deep": f"SELECT * {{ {nested('{SELECT * {', '?s ?p ?o', '}}', 240)} }}",
    "6,500 equal patterns": f"ASK {{ {'?s ?p ?o.' * 6500} }}",
    "2,800 patterns in a chain": f"SELECT * {{ {' '.join(f'?s{i} ?p{i} ?s{i + 1}.' for i in range(2800))} }}",
    "3,800 prefixes": f"{'PREFIX a:<urn:a> ' * 3800}ASK{{}}",
    "a number of 60,000 digits": f"SELECT (1.0/3*{'9' * 60_000} AS ?n) {{}}",
    "a language of 60 KB": f"ASK {{ ?s ?p 'a'@{'a-' * 30_000}a }}",
    "a string without an end": f"ASK {{ ?s ?p '''{'a' * 60_000}",
    "a comment of 60 KB": "#" * 60_000,
    "60,000 lines": "\n" * 60_000 + "ASK",
    "brackets in escapes": r"ASK { " + r"\u0028" * 9000,
}
_number = count()


def ask(running: Running, query: str, client: str) -> tuple[str, float]:
    """What became of the query, and the seconds that it took; raises where the answer breaks the laws."""
    began = time.monotonic()
    headers = {"Content-Type": "application/sparql-query", "X-Forwarded-For": client}
    try:
        answer = httpx.post(f"{running.origin}/sparql", content=query.encode(), headers=headers, timeout=60)
    except httpx.RemoteProtocolError:  # cut short in the middle
        return "cut", time.monotonic() - began
    if answer.status_code != 200:
        check(answer)
    return str(answer.status_code), time.monotonic() - began


def look_up(running: Running) -> float:
    """The seconds of a look-up by a client who asks nothing else."""
    query = f"SELECT ?o {{ <urn:ring:{next(_number) % 300}> <urn:next> ?o }}"
    began = time.monotonic()
    headers = {"X-Forwarded-For": "192.0.2.200"}
    answer = httpx.get(f"{running.origin}/sparql?query={quote(query)}", headers=headers, timeout=60)
    assert len(answer.json()["results"]["bindings"]) == 2
    return time.monotonic() - began


def test_hostile_queries_end_and_others_are_answered(service: Running) -> None:
    before = resident_bytes(worker(service))
    with ThreadPoolExecutor(CROWD) as pool:
        asked = {
            name: pool.submit(ask, service, query, f"192.0.2.{i % CROWD}")
            for i, (name, query) in enumerate(HOSTILE.items())
        }
        looked_up = [look_up(service)]
        while not all(each.done() for each in asked.values()):
            looked_up.append(look_up(service))
            time.sleep(0.02)
    outcomes = {name: each.result() for name, each in asked.items()}
    # It may wait for an evaluator as long as it may take.
    most = 2 * TIMEOUT * 1.2 + SLACK_SECONDS
    assert {name: seconds for name, (_, seconds) in outcomes.items() if seconds > most} == {}
    assert {outcome for outcome, _ in outcomes.values()} <= {"200", "400", "413", "422", "503", "cut"}
    assert outcomes["a product"][0] == "503"
    assert max(looked_up) < SLACK_SECONDS
    assert settled(service, 2 * EVALUATORS)
    assert resident_bytes(worker(service)) < before + 48 * MIB


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("times", [100, 101, 990, 10_000])
def test_many_graphs(service: Running, name: str, times: int) -> None:
    form = "query=ASK%7B%7D&" + "&".join(f"{name}=urn:g:{i}" for i in range(times))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = httpx.post(f"{service.origin}/sparql", content=form, headers=headers, timeout=30)
    assert answer.status_code == (200 if times <= 100 else 400)
    check(answer)


def test_nothing_grows(service: Running) -> None:
    """Each request is another, so that whatever is remembered of them would show."""
    kinds = (
        lambda i: ("ASK { } #" + f"{i:05}" * 12_000, {}),
        lambda i: ("ASK { }", {"Accept": f"*/*, text/csv;x={i:06}" + "y" * 1_000}),
        lambda i: (
            f"SELECT * {{ ?a <urn:next> ?b . ?b <urn:next> ?c }} LIMIT 50 # {i}",
            {"Accept-Encoding": f"gzip, x{i}"},
        ),
        lambda i: (f"ASK {{ {i} ", {"Accept-Encoding": f"gzip, x{i:06}" + "y" * 1_000}),
    )
    with httpx.Client(base_url=service.origin, timeout=30) as client:
        for i in range(560):
            if i == 160:  # by now its caches are full
                before = resident_bytes(worker(service))
            query, headers = kinds[i % len(kinds)](i)
            check(client.get(f"/sparql?query={quote(query)}", headers=headers))
    assert resident_bytes(worker(service)) < before + 3 * MIB
    assert settled(service, 2 * EVALUATORS)
