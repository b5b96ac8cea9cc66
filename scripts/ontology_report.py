"""Print the ontology's quality report: each finding of the queries in tests/ontology/quality, as ROBOT report does.

python scripts/ontology_report.py            errors and warnings
python scripts/ontology_report.py --all      information as well

The exit code is 1 if there is an error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Quad, QuerySolutions, Store, Triple

from claimgraph.ontology import ontology_modules, ontology_triples

QUERIES = Path(__file__).parent.parent / "tests" / "ontology" / "quality"
LEVELS = ("ERROR", "WARN", "INFO")


@dataclass(frozen=True)
class Check:
    """A query that finds one kind of fault, with its title, its level, and the checks elsewhere that are like it."""

    name: str
    title: str
    level: str
    like: str
    query: str


def checks() -> list[Check]:
    """The checks, the gravest first."""
    found = []
    for path in sorted(QUERIES.glob("*.rq")):
        text = path.read_text("utf-8")
        head = dict(line[2:].split(": ", 1) for line in text.splitlines() if line.startswith("# "))
        found.append(Check(path.stem, head["title"], head["level"], head["like"], text))
    return sorted(found, key=lambda check: LEVELS.index(check.level))


def ontology() -> set[Triple]:
    """The merged ontology with the modules' headers; blank nodes of two modules may have one name and must not meet."""
    headers = {
        triple
        for triples in ontology_modules().values()
        for triple in triples
        if not isinstance(triple.subject, BlankNode) and not isinstance(triple.object, BlankNode)
    }
    return headers | set(ontology_triples())


def store_of(triples: Iterable[Triple]) -> Store:
    store = Store()
    store.extend(Quad(*triple) for triple in triples)
    return store


def findings(check: Check, store: Store) -> list[list[str]]:
    """What the check finds: the subject and, where there is one, the offending value."""
    results = store.query(check.query)
    assert isinstance(results, QuerySolutions)
    return sorted([str(term) for term in row if term is not None] for row in results)


def main(everything: bool) -> int:
    store = store_of(ontology())
    errors = 0
    for check in checks():
        if check.level == "INFO" and not everything:
            continue
        for row in findings(check, store):
            print("\t".join([check.level, check.name, *row, check.title]))
            errors += check.level == "ERROR"
    print(f"{len(checks())} checks, {errors} errors", file=sys.stderr)
    return int(errors > 0)


if __name__ == "__main__":
    sys.exit(main(everything="--all" in sys.argv[1:]))
