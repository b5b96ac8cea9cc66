"""The tests of the suites as records, one kind of record for each way of running them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from w3c.manifests import Entry, Manifests, Term, manifests, path

QUERY = ("QueryEvaluationTest", "CSVResultFormatTest")
UPDATE = ("UpdateEvaluationTest",)
SYNTAX = ("PositiveSyntaxTest11", "NegativeSyntaxTest11", "PositiveUpdateSyntaxTest11", "NegativeUpdateSyntaxTest11")
HTTP = ("ProtocolTest",)
DESCRIPTION = ("ServiceDescriptionTest",)

NOT_RUN = {
    "entailment": "No entailment regime works at query time: what is derived is in the graph already.",
    "service": "SERVICE is closed: this endpoint sends no requests to others.",
}
"""The suites of which no test is run, and why."""
CLOSED = {
    "update-silent#load-": "LOAD is closed, with SILENT too: this endpoint sends no requests to others.",
    "syntax-fed": "SERVICE is closed: each query is understood, and refused (403).",
}
"""Those whose tests, or some of them, are run and refused as what is not offered, by the beginning of their names."""


@dataclass(frozen=True, slots=True)
class QueryCase:
    """A query over a dataset, and the file with its answer. Graphs are named by their files' IRIs."""

    entry: Entry
    query: str
    data: tuple[str, ...]
    graphs: tuple[str, ...]
    result: Path

    @property
    def text(self) -> str:
        """The query, which may use IRIs relative to its file's."""
        return f"BASE <{self.query}>\n{read_text(path(self.query))}"


@dataclass(frozen=True, slots=True)
class UpdateCase:
    """An update, and the files of each graph before and after it; the default graph's name is empty."""

    entry: Entry
    request: str
    before: Mapping[str, tuple[Path, ...]]
    after: Mapping[str, tuple[Path, ...]]


@dataclass(frozen=True, slots=True)
class SyntaxCase:
    """The IRI of a file that is, or is not, a query or an update."""

    entry: Entry
    file: str

    @property
    def is_negative(self) -> bool:
        """Whether the text is to be refused."""
        return self.entry.kind.startswith("Negative")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP request, and what its response must be: a status of some class, a format, an answer of ASK."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    statuses: tuple[str, ...]
    format: str
    boolean: str


@dataclass(frozen=True, slots=True)
class HttpCase:
    """Requests to be sent in their order to a store that has these named graphs."""

    entry: Entry
    graphs: Mapping[str, tuple[Path, ...]]
    exchanges: tuple[Exchange, ...]


def entries(kinds: tuple[str, ...]) -> list[Entry]:
    """The suites' tests of these kinds, without the suites that aren't run."""
    return [each for each in manifests().entries() if each.kind in kinds and each.suite not in NOT_RUN]


def query_cases() -> list[QueryCase]:
    """The tests that evaluate queries."""
    read, cases = manifests(), []
    for entry in entries(QUERY):
        action = read.value(entry.node, "mf:action")
        data, graphs = (
            tuple(each.value for each in read.values(action, f"qt:{name}")) for name in ("data", "graphData")
        )
        result = path(read.text(entry.node, "mf:result"))
        cases.append(QueryCase(entry, read.text(action, "qt:query"), data, graphs, result))
    return cases


def update_cases() -> list[UpdateCase]:
    """The tests that evaluate updates."""
    read, cases = manifests(), []
    for entry in entries(UPDATE):
        action, result = read.value(entry.node, "mf:action"), read.value(entry.node, "mf:result")
        cases.append(UpdateCase(entry, read.text(action, "ut:request"), _dataset(read, action), _dataset(read, result)))
    return cases


def syntax_cases(suffix: str) -> list[SyntaxCase]:
    """The tests that read a query (`.rq`) or an update (`.ru`); the kinds of some say query where it is an update."""
    read = manifests()
    cases = [SyntaxCase(each, read.text(each.node, "mf:action")) for each in entries(SYNTAX)]
    return [each for each in cases if each.file.endswith(suffix)]


def http_cases() -> list[HttpCase]:
    """The tests that send HTTP requests."""
    read = manifests()
    return [HttpCase(each, _dataset(read, each.node), _exchanges(read, each.node)) for each in entries(HTTP)]


def read_text(file: Path) -> str:
    """The file's characters, line ends as they are."""
    return file.read_bytes().decode()


def _dataset(read: Manifests, node: Term) -> dict[str, tuple[Path, ...]]:
    graphs = {"": [path(each.value) for each in read.values(node, "ut:data")]}
    for graph in read.values(node, "ut:graphData"):
        graphs.setdefault(read.text(graph, "rdfs:label"), []).append(path(read.text(graph, "ut:graph")))
    return {name: tuple(files) for name, files in graphs.items()}


def _exchanges(read: Manifests, node: Term) -> tuple[Exchange, ...]:
    action = read.value(node, "mf:action")
    return tuple(_exchange(read, each) for each in read.items(read.value(action, "ht:requests")))


def _exchange(read: Manifests, node: Term) -> Exchange:
    headers = {
        read.text(each, "ht:fieldName").lower(): read.text(each, "ht:fieldValue")
        for each in read.items(read.value(node, "ht:headers"))
    }
    body, response = read.value(node, "ht:body"), read.value(node, "ht:resp")
    encoding = read.text(body, "cnt:characterEncoding") or "UTF-8"
    return Exchange(
        read.text(node, "ht:methodName"),
        read.text(node, "ht:absolutePath"),
        headers,
        read.text(body, "cnt:chars").encode(encoding) if body else b"",
        tuple(each.value.rpartition("#")[2] for each in read.values(response, "mf:expectedStatus")),
        read.text(response, "mf:expectedFormat"),
        read.text(response, "mf:expectedBoolean"),
    )
