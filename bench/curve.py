"""A small chart with two logarithmic axes, as SVG that reads well on light and dark pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, inf, log, log10

__all__ = ["Series", "chart", "slope"]

_WIDTH, _HEIGHT = 640, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 150, 40, 50
_DASHES = ("", "6 4", "2 3", "10 4", "8 3 2 3", "1 5")
_LINE = 15
"""How far apart the names of two lines are at least."""

_GREY = "#888888"
_BLUE = "#3b82c4"


@dataclass(frozen=True, slots=True)
class Series:
    """Points from left to right, all above 0."""

    label: str
    points: tuple[tuple[float, float], ...]


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The power of x that y grows with, by the first and the last point: the slope where both axes are logarithmic.

    >>> slope([(10, 4), (100, 7), (1000, 400)])
    1.0
    """
    (x, y), (last_x, last_y) = points[0], points[-1]
    return log(last_y / y) / log(last_x / x)


def chart(title: str, axis: str, series: Sequence[Series]) -> str:
    """The chart, of up to six series; the same points give the same bytes."""
    return "\n".join([*_lines(title, axis, series), ""])


def _lines(title: str, axis: str, series: Sequence[Series]) -> Iterator[str]:
    across = _Scale([x for each in series for x, _ in each.points], _LEFT, _WIDTH - _RIGHT)
    up = _Scale([y for each in series for _, y in each.points], _HEIGHT - _BOTTOM, _TOP)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        f' font-family="sans-serif" font-size="13" fill="{_GREY}"><title>{escape(title)}</title>'
    )
    yield f'<text x="{_LEFT}" y="{_TOP - 18}" font-size="15">{escape(title)}</text>'
    for x in across.ticks():
        yield f'<path d="M{across.at(x):.1f} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="{_GREY}" stroke-opacity=".3"/>'
        yield f'<text x="{across.at(x):.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{x:,.10g}</text>'
    for y in up.ticks():
        yield f'<path d="M{_LEFT} {up.at(y):.1f}H{_WIDTH - _RIGHT}" stroke="{_GREY}" stroke-opacity=".3"/>'
        yield f'<text x="{_LEFT - 8}" y="{up.at(y) + 4:.1f}" text-anchor="end">{y:,.10g}</text>'
    yield f'<text x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 12}" text-anchor="end">{escape(axis)}</text>'
    names = _apart([up.at(each.points[-1][1]) for each in series])
    for each, dashes, beside in zip(series, _DASHES[: len(series)], names, strict=True):
        places = [(across.at(x), up.at(y)) for x, y in each.points]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        yield f'<path d="M{path}" fill="none" stroke="{_BLUE}" stroke-width="2" stroke-dasharray="{dashes}"/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{_BLUE}"/>' for x, y in places)
        yield f'<text x="{places[-1][0] + 10:.1f}" y="{beside + 4:.1f}">{escape(each.label)}</text>'
    yield "</svg>"


def _apart(heights: Sequence[float]) -> list[float]:
    """Heights in the same order, so far apart that what is written there can be read; all as high as they can be."""
    moved = list(heights)
    low = -inf
    for n in sorted(range(len(moved)), key=lambda n: moved[n]):
        moved[n] = low = max(moved[n], low + _LINE)
    return moved


class _Scale:
    """Where a value stands, between whole powers of ten."""

    def __init__(self, values: Sequence[float], begin: float, end: float) -> None:
        self._low = floor(log10(min(values)))
        self._high = max(ceil(log10(max(values))), self._low + 1)
        self._begin, self._end = begin, end

    def at(self, value: float) -> float:
        share = (log10(value) - self._low) / (self._high - self._low)
        return self._begin + share * (self._end - self._begin)

    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self._low, self._high + 1)]
