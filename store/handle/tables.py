"""The tables that the graph is given out as, each with its columns, and the SPARQL file that asks for it.

A query gives one solution for each value of a column (`?row ?column ?value`), so that columns with several values need
no product. They come in no order: the engine looks each text up anew whenever it compares two, and so takes five times
as long to sort them as to find them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from claimgraph.store.handle.errors import TableError
from claimgraph.store.handle.rows import Cell
from claimgraph.store.handle.values import Value

__all__ = ["TABLES", "Column", "Kind", "Part", "Table", "table_query", "table_rows"]

Kind = Literal["iri", "text", "integer", "date"]
Part = tuple[Value, Value, Value]
"""A solution: what stands for the row, the column's name, one value."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it holds, in words too, and whether a row may have several values or none."""

    name: str
    kind: Kind
    description: str
    is_many: bool = False
    is_required: bool = False
    refers_to: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, what a row is, its columns, and those that tell rows apart."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


def _one(name: str, kind: Kind, description: str, refers_to: str = "") -> Column:
    return Column(name, kind, description, refers_to=refers_to)


def _many(name: str, kind: Kind, description: str) -> Column:
    return Column(name, kind, description, is_many=True)


def _key(name: str, kind: Kind, description: str, refers_to: str = "") -> Column:
    return Column(name, kind, description, is_required=True, refers_to=refers_to)


_PROPOSITION = "the proposition that it is about"
_STATEMENT = "what the proposition says"
_STANCE = "affirms, denies or qualifies"

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "claims",
            "one respondent asserting something in its letter",
            (
                _key("claim", "iri", "the claim"),
                _one("kind", "text", "factual, value, policy, recommendation, definitional or self-report"),
                _many("respondents", "iri", "who makes it"),
                _many("respondent_names", "text", "the names of who makes it"),
                _one("letter", "iri", "the letter that it stands in"),
                _many("questions", "text", "the numbers of the questions that its section answers"),
                _one("stance", "text", _STANCE),
                _one("proposition", "iri", _PROPOSITION),
                _one("statement", "text", _STATEMENT),
                _one("topic", "text", "its topic"),
                _one("modality", "text", "how strongly it is put"),
                _one("modality_cue", "text", "the words that show how strongly it is put"),
                _one("condition", "text", "the words of its condition"),
                _one("quote", "text", "the letter's own words"),
                _many("passages", "iri", "where these stand in the letter's current text; ends in the offsets"),
                _many("addressed_to", "text", "whom a policy claim addresses"),
                _many("mentions", "text", "the programmes and instruments that it names"),
                _many("citations", "iri", "the citations that back it"),
                _many("sources", "iri", "the works that these cite"),
            ),
            ("claim",),
        ),
        Table(
            "citations",
            "one address in one footnote of a letter",
            (
                _key("citation", "iri", "the citation"),
                _one("letter", "iri", "the letter that cites"),
                _many("respondent_names", "text", "the names of whose letter it is"),
                _one("footnote", "iri", "the footnote"),
                _one("note_number", "integer", "the footnote's number"),
                _one("note_text", "text", "the footnote's text"),
                _one("printed_url", "iri", "the address as the letter has it"),
                _one("url", "iri", "the address, put right where it had to be"),
                _many("correction_reasons", "text", "why the address was put right"),
                _one("source", "iri", "the work that is cited", "sources"),
                _one("source_title", "text", "the work's title"),
                _many("ties", "text", "self, affiliated or group, where the respondent is tied to the publisher"),
                _many("claims", "iri", "the claims that it backs"),
            ),
            ("citation",),
        ),
        Table(
            "sources",
            "one work that letters cite",
            (
                _key("source", "iri", "the work"),
                _one("title", "text", "its title"),
                _one("kind", "text", "what kind of work it is"),
                _one("publisher", "iri", "who published it"),
                _one("publisher_name", "text", "the name of who published it"),
                _many("creators", "text", "who wrote it"),
                _one("date", "text", "when it came out: a day, a month or a year"),
                _many("identifiers", "text", "its numbers, such as that of a standard"),
                _many("same_as", "iri", "its DOI and the like as addresses"),
                _many("urls", "iri", "where it is on the web"),
                _many("letters", "iri", "the letters that cite it"),
            ),
            ("source",),
        ),
        Table(
            "alignments",
            "claims of several respondents set side by side, by a curator or a rule",
            (
                _key("alignment", "iri", "the alignment"),
                _one("kind", "text", "agreement, partial or qualified agreement, disagreement, or shared evidence"),
                _one("proposition", "iri", _PROPOSITION),
                _one("statement", "text", _STATEMENT),
                _one("status", "text", "reviewed by a curator, or derived by a rule"),
                _one("confidence", "text", "the curator's: high, medium or low"),
                _one("justification", "text", "why the claims are aligned so"),
                _many("claims", "iri", "the claims"),
                _many("respondent_names", "text", "the names of who makes them"),
                _many("sources", "iri", "the works that they share"),
                _many("curators", "iri", "who judged it"),
                _one("date", "date", "when it was judged"),
                _one("rule", "iri", "the rule that derived it"),
            ),
            ("alignment",),
        ),
        Table(
            "positions",
            "one respondent taking one stance on one proposition",
            (
                _key("proposition", "iri", _PROPOSITION),
                _one("statement", "text", _STATEMENT),
                _one("topic", "text", "the proposition's topic"),
                _key("respondent", "iri", "who takes the position"),
                _one("respondent_name", "text", "its name"),
                _key("stance", "text", _STANCE),
                _many("claims", "iri", "the claims that take it"),
            ),
            ("proposition", "respondent", "stance"),
        ),
    )
}
"""The tables by their names."""


@cache
def table_query(name: str) -> str:
    """Return the SPARQL text that asks for the table.

    >>> table_query("claims").startswith("# One row for each value")
    True
    """
    return files(__package__).joinpath("queries", f"{name}.rq").read_text("utf-8")


def table_rows(table: Table, parts: Iterable[Part]) -> Iterator[tuple[Cell, ...]]:
    """Yield the table's rows, sorted, out of the solutions of its query, in whatever order these come; all are held.

    Raises TableError where the graph has two values for a column that has room for one.
    """
    found: dict[Value, dict[Value, list[Value]]] = {}
    for key, column, value in parts:
        found.setdefault(key, {}).setdefault(column, []).append(value)
    names = [column.name for column in table.columns]
    for key in sorted(found, key=str):
        of_row = found.pop(key)
        values = (tuple(dict.fromkeys(sorted(of_row.get(name, ()), key=str))) for name in names)
        yield tuple(_cell(table, column, cell, key) for column, cell in zip(table.columns, values, strict=True))


def _cell(table: Table, column: Column, values: tuple[Value, ...], key: Value) -> Cell:
    if column.is_many:
        return values
    if len(values) > 1:
        raise TableError(
            f"{key}: the table {table.name!r} has room for one {column.name}, and the graph says "
            f"{' and '.join(repr(str(value)[:60]) for value in values)}; ask for it with a query"
        )
    return values[0] if values else None
