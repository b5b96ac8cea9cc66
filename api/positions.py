"""A docket as its pages need it whole: who answered what, and which positions were taken, without the words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache

from claimgraph.api.service.graph import Row

__all__ = ["Docket", "Held", "Question", "Respondent", "Topic", "docket_of", "is_disputed"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question as asked; `root` is the IRI of the main question that it belongs to, itself for a main one."""

    iri: str
    notation: str
    words: str
    root: str
    place: int
    letters: int


@dataclass(frozen=True, slots=True)
class Respondent:
    """Who answered, with one letter; `name` is the end of the IRI, which addresses use."""

    iri: str
    name: str
    label: str
    letter: str
    date: str
    text: str
    claims: int


@dataclass(frozen=True, slots=True)
class Held:
    """One proposition: the stances on it by respondent, and the questions, whole ones included, in whose answers.

    A stance is `affirms`, `denies`, `qualifies`, or `narrower`: affirms a narrower one, from which this one follows.
    `home` is the main question that most of them answer, None where none answers any; `disputants` are those whom an
    alignment finds in disagreement on it. `is_disputed` says whether it is among all respondents.
    """

    proposition: str
    stances: Mapping[str, tuple[str, ...]]
    questions: frozenset[str]
    home: str | None
    topics: frozenset[str]
    disputants: frozenset[str]
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """What propositions may be about; `name` is the end of the IRI."""

    iri: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Docket:
    """What a docket asks, who answered, and the propositions on which somebody takes a position, in reading order.

    `topics` are in the order of their labels; there may be some on which nobody takes a position.
    """

    iri: str
    questions: tuple[Question, ...]
    respondents: tuple[Respondent, ...]
    held: tuple[Held, ...]
    topics: tuple[Topic, ...] = ()


def is_disputed(held: Held, among: Set[str]) -> bool:
    """Return whether, among these respondents, one affirms what another denies, or an alignment has them disagree."""
    those = held.stances.keys() & among
    yes, no = ({each for each in those if stance in held.stances[each]} for stance in ("affirms", "denies"))
    return (bool(yes and no) and len(yes | no) > 1) or len(held.disputants & those) > 1


def docket_of(
    iri: str,
    questions: Iterable[Row],
    answers: Iterable[Row],
    respondents: Iterable[Row],
    disputes: Iterable[Row],
    positions: Iterable[Sequence[str]],
    topics: Iterable[Sequence[str]],
) -> Docket:
    """Return the docket with this IRI from the solutions of its queries (`queries/docket-*.rq`).

    Positions and topics are texts in the order of their query's variables: there are tens of thousands.
    """
    asked = tuple(questions)
    above = {_text(row, "question"): _text(row, "partOf") for row in asked}
    answering: dict[str, set[str]] = defaultdict(set)
    letters: dict[str, set[str]] = defaultdict(set)
    for row in answers:
        for each in _upwards(_text(row, "question"), above):
            answering[_text(row, "section")].add(each)
            letters[each].add(_text(row, "letter"))
    found = tuple(_question(row, above, place, len(letters[_text(row, "question")])) for place, row in enumerate(asked))
    about: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    for proposition, topic, label in topics:
        if proposition:
            about[proposition].add(topic)
        if label or topic not in labels:
            labels[topic] = label or topic.rpartition("/")[2]
    held = _held(positions, found, answering, disputes, about)
    named = sorted(labels, key=lambda each: (labels[each].casefold(), each))
    listed = tuple(Topic(each, each.rpartition("/")[2], labels[each]) for each in named)
    return Docket(iri, found, tuple(_respondent(row) for row in respondents), held, listed)


def _question(row: Row, above: Mapping[str, str], place: int, letters: int) -> Question:
    iri = _text(row, "question")
    notation = _text(row, "notation") or iri.rpartition("/")[2]
    words = _text(row, "words") or _text(row, "label") or iri
    return Question(iri, notation, words, _upwards(iri, above)[-1], place, letters)


def _respondent(row: Row) -> Respondent:
    iri = _text(row, "respondent")
    name = iri.rpartition("/")[2]
    letter, date, text = (_text(row, each) for each in ("first", "date", "text"))
    return Respondent(iri, name, _text(row, "label") or name, letter, date, text, int(_text(row, "claims") or 0))


def _held(
    positions: Iterable[Sequence[str]],
    questions: Iterable[Question],
    answering: Mapping[str, set[str]],
    disputes: Iterable[Row],
    about: Mapping[str, set[str]],
) -> tuple[Held, ...]:
    roots = {each.iri: each.root for each in questions}
    places = {each.iri: each.place for each in questions}
    mains = {section: {roots.get(each, each) for each in asked} for section, asked in answering.items()}
    disputants: dict[str, set[str]] = defaultdict(set)
    for row in disputes:
        disputants[_text(row, "proposition")].add(_text(row, "respondent"))
    taken: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    sections: dict[str, list[str]] = defaultdict(list)
    for proposition, respondent, stance, section in positions:
        said = taken[proposition].get(respondent, ())
        if stance not in said:
            taken[proposition][respondent] = _with(said, stance)
        sections[proposition].append(section)
    held = []
    for proposition, stances in taken.items():
        there = Counter(sections[proposition])
        asked = {question for section in there for question in answering.get(section, ())}
        counts = Counter[str]()
        for section, times in there.items():
            for root in mains.get(section, ()):
                counts[root] += times
        home = min(counts, key=lambda root: (-counts[root], places.get(root, 0))) if counts else None
        topics = frozenset(about.get(proposition, ()))
        each = Held(proposition, stances, frozenset(asked), home, topics, frozenset(disputants.get(proposition, ())))
        held.append(replace(each, is_disputed=True) if is_disputed(each, stances.keys()) else each)
    last = len(places)
    return tuple(sorted(held, key=lambda each: _order(each, places.get(each.home or "", last))))


@cache
def _with(said: tuple[str, ...], stance: str) -> tuple[str, ...]:
    """Return the stances with one more; each set of them is one object, though there may be a hundred thousand.

    What follows from a narrower proposition goes without saying where the respondent speaks of this one.
    """
    taken = {*said, stance}
    return tuple(sorted(taken - {"narrower"} or taken))


def _order(held: Held, place: int) -> tuple[int, bool, int, str]:
    return place, not held.is_disputed, -len(held.stances), held.proposition


def _upwards(question: str, above: Mapping[str, str]) -> list[str]:
    """Return the question and those that it is a part of, the main one last."""
    chain = [question]
    while (upper := above.get(chain[-1])) and upper not in chain:
        chain.append(upper)
    return chain


def _text(row: Row, name: str) -> str:
    term = row[name]
    return term.value if term else ""
