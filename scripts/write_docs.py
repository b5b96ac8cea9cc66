"""Write the files made from others: JSON Schemas, the commands' help, questions, figures, what deployment.md shows.

python scripts/write_docs.py            write them
python scripts/write_docs.py --check    only say which are out of date, with exit code 1
"""

from __future__ import annotations

import csv
import io
import re
import sys
from pathlib import Path

from pyoxigraph import Store
from typer.testing import CliRunner

from claimgraph.api.build import build
from claimgraph.api.cli import app
from claimgraph.api.coverage_report import measured
from claimgraph.api.examples import examples
from claimgraph.ingest import json_schemas
from claimgraph.ontology import PREFIXES
from claimgraph.store import Query, evaluate

ROOT = Path(__file__).parent.parent
BASE = "https://w3id.org/claimgraph/ntia-2023-0009/"
CORPUS = ROOT / "corpus" / "ntia-2023-0009"
LONGEST = 15
DEPLOYED = {"ini": "claimgraph.service", "dockerfile": "Containerfile", "nginx": "nginx.conf"}
"""The files that docs/deployment.md shows, by the kind of their block."""

OF_LETTER = "?x cg:statedIn/cg:sectionOf ?l"
CITED = "?c cito:hasCitingEntity ?l ; cg:citesSource ?w"
IN_ALIGNMENT = "?x cg:aligns/cg:statedIn/cg:sectionOf ?l ; a"
REVIEWED = "?x cg:reviewStatus cg:Reviewed"
FIGURES = [
    ("claims", OF_LETTER),
    *(
        (f"· {name}", f"{OF_LETTER} . ?x a cg:{kind}")
        for name, kind in [
            ("factual", "FactualClaim"),
            ("value", "ValueClaim"),
            ("policy", "PolicyClaim"),
            ("definitional", "DefinitionalClaim"),
            ("self-reports", "SelfReport"),
        ]
    ),
    ("recommendations (among policy claims)", f"{OF_LETTER} . ?x a cg:Recommendation"),
    ("claims with an addressee", f"{OF_LETTER} . ?x cg:addressedTo []"),
    ("claims that are more or less than asserted", f"{OF_LETTER} ; cg:modality ?m FILTER(?m != cg:Asserted)"),
    ("claims under a condition", f"{OF_LETTER} . ?x cg:condition []"),
    ("claims with a citation", f"{OF_LETTER} . ?x cg:hasCitation []"),
    ("propositions taken a position on", "?c cg:statedIn/cg:sectionOf ?l ; cg:affirms|cg:denies|cg:qualifies ?x"),
    ("footnotes", "?x cg:footnoteOf ?l"),
    ("citations", "?x a cg:Citation ; cito:hasCitingEntity ?l"),
    ("works cited", f"{CITED} BIND(?w AS ?x)"),
    ("publishers cited", f"{CITED} . ?w cg:publishedBy ?x"),
    ("disclosed ties", "?x cg:affiliate/^cg:submittedBy ?l"),
    ("people named", "?x a foaf:Person ; cg:namedIn/cg:inText/cg:versionOf ?l"),
    ("programmes and instruments mentioned", "?c cg:statedIn/cg:sectionOf ?l ; cg:mentions ?x"),
    ("tables, their entries, steps of a gradient", "?x cg:elementOf ?l"),
    *(
        (f"{name}, reviewed", f"{IN_ALIGNMENT} cg:{kind} . {REVIEWED}")
        for name, kind in [
            ("agreements", "Agreement"),
            ("partial agreements", "PartialAgreement"),
            ("qualified agreements", "QualifiedAgreement"),
            ("disagreements", "Disagreement"),
            ("shared evidence", "SharedEvidence"),
        ]
    ),
    ("alignments that a rule derived and nobody reviewed", f"{IN_ALIGNMENT} cg:Alignment ; cg:reviewStatus cg:Derived"),
]
"""A row of the figures: its title, and what ``?x`` of a letter ``?l`` it counts."""


def main(check: bool) -> int:
    pages = {ROOT / "ingest" / "schema" / name: text for name, text in json_schemas().items()}
    pages[ROOT / "docs" / "commands.md"] = commands_page()
    store = Store()
    store.bulk_extend(build(CORPUS).quads)
    pages[ROOT / "docs" / "questions.md"] = questions_page(store)
    pages[ROOT / "docs" / "figures.md"] = figures_page(store)
    pages[ROOT / "docs" / "deployment.md"] = deployment_page()
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        print(f"{'out of date' if check else 'written'}: {path.relative_to(ROOT)}")
        if not check:
            path.write_text(pages[path], "utf-8")
    if check and stale:
        print("run: python scripts/write_docs.py")
    return 1 if check and stale else 0


def commands_page() -> str:
    parts = ["# Commands", "", "Made from `claimgraph --help` by `scripts/write_docs.py`.", ""]
    for words in [[], *([name] for name in command_names())]:
        title = " ".join(["claimgraph", *words])
        parts += [f"## {title}", "", "```text", help_text(words), "```", ""]
    return "\n".join(parts)


def command_names() -> list[str]:
    return [str(command.name) for command in app.registered_commands]


def help_text(words: list[str]) -> str:
    result = CliRunner().invoke(app, [*words, "--help"], prog_name="claimgraph", env={"TERMINAL_WIDTH": "100"})
    return result.stdout.strip()


def questions_page(store: Store) -> str:
    parts = ["# Questions", "", "The example questions and what the graph answers, by `scripts/write_docs.py`.", ""]
    for example in examples():
        head, *rows = answer(store, example.query)
        parts += [f"## {example.title}", "", example.description, ""]
        parts += [f"`claimgraph query --example {example.name}`", "", line(head), line(["---"] * len(head))]
        parts += [line(row) for row in rows[:LONGEST]]
        if len(rows) > LONGEST:
            parts.append(f"\n… and {len(rows) - LONGEST} more rows.")
        parts.append("")
    return "\n".join(parts)


def answer(store: Store, query: str) -> list[list[str]]:
    """The head and the rows of the query's answer."""
    text = b"".join(evaluate(store, Query(query, "text/csv"))).decode()
    return list(csv.reader(io.StringIO(text)))


def figures_page(store: Store) -> str:
    letters = [row[0] for row in select(store, "SELECT ?l { ?l a cg:CommentLetter } ORDER BY ?l")]
    names = dict(select(store, "SELECT ?l ?name { ?l a cg:CommentLetter ; cg:submittedBy/rdfs:label ?name }"))
    parts = ["# Figures", "", "What the graph holds of each letter, by `scripts/write_docs.py`.", ""]
    parts += [line(["", *(names[letter] for letter in letters)]), line(["---", *["---:"] * len(letters)])]
    for title, rows in (*coverage_figures(), *((title, counts(store, where)) for title, where in FIGURES)):
        parts.append(line([title, *(rows.get(letter, "0") for letter in letters)]))
    parts += [
        "",
        "The first rows are from `claimgraph coverage`, the others from the graph. A citation is an address in a",
    ]
    parts += ["footnote; publishers are those of the works that the letter cites.", ""]
    return "\n".join(parts)


def coverage_figures() -> list[tuple[str, dict[str, str]]]:
    """The coverage of each letter, by its IRI."""
    letters = {f"{BASE}letter/{each.letter}": each for each in measured(CORPUS)}
    return [
        ("sentences", {iri: str(len(each.sentences)) for iri, each in letters.items()}),
        ("sentences covered", {iri: f"{each.share('covered'):.1f}%" for iri, each in letters.items()}),
        ("sentences excused", {iri: f"{each.share('excused'):.1f}%" for iri, each in letters.items()}),
        ("words covered", {iri: f"{each.words_covered:.1f}%" for iri, each in letters.items()}),
    ]


def deployment_page() -> str:
    """The page as it is, with the files of docs/deploy as they are."""
    page = (ROOT / "docs" / "deployment.md").read_text("utf-8")
    for kind, name in DEPLOYED.items():
        shown = (ROOT / "docs" / "deploy" / name).read_text("utf-8")
        page = re.sub(rf"```{kind}\n[^`]*```", lambda _, kind=kind, shown=shown: f"```{kind}\n{shown}```", page)
    return page


def select(store: Store, query: str) -> list[list[str]]:
    """The rows of the answer to a query that uses our prefixes without declaring them."""
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    return answer(store, head + query)[1:]


def counts(store: Store, where: str) -> dict[str, str]:
    """How many ``?x`` there are of each ``?l``."""
    return dict(select(store, f"SELECT ?l (COUNT(DISTINCT ?x) AS ?n) {{ {where} }} GROUP BY ?l"))


def line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.removeprefix(BASE).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
