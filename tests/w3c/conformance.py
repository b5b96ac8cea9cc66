"""How the suites' tests came out, as the part of docs/conformance.md that the program writes.

The tests hold each of these verdicts: what is listed as the engine's fault fails, all the rest passes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import groupby

from w3c.cases import (
    CLOSED,
    DESCRIPTION,
    NOT_RUN,
    entries,
    http_cases,
    query_cases,
    syntax_cases,
    update_cases,
)
from w3c.engine import FAULTY, OTHERWISE_WRITTEN, WRONG
from w3c.graph_store import graph_cases, older_cases
from w3c.manifests import Entry, manifests

BEGIN, END = "<!-- written by scripts/write_conformance.py -->\n", "<!-- until here -->\n"
COLUMNS = ("right", "otherwise written", "the engine's fault", "the test's fault", "not offered")


def verdict(entry: Entry) -> str:
    """The column that the test counts in."""
    if entry.suite in NOT_RUN or entry.id.startswith(tuple(CLOSED)):
        return "not offered"
    if entry.id in FAULTY:
        return "the test's fault"
    if entry.id in WRONG:
        return "the engine's fault"
    return "otherwise written" if entry.id in OTHERWISE_WRITTEN else "right"


def run_ids() -> Counter[str]:
    """How often each test of the suites is run by the test modules."""
    cases = (*query_cases(), *update_cases(), *syntax_cases(".rq"), *syntax_cases(".ru"), *http_cases())
    graphs = (*graph_cases(), *older_cases())
    return Counter([each.entry.id for each in (*cases, *graphs)] + [each.id for each in entries(DESCRIPTION)])


def way(tests: list[Entry]) -> str:
    """How the tests are run."""
    updates = {each.entry.id for each in (*update_cases(), *syntax_cases(".ru"))}
    engine = sum(each.id in updates for each in tests)
    if tests[0].suite in NOT_RUN:
        return "not run"
    return "engine" if engine == len(tests) else "HTTP" if not engine else "HTTP, engine"


def table() -> str:
    """The counts by suite, as a Markdown table with a line of sums."""
    lines = [f"| suite | tests | {' | '.join(COLUMNS)} | run |", f"|---|{'---:|' * (1 + len(COLUMNS))}---|"]
    total: Counter[str] = Counter()
    for suite, group in groupby(sorted(manifests().entries(), key=lambda each: each.suite), lambda each: each.suite):
        tests = list(group)
        counts = Counter(map(verdict, tests))
        total += counts
        lines.append(f"| {suite} | {len(tests)} | {_cells(counts)} | {way(tests)} |")
    lines.append(f"| **all** | **{total.total()}** | {_cells(total)} | |")
    return "\n".join(lines)


def written() -> str:
    """The whole part: the table, what isn't offered, and the engine's faults and ways of writing."""
    parts = [
        table(),
        "## Not offered\n\n" + _list({**NOT_RUN, **{f"{name}…": why for name, why in CLOSED.items()}}),
        "## The engine's faults\n\n" + _list(WRONG),
        "## The tests' faults\n\n" + _list(FAULTY),
        "## Otherwise written\n\n" + _list(OTHERWISE_WRITTEN),
    ]
    return BEGIN + "\n" + "\n\n".join(parts) + "\n\n" + END


def _cells(counts: Mapping[str, int]) -> str:
    return " | ".join(str(counts.get(column) or "") for column in COLUMNS)


def _list(reasons: Mapping[str, str]) -> str:
    return "\n".join(f"- `{name}`: {reason}" for name, reason in reasons.items())
