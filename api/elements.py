"""A letter's own tables and lists, made out of what the graph says of their entries."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode

from claimgraph.api.element_structure import Branch, Cell, Entry, Grid, Line, Place, Structure
from claimgraph.api.service.graph import Row
from claimgraph.ontology.terms import CG, RDF, RDFS

__all__ = ["structure_of"]

_SPACE = re.compile(r"\s+")


def structure_of(iri: str, statements: Iterable[Row], passages: Iterable[Row]) -> Structure:
    """Return the structure around a table or an entry, from the solutions of `queries/element-*.rq`."""
    letter = _Letter(statements, passages)
    table = iri if iri in letter.of(CG.Table) else letter.one(iri, CG.inTable)
    gradient = letter.tree(CG.AvailabilityLevel, CG.takesIn)
    components = letter.tree(CG.ModelComponent, CG.requiresComponent)
    if not table:
        return Structure(None, (), (), gradient, components)
    grids = tuple(grid for grid in (letter.risks(table), letter.outcomes(table)) if grid.lines)
    placed = {each.iri for grid in grids for line in grid.lines for each in line.entries}
    within = letter.order(each for each in letter.all if table in letter.many(each, CG.inTable) and each not in placed)
    caption, _ = letter.caption(table)
    return Structure(caption, grids, tuple(map(letter.entry, within)), gradient, components)


class _Letter:
    """The statements and passages of a letter's entries, by entry."""

    def __init__(self, statements: Iterable[Row], passages: Iterable[Row]) -> None:
        self._said: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        self._places: dict[str, list[Place]] = defaultdict(list)
        self._marks: dict[str, set[int]] = defaultdict(set)
        for row in statements:
            element, value = _text(row, "element"), _text(row, "value")
            self._said[element][_text(row, "property")].setdefault(value, _text(row, "label"))
            if at := _text(row, "at"):
                self._marks[value].add(int(at))
        for row in passages:
            place = Place(_text(row, "text"), int(_text(row, "start")), int(_text(row, "end")), _text(row, "exact"))
            self._places[_text(row, "element")].append(place)

    @property
    def all(self) -> list[str]:
        """Return the IRIs of all entries."""
        return list(self._said)

    def many(self, iri: str, prop: NamedNode) -> list[str]:
        """Return the values of a property."""
        return list(self._said[iri][prop.value]) if iri in self._said else []

    def one(self, iri: str, prop: NamedNode) -> str:
        """Return the first value of a property, empty where it has none."""
        return next(iter(self.many(iri, prop)), "")

    def of(self, kind: NamedNode) -> list[str]:
        """Return the entries of this class."""
        return [each for each in self.all if kind.value in self.many(each, RDF.type)]

    def order(self, iris: Iterable[str]) -> list[str]:
        """Return entries in the order in which the letter has them."""
        return sorted(dict.fromkeys(iris), key=lambda iri: (self._start(iri), iri))

    def entry(self, iri: str, bears_on: tuple[str, ...] = ()) -> Entry:
        """Return the entry with this IRI; its words are the letter's, its label for one without."""
        words = self.one(iri, CG.words) or self.one(iri, RDFS.label) or iri.rpartition("/")[2]
        own, rest = _split(words, self._places.get(iri, []))
        elsewhere = {note for place in rest for note, _ in self._notes(iri, place)}
        notes = tuple(each for each in self._notes(iri) if each[0] not in elsewhere)
        return Entry(iri, words, tuple(own), notes, bears_on)

    def caption(self, table: str) -> tuple[Entry, list[Place]]:
        """Return a table's caption, and where its heads stand."""
        words = self.one(table, CG.words) or self.one(table, RDFS.label)
        own, rest = _split(words, self._places.get(table, []))
        return Entry(table, words, tuple(own)), rest

    def risks(self, table: str) -> Grid:
        """Return the risks of methods of distribution in a table: a row a method, a column an audience."""
        risks = [each for each in self.of(CG.Risk) if table in self.many(each, CG.inTable)]
        methods = self.order(
            [each for each in self.of(CG.DistributionMethod) if table in self.many(each, CG.inTable)]
            + [method for each in risks for method in self.many(each, CG.riskOf)]
        )
        named = {whom: label or whom for each in risks for whom, label in self._said[each][CG.riskFor.value].items()}
        _, heads = self.caption(table)
        audiences = self._columns(risks, named)
        if len(heads) != len(audiences) + 1 and len(heads) == 2:
            audiences = ()
        lines = []
        for method in methods:
            there = self.order(each for each in risks if method in self.many(each, CG.riskOf))
            lines.append(Line(self.entry(method), tuple(self._cells(there, audiences, named))))
        own = [f"Risks for {named[each]}" for each in audiences] or ["Risks"]
        return Grid(_heads(heads, ["Method of distribution", *own]), tuple(lines))

    def outcomes(self, table: str) -> Grid:
        """Return the intended outcomes in a table, with what each requires and what is to be considered."""
        aims = self.order(each for each in self.of(CG.IntendedOutcome) if table in self.many(each, CG.inTable))
        lines = [
            Line(
                self.entry(aim),
                (
                    Cell(tuple(self._required(aim))),
                    Cell(tuple(map(self.entry, self.order(self.many(aim, CG.hasConsideration))))),
                ),
            )
            for aim in aims
        ]
        _, heads = self.caption(table)
        return Grid(_heads(heads, ["Intended outcome", "Required components", "To be considered"]), tuple(lines))

    def tree(self, kind: NamedNode, used: NamedNode) -> tuple[Branch, ...]:
        """Return the entries of a kind as a tree of parts; users are those that point to one with a property."""
        those = self.of(kind)
        users: dict[str, list[str]] = defaultdict(list)
        for each in self.all:
            for value in self.many(each, used):
                users[value].append(each)

        def branch(iri: str, above: frozenset[str]) -> Branch:
            parts = [each for each in those if iri in self.many(each, CG.partOf) and each not in above]
            return Branch(
                self.entry(iri),
                self.one(iri, CG.rank),
                tuple(branch(each, above | {iri}) for each in self.order(parts)),
                tuple(map(self.entry, self.order(each for each in those if iri in self.many(each, CG.variationOf)))),
                tuple(map(self.entry, self.order(users[iri]))),
            )

        tops = [each for each in those if not self.many(each, CG.partOf) and not self.many(each, CG.variationOf)]
        return tuple(branch(each, frozenset((each,))) for each in self.order(tops))

    def _notes(self, iri: str, place: Place | None = None) -> list[tuple[str, str]]:
        """Return an entry's footnotes with their numbers; of a place, those whose marks stand in it or right behind."""
        found = self._said[iri][CG.hasFootnote.value].items() if iri in self._said else ()
        return [
            (note, number or "note")
            for note, number in found
            if place is None or any(place.start < mark <= place.end for mark in self._marks[note])
        ]

    def _start(self, iri: str) -> float:
        places = self._places.get(iri)
        words = self.one(iri, CG.words)
        return _split(words, places)[0][0].start if places else float("inf")

    def _columns(self, risks: Iterable[str], named: Mapping[str, str]) -> tuple[str, ...]:
        """Return the audiences in the order of their columns, which is that of the entries that have only one."""
        first: dict[str, float] = {}
        for each in risks:
            whom = self.many(each, CG.riskFor)
            if len(whom) == 1:
                first[whom[0]] = min(self._start(each), first.get(whom[0], float("inf")))
        return tuple(sorted(named, key=lambda each: (first.get(each, float("inf")), named[each])))

    def _cells(self, risks: list[str], audiences: tuple[str, ...], named: Mapping[str, str]) -> Iterable[Cell]:
        whom = {each: tuple(self.many(each, CG.riskFor)) for each in risks}
        if not audiences:
            yield Cell(tuple(self.entry(each, tuple(named[a] for a in whom[each])) for each in risks))
        elif risks and len(audiences) > 1 and all(len(whom[each]) == len(audiences) for each in risks):
            yield Cell(tuple(map(self.entry, risks)), len(audiences))
        else:
            for audience in audiences:
                yield Cell(tuple(self.entry(each) for each in risks if audience in whom[each]))

    def _required(self, aim: str) -> Iterable[Entry]:
        """Yield what an outcome requires, in the letter's words for it there, as far as these can be told apart."""
        _, places = _split(self.one(aim, CG.words), self._places.get(aim, []))
        components = self.many(aim, CG.requiresComponent)
        found: dict[Place, str] = {}
        for place in places:
            same = [each for each in components if _bare(self.one(each, CG.words)) == _bare(place.words)]
            if len(same) == 1:
                found[place] = same[0]
        left = [each for each in components if each not in found.values()]
        over = [place for place in places if place not in found]
        if len(left) == len(over) == 1:
            found[over[0]] = left[0]
            left = []
        for place in places:
            iri = found.get(place, "")
            yield Entry(iri, place.words, (place,), tuple(self._notes(aim, place)))
        yield from map(self.entry, self.order(left)) if not over else ()


def _split(words: str, places: list[Place]) -> tuple[list[Place], list[Place]]:
    """Return the places that make up the words, one after the other, and the rest; all of them where none do."""
    wanted = _bare(words)
    for begin in range(len(places)):
        joined = ""
        for end in range(begin, len(places)):
            joined += _bare(places[end].words)
            if joined == wanted:
                return places[begin : end + 1], places[:begin] + places[end + 1 :]
            if not wanted.startswith(joined):
                break
    return places, []


def _heads(places: list[Place], own: list[str]) -> tuple[Entry, ...]:
    """Return the letter's heads where it has one for each column, our own words otherwise."""
    if len(places) == len(own):
        return tuple(Entry("", _SPACE.sub(" ", place.words), (place,)) for place in places)
    return tuple(Entry("", words) for words in own)


def _bare(words: str) -> str:
    return _SPACE.sub("", words)


def _text(row: Row, name: str) -> str:
    term = row[name]
    return term.value if term else ""
