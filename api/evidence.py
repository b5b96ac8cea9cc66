"""The evidence map: who cites what, which works and publishers are cited most, who cites itself."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from rich.table import Table
from rich.text import Text

from claimgraph.api.examples import page_query
from claimgraph.store import Query, evaluate

Row = tuple[str | int | None, ...]
"""A row's values; counts and positions are numbers."""

_CAMEL = re.compile(r"[A-Z]")
_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the map: its short name, the question that it answers, its columns and rows.

    ``narrow`` are the columns that a terminal shows.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    narrow: tuple[str, ...]

    def records(self) -> list[dict[str, str | int | None]]:
        """The rows by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


PARTS = {
    "letters": (
        "name",
        "footnotes",
        "citations",
        "shortForms",
        "works",
        "publishers",
        "selfCitations",
        "groupCitations",
    ),
    "works": ("name", "publisher", "letters", "citations", "citedBy"),
    "publishers": ("name", "kind", "letters", "citations", "works"),
    "self-citations": ("name", "tie", "footnote", "work", "address"),
    "citations": ("name", "footnote", "work", "publisher", "reason"),
    "short-forms": ("name", "footnote", "words", "work", "reason"),
}
"""The parts of the map, and what a terminal shows of each."""

SHOWN = ("letters", "works", "publishers", "self-citations")
"""What is shown where nobody asks for a part; programs get all."""


def evidence(store: pyoxigraph.Store, names: Sequence[str]) -> tuple[Part, ...]:
    """Those parts of the map, as the store has them."""
    return tuple(_part(store, name) for name in names)


def _part(store: pyoxigraph.Store, name: str) -> Part:
    text = page_query(f"evidence-{name}")
    answer = json.loads(b"".join(evaluate(store, Query(text, "application/sparql-results+json"))))
    columns = tuple(answer["head"]["vars"])
    rows = tuple(tuple(_value(row.get(column)) for column in columns) for row in answer["results"]["bindings"])
    title = text.partition("\n")[0].removeprefix("# title: ")
    return Part(name, title, columns, rows, PARTS[name])


def _value(term: dict[str, str] | None) -> str | int | None:
    if term is None:
        return None
    return int(term["value"]) if term.get("datatype") == _INTEGER else term["value"]


def as_json(parts: Sequence[Part]) -> str:
    """The parts as one JSON object, a list of records each."""
    return json.dumps({part.name: part.records() for part in parts}, indent=2, ensure_ascii=False)


def as_csv(part: Part) -> str:
    """A part as CSV (RFC 4180) with a line of names."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(part.columns)
    writer.writerows(part.rows)
    return file.getvalue()


def write_csv(parts: Sequence[Part], folder: Path) -> tuple[Path, ...]:
    """The parts as CSV files in a folder, by name."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for part in parts:
        path = folder / f"{part.name}.csv"
        path.write_bytes(as_csv(part).encode())
        written.append(path)
    return tuple(written)


def as_table(part: Part, most: int | None) -> Table:
    """A part for a terminal: the columns that fit, and the first rows."""
    left_out = 0 if most is None else max(0, len(part.rows) - most)
    caption = f"and {left_out:,} more: --all shows them" if left_out else None
    table = Table(title=part.title, caption=caption, title_justify="left", caption_justify="left")
    for name in part.narrow:
        table.add_column(
            _CAMEL.sub(lambda m: f" {m[0].lower()}", name), justify="right" if _is_number(part, name) else "left"
        )
    for row in part.records()[:most]:
        table.add_row(*(Text(_shown(row[name])) for name in part.narrow))
    return table


def _is_number(part: Part, name: str) -> bool:
    at = part.columns.index(name)
    return any(isinstance(row[at], int) for row in part.rows)


def _shown(value: str | int | None, longest: int = 70) -> str:
    if value is None:
        return ""
    text = f"{value:,}" if isinstance(value, int) else value.removesuffix(", comment letter")
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
