"""The figures as the tables of docs/benchmarks.md, each goal beside what was measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from lifecycle import Memory, Switch
from queries import KINDS
from rates import FIRST, FIXED, HOP, NOT_MODIFIED, REPEATED, Rates

__all__ = ["Life", "Limits", "report"]

_OURS, _DISK, _MEMORY, _VIRTUOSO = "claimgraph", "Oxigraph, disk", "Oxigraph, memory", "Virtuoso"
_ROWS = ((_OURS, FIRST), (_DISK, FIRST), (_MEMORY, FIRST), (_VIRTUOSO, FIRST), (_OURS, REPEATED), (_DISK, REPEATED))


@dataclass(frozen=True, slots=True)
class Limits:
    """Look-ups' 99th percentile alone and beside endless queries in ms, how many failed, and the worst overshoot."""

    letters: int
    alone: float
    beside: float
    failed: int
    overshoot: float | None


@dataclass(frozen=True, slots=True)
class Life:
    """Starting, memory and switching on so many letters."""

    letters: int
    quads: int
    ready_seconds: float
    memory: Memory
    switch: Switch


@dataclass(frozen=True, slots=True)
class _Goal:
    what: str
    letters: int
    goal: str
    measured: str
    met: bool | None


def report(
    rates: Sequence[Rates], limits: Sequence[Limits], lives: Sequence[Life], troubles: Sequence[str] = ()
) -> str:
    """All tables as Markdown."""
    parts = [_machine()]
    parts += [_rate_table(each) for each in rates]
    goals = [*(goal for each in rates for goal in _rate_goals(each)), *_limit_goals(limits)]
    if goals:
        parts.append(
            "Goals:\n\n" + _table(("goal", "letters", "at least or most", "measured", "met"), map(_goal_row, goals))
        )
    if lives:
        parts.append(_life_table(lives))
    notes = list(dict.fromkeys(f"{each.letters} letters: {note}" for each in rates for note in each.notes))
    notes += troubles
    return "\n\n".join([*parts, *(["Notes:\n\n" + "\n".join(f"- {note}" for note in notes)] if notes else [])]) + "\n"


def _machine() -> str:
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cores} cores ({platform.machine()}), Python {platform.python_version()}, "
        f"pyoxigraph {version('pyoxigraph')}, granian {version('granian')}."
    )


def _rate_table(rates: Rates) -> str:
    names = [kind.name for kind in KINDS]
    rows = []
    for server, way in _ROWS:
        figures = [rates.median(server, way, name) for name in names]
        if any(figure is not None for figure in figures):
            rows.append((f"{server}, {way}", *map(_figure, figures)))
    other = [
        f"{name}: {_figure(figure)}"
        for name, figure in (
            ("304", rates.median(_OURS, NOT_MODIFIED, names[0])),
            *((fixed, rates.median(fixed, fixed, names[0])) for fixed in (FIXED, HOP)),
        )
        if figure is not None
    ]
    title = f"Answers a second, {rates.letters:,} letters, 16 connections:"
    return "\n\n".join([title, _table(("", *names), rows), *([". ".join(other).capitalize() + "."] if other else [])])


def _rate_goals(rates: Rates) -> Iterator[_Goal]:
    def against(what: str, mine: float | None, theirs: float | None, least: float) -> Iterator[_Goal]:
        if mine is not None and theirs:
            ratio = mine / theirs
            yield _Goal(what, rates.letters, f"{least:g} x", f"{ratio:.2f} x", ratio >= least)

    for kind in KINDS:
        mine, theirs = (rates.median(server, REPEATED, kind.name) for server in (_OURS, _DISK))
        yield from against(f"repeated {kind.name} / {_DISK}", mine, theirs, 2.5)
    mine, theirs = rates.median(_OURS, NOT_MODIFIED, KINDS[0].name), rates.median(FIXED, FIXED, KINDS[0].name)
    yield from against("304 / fixed bytes", mine, theirs, 0.8)
    for kind in KINDS:
        mine = rates.median(_OURS, FIRST, kind.name)
        of_disk, of_memory = (rates.median(server, FIRST, kind.name) for server in (_DISK, _MEMORY))
        if kind.name == "point look-up":
            yield from against(f"first-time {kind.name} / {_DISK}", mine, of_disk, 0.8)
        elif kind.name != "describe":
            yield from against(f"first-time {kind.name} / {_DISK}", mine, of_disk, 2)
            yield from against(f"first-time {kind.name} / {_MEMORY}", mine, of_memory, 0.9)
    if rates.letters >= 1000:
        mine, theirs = (rates.median(server, FIRST, "aggregate") for server in (_OURS, _VIRTUOSO))
        yield from against(f"first-time aggregate / {_VIRTUOSO}", mine, theirs, 1)


def _limit_goals(limits: Sequence[Limits]) -> Iterator[_Goal]:
    for each in limits:
        ratio = each.beside / each.alone
        measured = f"{ratio:.1f} x ({each.alone:.1f} ms alone, {each.beside:.1f} beside; {each.failed} failed)"
        met = ratio <= 3 and not each.failed
        yield _Goal("p99 of look-ups beside 16 endless queries", each.letters, "3 x", measured, met)
        shown = "none was stopped" if each.overshoot is None else f"{each.overshoot:.1%}"
        met_deadline = each.overshoot is not None and each.overshoot <= 0.2
        yield _Goal("deadline overshoot", each.letters, "20 %", shown, met_deadline)


def _goal_row(goal: _Goal) -> tuple[str, ...]:
    met = {True: "yes", False: "**no**", None: ""}[goal.met]
    return goal.what, f"{goal.letters:,}", goal.goal, goal.measured, met


def _life_table(lives: Sequence[Life]) -> str:
    rows = []
    for each in lives:
        seconds = each.switch.seconds
        switched = "not seen" if seconds is None else f"{seconds:.1f}"
        rows.append(
            (
                f"{each.letters:,}",
                f"{each.quads:,}",
                f"{each.ready_seconds:.1f}",
                f"{each.memory.total:,.0f}",
                f"{each.memory.worker:,.0f}",
                switched,
                f"{each.switch.failed} of {each.switch.asked:,}",
            )
        )
    heads = (
        "letters",
        "statements",
        "start, s",
        "memory, MiB",
        "of it one evaluator alone",
        "switch, s",
        "failed meanwhile",
    )
    return "Starting, the most memory under queries of each kind, and switching to the next generation:\n\n" + _table(
        heads, rows
    )


def _table(
    heads: Sequence[str], rows: Iterator[tuple[str, ...]] | Sequence[tuple[str, ...]] | map[tuple[str, ...]]
) -> str:
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"
