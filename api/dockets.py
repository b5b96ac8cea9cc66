"""What the pages of a docket read of it: its positions once for each generation, the words for what a page shows."""

import asyncio
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from weakref import WeakKeyDictionary

from claimgraph.api.examples import about
from claimgraph.api.positions import Docket, docket_of
from claimgraph.api.service.graph import Answering, Row, read_lines, read_table

__all__ = ["Dockets", "Words", "words_of"]

Key = TypeVar("Key", bound=Hashable)

_ASKED = ("docket-questions", "docket-answers", "docket-respondents", "docket-disputes")
_LONG = ("docket-positions", "docket-topics")
"""What has a row for each claim or proposition: as CSV half as long as JSON, and read ten times as fast."""


class Dockets:
    """The dockets of each generation that is held, each read once: a generation never changes."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Answering, dict[str, Docket]] = WeakKeyDictionary()
        self._reading = asyncio.Lock()

    async def read(self, graph: Answering, iri: str) -> Docket:
        """Return the docket with this IRI. Raises Problem where the graph gives no answer."""
        async with self._reading:
            kept = self._kept.setdefault(graph, {})
            if iri not in kept:
                answers = [await graph.answer(about(name, iri), "application/sparql-results+json") for name in _ASKED]
                long = [await graph.answer(about(name, iri), "text/csv") for name in _LONG]
                # In a thread, since many megabytes of many letters would keep everybody else waiting.
                kept[iri] = await asyncio.to_thread(_docket, iri, answers, long)
            return kept[iri]


@dataclass(frozen=True, slots=True)
class Words:
    """The statements and alignments of propositions by their IRIs; quotes by proposition and respondent."""

    statements: Mapping[str, Row]
    quotes: Mapping[tuple[str, str], Sequence[Row]]
    judged: Mapping[str, Sequence[Row]]


async def words_of(graph: Answering, propositions: Sequence[str], respondents: Sequence[str]) -> Words:
    """Return the words of these respondents on these propositions. Raises Problem where the graph gives no answer."""
    if not propositions:
        return Words({}, {}, {})
    stated = (await graph.table(about("matrix-statements", *propositions))).rows
    said = (await graph.table(about("matrix-quotes", *propositions, those=respondents))).rows
    judged = (await graph.table(about("matrix-alignments", *propositions))).rows
    return Words(
        {_value(row, "proposition"): row for row in stated},
        _by(said, lambda row: (_value(row, "proposition"), _value(row, "respondent"))),
        _by(judged, lambda row: _value(row, "proposition")),
    )


def _docket(iri: str, answers: Iterable[bytes], long: Iterable[bytes]) -> Docket:
    questions, sections, respondents, disputes = (read_table(each).rows for each in answers)
    positions, topics = (read_lines(each) for each in long)
    return docket_of(iri, questions, sections, respondents, disputes, positions, topics)


def _by(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _value(row: Row, name: str) -> str:
    term = row[name]
    return term.value if term else ""
