"""What a docket's letters rest on: who cites which work, in which way, and who published it; and a choice of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

__all__ = [
    "MOST_RESPONDENTS",
    "MOST_WORKS",
    "SHOWS",
    "Choice",
    "Cited",
    "Evidence",
    "Node",
    "Shown",
    "chosen",
    "evidence_of",
]

MOST_WORKS = 40
"""How many works one picture has; the next ones are on its next page."""

MOST_RESPONDENTS = 50
"""How many respondents one picture has: those with the most citations of its works."""

SHOWS = {
    "all": "all, those most cited first",
    "shared": "cited by two or more",
    "own": "cited by who is tied to their publisher",
}
"""Which works are chosen, and the words for it."""

TIES = {"self": "its own work", "affiliated": "a disclosed tie", "group": "of one group"}
"""How a respondent stands to the publisher of a work that it cites, and the words for it, the closest first."""


@dataclass(frozen=True, slots=True)
class Node:
    """A respondent, a work or a publisher; `name` is the end of its IRI, which addresses use."""

    iri: str
    label: str

    @property
    def name(self) -> str:
        """The end of the IRI."""
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Cited:
    """One respondent's citations of one work, of one function: the local name of the CiTO property, "" for none.

    `ties` are keys of `TIES`; `claims` are those that the citations stand behind.
    """

    respondent: str
    work: str
    function: str
    citations: int
    claims: int
    ties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the letters of a docket cite. Works stand in the order of the map: cited by most respondents first."""

    respondents: Mapping[str, Node]
    works: Mapping[str, Node]
    publishers: Mapping[str, Node]
    published: Mapping[str, tuple[str, ...]]
    cited: Mapping[str, tuple[Cited, ...]]

    def citers(self, work: str) -> frozenset[str]:
        """Return the respondents that cite a work."""
        return frozenset(each.respondent for each in self.cited[work])


@dataclass(frozen=True, slots=True)
class Choice:
    """Which part of the map is asked for; `respondent` and `publisher` by the ends of their IRIs, "" for any."""

    docket: str = ""
    respondent: str = ""
    publisher: str = ""
    show: str = "all"
    page: int = 1
    generation: str = ""

    def link(self, path: str = "/map", **changed: str | int) -> str:
        """Return the address of the choice with some of it changed; its first page unless a page is named.

        >>> Choice(respondent="ash", page=2).link(show="shared")
        '/map?respondent=ash&show=shared'
        """
        given = replace(self, **{"page": 1, **changed})  # type: ignore[arg-type]  # the fields' own types, by name
        named = {
            name: getattr(given, name) for name in ("docket", "respondent", "publisher", "show", "page", "generation")
        }
        usual = {"show": "all", "page": 1}
        query = urlencode({name: value for name, value in named.items() if value != usual.get(name, "")})
        return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture's part of the evidence; the totals count works and respondents of the whole choice.

    `shared` counts the works in the choice that two or more respondents of the docket cite; `left` the respondents
    that cite works of the picture but aren't in it.
    """

    choice: Choice
    respondents: tuple[Node, ...]
    works: tuple[Node, ...]
    publishers: tuple[Node, ...]
    cited: tuple[Cited, ...]
    published: tuple[tuple[str, str], ...]
    total: int
    shared: int
    left: int
    pages: int


def evidence_of(
    citations: Iterable[Sequence[str]],
    uses: Iterable[Sequence[str]],
    works: Iterable[Sequence[str]],
    labels: Iterable[Sequence[str]],
) -> Evidence:
    """Return what a docket's letters cite, from the solutions of `map-citations`, `-uses`, `-works`, `-respondents`.

    These are texts in the order of their query's variables, and may come in any order.
    """
    cited = _counted(citations, uses)
    named = _least(labels)
    respondents = {who: _node(who, named.get(who, "")) for who in sorted({each.respondent for each in cited})}
    titles, called = dict[str, str](), dict[str, str]()
    published: dict[str, set[str]] = defaultdict(set)
    for work, title, publisher, label in works:
        titles[work] = min(title, titles.get(work, title))
        if publisher:
            called[publisher] = min(label, called.get(publisher, label))
            published[work].add(publisher)
    by_work: dict[str, list[Cited]] = defaultdict(list)
    for each in cited:
        by_work[each.work].append(each)
    nodes = [_node(work, titles.get(work, "")) for work in by_work]
    ordered = sorted(nodes, key=lambda node: (*_weight(by_work[node.iri]), node.label.casefold(), node.iri))
    return Evidence(
        respondents,
        {node.iri: node for node in ordered},
        {iri: _node(iri, label) for iri, label in sorted(called.items())},
        {work: tuple(sorted(those)) for work, those in sorted(published.items()) if work in by_work},
        {work: tuple(those) for work, those in by_work.items()},
    )


def _counted(citations: Iterable[Sequence[str]], uses: Iterable[Sequence[str]]) -> list[Cited]:
    """Return a respondent's citations of a work as one for each function, by respondent, work and function."""
    functions, claims, tied = (defaultdict[str, list[str]](list) for _ in range(3))
    for citation, use, value in uses:
        if use == "function":
            functions[citation].append(value.rpartition("/")[2])
        elif use == "claim":
            claims[citation].append(value)
        else:
            tied[citation].append(use)
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for citation, respondent, work in citations:
        for function in functions.get(citation, ("",)):
            found[respondent, work, function].add(citation)
    cited = []
    for (respondent, work, function), those in sorted(found.items()):
        behind = {claim for each in those for claim in claims.get(each, ())}
        ties = {tie for each in those for tie in tied.get(each, ())}
        nearest = tuple(tie for tie in TIES if tie in ties)
        cited.append(Cited(respondent, work, function, len(those), len(behind), nearest))
    return cited


def _least(labels: Iterable[Sequence[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for iri, label in labels:
        found[iri] = min(label, found.get(iri, label))
    return found


def chosen(evidence: Evidence, choice: Choice) -> Shown:
    """Return the part of the evidence that a choice asks for, bounded."""
    works = [work for work in evidence.works if _is_chosen(evidence, choice, work)]
    pages = max(1, -(-len(works) // MOST_WORKS))
    page = min(choice.page, pages)
    here = works[(page - 1) * MOST_WORKS : page * MOST_WORKS]
    cited = [each for work in here for each in evidence.cited[work] if _is_asked(choice, each)]
    weights = Counter[str]()
    for each in cited:
        weights[each.respondent] += each.citations
    ranked = sorted(weights, key=lambda iri: (-weights[iri], evidence.respondents[iri].label.casefold(), iri))
    kept = set(ranked[:MOST_RESPONDENTS])
    published = tuple((work, each) for work in here for each in evidence.published.get(work, ()))
    return Shown(
        replace(choice, page=page),
        tuple(evidence.respondents[iri] for iri in ranked[:MOST_RESPONDENTS]),
        tuple(evidence.works[work] for work in here),
        tuple(evidence.publishers[iri] for iri in dict.fromkeys(each for _, each in published)),
        tuple(each for each in cited if each.respondent in kept),
        published,
        len(works),
        sum(len(evidence.citers(work)) > 1 for work in works),
        len(ranked) - len(kept),
        pages,
    )


def _is_chosen(evidence: Evidence, choice: Choice, work: str) -> bool:
    if choice.publisher and not any(
        evidence.publishers[each].name == choice.publisher for each in evidence.published.get(work, ())
    ):
        return False
    if choice.show == "shared" and len(evidence.citers(work)) < 2:
        return False
    asked = [each for each in evidence.cited[work] if not choice.respondent or _ends(each, choice.respondent)]
    return any(each.ties or choice.show != "own" for each in asked)


def _is_asked(choice: Choice, each: Cited) -> bool:
    """Return whether a citation of a chosen work is drawn; of a shared one everybody's, to see with whom."""
    if choice.show == "shared":
        return True
    return (not choice.respondent or _ends(each, choice.respondent)) and (choice.show != "own" or bool(each.ties))


def _ends(each: Cited, name: str) -> bool:
    return each.respondent.rpartition("/")[2] == name


def _weight(cited: Sequence[Cited]) -> tuple[int, int]:
    return -len({each.respondent for each in cited}), -sum(each.citations for each in cited)


def _node(iri: str, label: str) -> Node:
    return Node(iri, label or iri.rpartition("/")[2])
