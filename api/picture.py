"""The evidence map's picture: three columns of boxes and the lines between them, laid out the same every time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from claimgraph.api.evidence_map import TIES, Cited, Node, Shown

__all__ = ["STYLES", "Box", "Line", "Picture", "picture", "style_of"]

WIDTH = 1200
ROW, HEIGHT, TOP = 30, 22, 40
COLUMNS = {"respondent": (10, 230), "work": (440, 400), "publisher": (960, 230)}
"""Where each column begins, and how wide its boxes are."""

ROUNDS = 4
"""How often respondents are put in the order of the works that they cite, and those in theirs."""

CHARACTER = 7.4
"""A letter's width at the picture's size, on average, a little more than fonts have."""

STYLES = {
    "evidence": "as evidence or support",
    "authority": "as an authority",
    "data": "as a source of data",
    "information": "for information or background",
    "describes": "to describe, discuss or quote it",
    "agrees": "to agree with it or credit it",
    "unsaid": "in a way that nobody has said",
}
"""The lines' styles, and the words for how a work is cited."""

_STYLE_OF = {
    "citesAsEvidence": "evidence",
    "obtainsSupportFrom": "evidence",
    "citesAsAuthority": "authority",
    "citesAsDataSource": "data",
    "usesDataFrom": "data",
    "citesForInformation": "information",
    "obtainsBackgroundFrom": "information",
    "citesAsRelated": "information",
    "citesAsRecommendedReading": "information",
    "citesAsSourceDocument": "information",
    "describes": "describes",
    "discusses": "describes",
    "documents": "describes",
    "includesQuotationFrom": "describes",
    "agreesWith": "agrees",
    "credits": "agrees",
    "supports": "agrees",
}


CROWD = 150
"""From how many lines on they are drawn faintly, so that one can still see where many go."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node in its place; `words` is its label, cut to the box.

    `number` is how many works of the picture a respondent cites, or a publisher published.
    """

    key: str
    kind: str
    node: Node
    words: str
    x: int
    y: int
    width: int
    number: int


@dataclass(frozen=True, slots=True)
class Line:
    """A curve between two boxes, by their keys; `tie` is the closest one, with its mark at (`x`, `y`), or ""."""

    source: str
    target: str
    style: str
    tie: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn, in units of which the picture is `width` wide and `height` high."""

    width: int
    height: int
    box_height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]

    @property
    def is_crowded(self) -> bool:
        """Whether there are so many lines that they cover one another."""
        return len(self.lines) > CROWD

    @property
    def styles(self) -> tuple[str, ...]:
        """The styles that are there, in the legend's order."""
        there = {line.style for line in self.lines}
        return tuple(style for style in STYLES if style in there)

    @property
    def ties(self) -> tuple[str, ...]:
        """The ties that are there, in the legend's order."""
        there = {line.tie for line in self.lines}
        return tuple(tie for tie in TIES if tie in there)


def style_of(function: str) -> str:
    """Return the style of a CiTO property's line.

    >>> style_of("usesDataFrom"), style_of("")
    ('data', 'unsaid')
    """
    return _STYLE_OF.get(function, "unsaid")


def picture(shown: Shown) -> Picture:
    """Return the picture of a part of the evidence: neighbours near one another, so that few lines cross."""
    # An organisation may stand on both sides, and then has different works on each.
    cites, citers, publishes = (defaultdict[str, set[str]](set) for _ in range(3))
    for each in shown.cited:
        cites[each.respondent].add(each.work)
        citers[each.work].add(each.respondent)
    for work, publisher in shown.published:
        publishes[publisher].add(work)
    works, respondents, publishers = (list(each) for each in (shown.works, shown.respondents, shown.publishers))
    for _ in range(ROUNDS):
        respondents = _ordered(respondents, works, cites)
        works = _ordered(works, respondents, citers)
    publishers = _ordered(publishers, works, publishes)
    rows = max(len(works), len(respondents), len(publishers), 1)
    boxes = [
        *_column("respondent", respondents, rows, cites),
        *_column("work", works, rows, {}),
        *_column("publisher", publishers, rows, publishes),
    ]
    placed = {(box.kind, box.node.iri): box for box in boxes}
    lines = [*_citing(shown.cited, placed), *_publishing(shown.published, placed)]
    return Picture(WIDTH, TOP + rows * ROW, HEIGHT, tuple(boxes), tuple(lines))


def _ordered(column: Sequence[Node], beside: Sequence[Node], linked: Mapping[str, set[str]]) -> list[Node]:
    """Return the column by the mean place of what its nodes are linked to (the barycentre method of Sugiyama 1981)."""
    places = {node.iri: place for place, node in enumerate(beside)}

    def mean(entry: tuple[int, Node]) -> tuple[float, int]:
        found = [places[iri] for iri in linked.get(entry[1].iri, ()) if iri in places]
        return (sum(found) / len(found) if found else len(places), entry[0])

    return [node for _, node in sorted(enumerate(column), key=mean)]


def _column(kind: str, nodes: Sequence[Node], rows: int, linked: Mapping[str, set[str]]) -> Iterable[Box]:
    x, width = COLUMNS[kind]
    step = rows * ROW / max(len(nodes), 1)
    for place, node in enumerate(nodes):
        y = round(TOP + step * (place + 0.5) - HEIGHT / 2)
        number = len(linked.get(node.iri, ()))
        yield Box(f"{kind[0]}{place}", kind, node, _cut(node.label, width, number), x, y, width, number)


def _cut(label: str, width: int, number: int) -> str:
    most = int((width - 16 - (26 if number else 0)) / CHARACTER)
    words = " ".join(label.split())
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _citing(cited: Iterable[Cited], placed: Mapping[tuple[str, str], Box]) -> Iterable[Line]:
    """Yield the lines from respondents to works; several between the same two lie side by side."""
    between: dict[tuple[str, str], dict[str, tuple[str, ...]]] = defaultdict(dict)
    for each in cited:
        styles = between[each.respondent, each.work]
        style = style_of(each.function)
        styles[style] = tuple(tie for tie in TIES if tie in (*styles.get(style, ()), *each.ties))
    for (respondent, work), styles in between.items():
        one, other = placed["respondent", respondent], placed["work", work]
        for place, (style, ties) in enumerate(sorted(styles.items())):
            aside = 5 * (place - (len(styles) - 1) / 2)
            yield _line(one, other, aside, style, ties[0] if ties else "")


def _publishing(published: Iterable[tuple[str, str]], placed: Mapping[tuple[str, str], Box]) -> Iterable[Line]:
    for work, publisher in published:
        yield _line(placed["work", work], placed["publisher", publisher], 0, "published", "")


def _line(one: Box, other: Box, aside: float, style: str, tie: str) -> Line:
    x, y, to_x, to_y = one.x + one.width, one.y + HEIGHT / 2 + aside, other.x, other.y + HEIGHT / 2 + aside
    middle = (x + to_x) / 2
    path = f"M{x} {y:g}C{middle:g} {y:g} {middle:g} {to_y:g} {to_x} {to_y:g}"
    return Line(one.key, other.key, style, tie, path, to_x - 9, round(to_y, 1))
