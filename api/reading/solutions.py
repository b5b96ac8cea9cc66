"""The values of a solution, and the name that an IRI ends with."""

from claimgraph.api.service.graph import Row as Solution

__all__ = ["name", "number", "value"]


def name(iri: str) -> str:
    """Return what follows the last slash."""
    return iri.rstrip("/").rpartition("/")[2]


def number(row: Solution, variable: str) -> int:
    """Return a number, 0 where there is none."""
    return int(value(row, variable) or 0)


def value(row: Solution, variable: str) -> str:
    """Return a term's text, nothing where there is none."""
    term = row[variable]
    return term.value if term else ""
