"""The positions matrix: which propositions and respondents a reader has chosen, and what stands in each cell."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import urlencode

from claimgraph.api.positions import Docket, Held, Question, Respondent, is_disputed

__all__ = ["SHOWS", "Choice", "Line", "Matrix", "matrix"]

COLUMNS, LINES = 8, 20
SHOWS = {"all": "all of them", "shared": "two or more take a position", "disputed": "disputed"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader wants to see: a question's notation, the end of a topic's IRI, ends of respondents' IRIs.

    `show` is a key of SHOWS, or empty for what suits the docket; `page` and `across` count from 1. `generation` is the
    one that the address names, which links keep.

    >>> Choice(topic="evidence", page=3).link(question="2a")
    '?question=2a&topic=evidence#positions'
    """

    question: str = ""
    topic: str = ""
    show: str = ""
    respondents: tuple[str, ...] = ()
    page: int = 1
    across: int = 1
    generation: str = ""

    def link(self, **changes: str | int | tuple[str, ...]) -> str:
        """Return the address of this choice with changes; another choice starts at its first page."""
        given: dict[str, object] = {"page": 1, **({"across": 1} if "respondents" in changes else {}), **changes}
        made = replace(self, **given)  # type: ignore[arg-type]  # the template names the fields
        said: list[tuple[str, str | int]] = [
            (name, value) for name in ("question", "topic", "show") if (value := getattr(made, name))
        ]
        said += [("respondent", each) for each in made.respondents]
        said += [(name, value) for name in ("page", "across") if (value := getattr(made, name)) > 1]
        said += [("generation", self.generation)] if self.generation else []
        return f"?{urlencode(said)}#positions"

    def toggled(self, respondent: str) -> str:
        """Return the address of this choice with the respondent added, or left out where it is chosen."""
        others = tuple(each for each in self.respondents if each != respondent)
        return self.link(respondents=others if respondent in self.respondents else (*others, respondent))


@dataclass(frozen=True, slots=True)
class Line:
    """A proposition with the stances of the columns' respondents, and how many of all take each."""

    proposition: str
    cells: tuple[tuple[Respondent, tuple[str, ...]], ...]
    counts: Mapping[str, int]
    also: tuple[Question, ...]
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """One page of it: lines by main question (None: outside the questions), columns, and how much there is."""

    choice: Choice
    columns: tuple[Respondent, ...]
    groups: tuple[tuple[Question | None, tuple[Line, ...]], ...]
    totals: Mapping[str, int]
    respondents: int
    total: int
    pages: int
    spans: int

    @property
    def propositions(self) -> list[str]:
        """The propositions of the lines."""
        return [line.proposition for _, lines in self.groups for line in lines]


def matrix(docket: Docket, choice: Choice) -> Matrix:
    """Return the page of the matrix that was chosen; beyond the last page, the last."""
    chosen = tuple(each for each in docket.respondents if each.name in choice.respondents)
    wide = chosen or docket.respondents
    among = frozenset(each.iri for each in wide)
    within = [each for each in _within(docket, choice) if not chosen or each.stances.keys() & among]
    kinds = {
        "all": within,
        "shared": [each for each in within if len(each.stances.keys() & among if chosen else each.stances) > 1],
        "disputed": [each for each in within if _is_disputed(each, among if chosen else None)],
    }
    show = choice.show or ("shared" if kinds["shared"] else "all")
    lines, spans = kinds[show], max(1, -(-len(wide) // COLUMNS))
    pages = max(1, -(-len(lines) // LINES))
    choice = replace(choice, show=show, page=min(choice.page, pages), across=min(choice.across, spans))
    columns = wide[(choice.across - 1) * COLUMNS : choice.across * COLUMNS]
    shown = lines[(choice.page - 1) * LINES : choice.page * LINES]
    questions = {each.iri: each for each in docket.questions}
    groups = tuple(
        (questions.get(home or ""), tuple(_line(each, columns, among if chosen else None, questions) for each in held))
        for home, held in groupby(shown, lambda each: each.home)
    )
    totals = {kind: len(held) for kind, held in kinds.items()}
    return Matrix(choice, columns, groups, totals, len(wide), len(lines), pages, spans)


def _within(docket: Docket, choice: Choice) -> Iterable[Held]:
    asked = {each.iri for each in docket.questions if each.notation == choice.question}
    for held in docket.held:
        if choice.question and not (asked & held.questions):
            continue
        if choice.topic and not any(topic.rpartition("/")[2] == choice.topic for topic in held.topics):
            continue
        yield held


def _is_disputed(held: Held, among: Set[str] | None) -> bool:
    return held.is_disputed if among is None else is_disputed(held, among)


def _line(held: Held, columns: Iterable[Respondent], among: Set[str] | None, questions: Mapping[str, Question]) -> Line:
    """Return the line of a proposition, counted among these respondents, None for all."""
    counted = (taken for iri, taken in held.stances.items() if among is None or iri in among)
    counts = Counter(stance for taken in counted for stance in taken)
    roots = {questions[each].root for each in held.questions if each in questions} - {held.home}
    also = sorted((questions[each] for each in roots if each in questions), key=lambda each: each.place)
    cells = tuple((each, held.stances.get(each.iri, ())) for each in columns)
    return Line(held.proposition, cells, counts, tuple(also), _is_disputed(held, among))
