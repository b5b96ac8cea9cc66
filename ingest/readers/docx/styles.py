"""What a Word file's styles and numberings mean: which paragraphs are headings, and what stands before list items."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from claimgraph.ingest.readers.docx.package import Package, W

_HEADING = re.compile(r"heading\s*\d|title|subtitle", re.I)
_PLACE = re.compile(r"%(\d)")
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)
_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Style:
    """Whether a paragraph style is a heading's, and the list (id, level) that it puts its paragraphs in."""

    heading: bool
    list_id: str | None
    level: int


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts, from where, and the pattern of its label."""

    form: str
    start: int
    label: str


def read_styles(package: Package) -> dict[str, Style]:
    """The paragraph styles by id."""
    root = package.part("word/styles.xml")
    raw = {each.get(f"{W}styleId", ""): each for each in (root.iter(f"{W}style") if root is not None else ())}
    return {name: _style(name, raw) for name in raw}


def _style(name: str, raw: dict[str, Element]) -> Style:
    heading, list_id, level = False, None, 0
    for element in _ancestry(name, raw):
        title = element.find(f"{W}name")
        heading |= title is not None and _HEADING.match(title.get(f"{W}val", "")) is not None
        properties = element.find(f"{W}pPr")
        if properties is not None:
            outline = properties.find(f"{W}outlineLvl")
            heading |= outline is not None and outline.get(f"{W}val", "9") < "9"
            if list_id is None:
                list_id, level = numbering_of(properties)
    return Style(heading, list_id, level)


def _ancestry(name: str, raw: dict[str, Element]) -> Iterator[Element]:
    for _ in range(_CHAIN):
        element = raw.get(name)
        if element is None:
            return
        yield element
        based = element.find(f"{W}basedOn")
        name = based.get(f"{W}val", "") if based is not None else ""


def numbering_of(properties: Element) -> tuple[str | None, int]:
    """The list id and level that paragraph properties name."""
    numbering = properties.find(f"{W}numPr")
    if numbering is None:
        return None, 0
    list_id, level = numbering.find(f"{W}numId"), numbering.find(f"{W}ilvl")
    depth = level.get(f"{W}val", "0") if level is not None else "0"
    return (
        list_id.get(f"{W}val") if list_id is not None else None,
        min(int(depth), 8) if depth.isdigit() else 0,
    )


class Lists:
    """The lists of a file and how far each has counted."""

    def __init__(self, package: Package) -> None:
        root = package.part("word/numbering.xml")
        abstract: dict[str, dict[int, Level]] = {}
        self._levels: dict[str, dict[int, Level]] = {}
        self._counters: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._shared: dict[str, str] = {}
        if root is None:
            return
        for each in root.iter(f"{W}abstractNum"):
            abstract[each.get(f"{W}abstractNumId", "")] = dict(_levels(each))
        for each in root.iter(f"{W}num"):
            reference = each.find(f"{W}abstractNumId")
            name, key = each.get(f"{W}numId", ""), reference.get(f"{W}val", "") if reference is not None else ""
            self._levels[name] = abstract.get(key, {})
            self._shared[name] = name if each.find(f"{W}lvlOverride") is not None else f"abstract {key}"

    def label(self, list_id: str, level: int) -> str:
        """The label of the next item, without the blank behind it; empty where the list shows none."""
        levels = self._levels.get(list_id)
        if levels is None or level not in levels:
            return ""
        shown = levels[level]
        if shown.form == "bullet":
            return shown.label if shown.label.isascii() and shown.label.strip() else "•"
        counters = self._counters[self._shared[list_id]]
        counters[level] = counters.get(level, shown.start - 1) + 1
        for deeper in [each for each in counters if each > level]:
            del counters[deeper]

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            one = levels.get(at)
            return _counted(counters.get(at, one.start), one.form) if one else ""

        return "" if shown.form == "none" else _PLACE.sub(number, shown.label)


def _levels(abstract: Element) -> Iterator[tuple[int, Level]]:
    for each in abstract.findall(f"{W}lvl"):
        form, start, label = (each.find(f"{W}{name}") for name in ("numFmt", "start", "lvlText"))
        level, first = each.get(f"{W}ilvl", ""), start.get(f"{W}val", "1") if start is not None else "1"
        if level.isdigit():
            yield (
                int(level),
                Level(
                    form.get(f"{W}val", "decimal") if form is not None else "decimal",
                    int(first) if first.isdigit() else 1,
                    label.get(f"{W}val", "") if label is not None else "",
                ),
            )


def _counted(number: int, form: str) -> str:
    """A number as a list's format shows it.

    >>> _counted(28, "lowerLetter"), _counted(9, "upperRoman"), _counted(3, "decimal")
    ('bb', 'IX', '3')
    """
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        figures, left = "", number
        for value, sign in _ROMAN:
            figures += sign * (left // value)
            left %= value
        return figures.upper() if form == "upperRoman" else figures
    return f"{number:02d}" if form == "decimalZero" else str(number)
