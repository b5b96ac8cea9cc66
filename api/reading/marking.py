"""Words with what is marked in them, as a row of events in which marks may overlap and none is left open."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import ClassVar, Literal

__all__ = ["Begun", "Chip", "Close", "Event", "Mark", "Open", "Ref", "Stretch", "Words", "marked"]

Kind = Literal["here", "claim", "read", "strong", "em", "link"]
_RANKS: dict[Kind, int] = {"here": 0, "claim": 1, "read": 2, "strong": 3, "em": 4, "link": 5}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words as one reads them, and where they stand in the letter: the n-th of them at `start` + n."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of the letter that is marked in one way, in code points, `end` exclusive.

    `key` is what it is known by: of a claim the end of its IRI, the same for each of its passages. `target` is the IRI
    that it leads to, or a link's address; `word` names it to a reader, `stance` is that of a claim.
    """

    start: int
    end: int
    kind: Kind
    key: str = ""
    target: str = ""
    word: str = ""
    stance: str = ""


@dataclass(frozen=True, slots=True)
class Ref:
    """A footnote's mark, where it stands in the letter, and the fragment of the footnote's first one."""

    tag: ClassVar[str] = "ref"
    start: int
    number: int
    id: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """Here a mark begins, with the fragment that leads to it, or goes on, without one."""

    tag: ClassVar[str] = "open"
    mark: Mark
    id: str


@dataclass(frozen=True, slots=True)
class Close:
    """Here the mark that was opened last ends, or is interrupted."""

    tag: ClassVar[str] = "close"
    mark: Mark


@dataclass(frozen=True, slots=True)
class Words:
    """Words to show; `jumps` where they don't stand right behind those shown before."""

    tag: ClassVar[str] = "words"
    start: int
    text: str
    jumps: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """Here the last passage of what a mark leads to has ended."""

    tag: ClassVar[str] = "chip"
    mark: Mark


Event = Open | Close | Words | Ref | Chip


@dataclass(slots=True)
class Begun:
    """What has begun on a page, so that each mark has one fragment, and each fragment one mark."""

    marks: set[Mark] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)

    def id_of(self, mark: Mark) -> str:
        """Return the fragment of a mark that is told for the first time: a claim's name, of others their range."""
        if mark in self.marks or mark.kind in ("strong", "em", "link"):
            return ""
        self.marks.add(mark)
        named = "here" if mark.kind == "here" else f"{mark.kind}-{mark.key}" if mark.key else ""
        for each in (named, f"c{mark.start}-{mark.end}"):
            if each and each not in self.ids:
                self.ids.add(each)
                return each
        return ""


def marked(
    stretches: Sequence[Stretch], refs: Iterable[Ref], marks: Iterable[Mark], at: int | None, begun: Begun
) -> list[Event]:
    """Return the stretches' words with the marks around them: each Open has its Close, in the order of a stack.

    Of marks that overlap, the one that begins later is told in two pieces. No footnote's mark and no chip stands in a
    link or in emphasis. `at` is where the reader is known to be; the words there don't jump.

    >>> [type(each).__name__ for each in marked([Stretch(0, "abc")], [], [Mark(1, 2, "em")], 0, Begun())]
    ['Words', 'Open', 'Words', 'Close', 'Words']
    """
    within = sorted({mark for mark in marks if mark.start < mark.end}, key=_order)
    refs = list(refs)
    edges = {ref.start for ref in refs} | {edge for mark in within for edge in (mark.start, mark.end)}
    words = _cut(stretches, sorted(edges))
    atoms: list[Words | Ref] = sorted([*words, *refs], key=lambda atom: (atom.start, isinstance(atom, Words)))
    covering = [[mark for mark in within if mark.start <= atom.start < mark.end] for atom in atoms]
    ends: dict[tuple[str, str], int] = {}
    for n, those in enumerate(covering):
        ends.update(((mark.kind, mark.target), n) for mark in those if mark.kind in ("claim", "read"))
    return list(_events(atoms, covering, ends, at, begun))


def _events(
    atoms: Sequence[Words | Ref],
    covering: Sequence[Sequence[Mark]],
    ends: dict[tuple[str, str], int],
    at: int | None,
    begun: Begun,
) -> Iterator[Event]:
    stack: list[Mark] = []
    for n, (atom, those) in enumerate(zip(atoms, covering, strict=True)):
        yield from _turn(stack, those if isinstance(atom, Words) else _around(those), begun)
        if isinstance(atom, Words):
            yield Words(atom.start, atom.text, atom.start != at)
            at = atom.start + len(atom.text)
        else:
            named = f"mark-{atom.number}"
            yield replace(atom, id="" if named in begun.ids else named)
            begun.ids.add(named)
        # The innermost is done first. Two marks of one thing that end here have one chip.
        done = {(mark.kind, mark.target): mark for mark in those if ends.get((mark.kind, mark.target)) == n}
        for mark in reversed(done.values()):
            yield from _turn(stack, [each for each in _around(those) if each not in done.values()], begun)
            yield Chip(mark)
    yield from _turn(stack, [], begun)


def _turn(stack: list[Mark], wanted: Sequence[Mark], begun: Begun) -> Iterator[Event]:
    """Close what isn't wanted and what stands in it, and open what is."""
    same = 0
    while same < min(len(stack), len(wanted)) and stack[same] == wanted[same]:
        same += 1
    while len(stack) > same:
        yield Close(stack.pop())
    for mark in wanted[same:]:
        yield Open(mark, begun.id_of(mark))
        stack.append(mark)


def _around(marks: Iterable[Mark]) -> list[Mark]:
    """Those that links may stand in."""
    return [mark for mark in marks if mark.kind in ("here", "claim", "read")]


def _cut(stretches: Iterable[Stretch], edges: Sequence[int]) -> Iterator[Words]:
    """The stretches, cut where something begins or ends in them."""
    for stretch in stretches:
        end = stretch.start + len(stretch.text)
        cuts = [stretch.start, *edges[bisect_right(edges, stretch.start) : bisect_left(edges, end)], end]
        for here, there in pairwise(cuts):
            if here < there:
                yield Words(here, stretch.text[here - stretch.start : there - stretch.start], False)


def _order(mark: Mark) -> tuple[int, int, int, str, str]:
    """The one that begins first and ends last is around the others."""
    return mark.start, -mark.end, _RANKS[mark.kind], mark.key, mark.target
