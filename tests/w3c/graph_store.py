"""The suites of the Graph Store Protocol as records: the one in RDF, and the older one, whose requests are prose."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from w3c.cases import entries
from w3c.manifests import Entry, Manifests, Term, manifests

SUITE, OLDER = "graph-store-protocol", "http-rdf-update"
KIND = ("GraphStoreProtocolTest",)

_STATUSES = {status.phrase.replace(" ", ""): status.value for status in HTTPStatus}
_PROSE = re.compile(r"#### Request\n(.*?)\n#### Response\n(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Message:
    """Headers by lower-case name, and a body."""

    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class GraphExchange:
    """One request, and what its response must be: a status, headers, a graph; `location` names a variable."""

    method: str
    target: str
    request: Message
    statuses: tuple[int, ...]
    response: Message
    location: str = ""


@dataclass(frozen=True, slots=True)
class GraphCase:
    """Requests to be sent in their order, to an empty store or, in the older suite, after those of the test before."""

    entry: Entry
    exchanges: tuple[GraphExchange, ...]


def graph_cases() -> list[GraphCase]:
    """The tests of the suite."""
    read = manifests()
    return [GraphCase(each, _exchanges(read, each.node)) for each in entries(KIND) if each.suite == SUITE]


def older_cases() -> list[GraphCase]:
    """The tests of the older suite, each with one exchange."""
    read = manifests()
    found = [each for each in entries(KIND) if each.suite == OLDER]
    return [GraphCase(each, (_from_prose(read, each.node),)) for each in found]


def _exchanges(read: Manifests, node: Term) -> tuple[GraphExchange, ...]:
    action = read.value(node, "mf:action")
    return tuple(_exchange(read, each) for each in read.items(read.value(action, "ht:requests")))


def _exchange(read: Manifests, node: Term) -> GraphExchange:
    response = read.value(node, "ht:resp")
    names = [each.value.rpartition("#")[2] for each in read.values(response, "mf:expectedStatus")]  # type: ignore[attr-defined]
    return GraphExchange(
        read.text(node, "ht:methodName"),
        read.text(node, "ht:absolutePath"),
        _message(read, node),
        tuple(_STATUSES[name] for name in names),
        _message(read, response),
        read.text(response, "mf:expectedLocation"),
    )


def _message(read: Manifests, node: Term | None) -> Message:
    headers = {
        read.text(each, "ht:fieldName").lower(): read.text(each, "ht:fieldValue")
        for each in read.items(read.value(node, "ht:headers"))
    }
    return Message(headers, read.text(read.value(node, "ht:body"), "cnt:chars"))


def _from_prose(read: Manifests, node: Term) -> GraphExchange:
    (found,) = (
        match
        for text in read.values(node, "rdfs:comment")
        if (match := _PROSE.search(text.value))  # type: ignore[attr-defined]
    )
    request, response = (textwrap.dedent(part).strip("\n").split("\n") for part in found.groups())
    method, target, _ = request[0].split()
    headers = _parted(response[1:])
    location = headers.headers.get("location", "")
    expected = {name: value for name, value in headers.headers.items() if name == "content-type"}
    return GraphExchange(
        method, target, _parted(request[1:]), (int(response[0].split()[0]),), Message(expected, headers.body), location
    )


def _parted(lines: list[str]) -> Message:
    """The lines of a message after its first: headers up to an empty line, then the body."""
    blank = lines.index("") if "" in lines else len(lines)
    fields = (line.partition(":") for line in lines[:blank])
    headers = {name.lower(): value.strip() for name, _, value in fields if name.lower() != "host"}
    return Message(headers, "\n".join(lines[blank + 1 :]))
