"""Write the files that are made from the code: JSON Schemas, the commands' help, the questions with their answers.

python scripts/write_docs.py            write them
python scripts/write_docs.py --check    only say which are out of date, with exit code 1
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

from pyoxigraph import Store
from typer.testing import CliRunner

from claimgraph.api.build import build
from claimgraph.api.cli import app
from claimgraph.api.examples import examples
from claimgraph.ingest import json_schemas
from claimgraph.store import Query, evaluate

ROOT = Path(__file__).parent.parent
BASE = "https://w3id.org/claimgraph/ntia-2023-0009/"
LONGEST = 15


def main(check: bool) -> int:
    pages = {ROOT / "ingest" / "schema" / name: text for name, text in json_schemas().items()}
    pages[ROOT / "docs" / "commands.md"] = commands_page()
    pages[ROOT / "docs" / "questions.md"] = questions_page()
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


def questions_page() -> str:
    store = Store()
    store.bulk_extend(build(ROOT / "corpus" / "ntia-2023-0009").quads)
    parts = ["# Questions", "", "The example questions and what the graph answers, by `scripts/write_docs.py`.", ""]
    for example in examples():
        answer = b"".join(evaluate(store, Query(example.query, "text/csv"))).decode()
        head, *rows = csv.reader(io.StringIO(answer))
        parts += [f"## {example.title}", "", example.description, ""]
        parts += [f"`claimgraph query --example {example.name}`", "", line(head), line(["---"] * len(head))]
        parts += [line(row) for row in rows[:LONGEST]]
        if len(rows) > LONGEST:
            parts.append(f"\n… and {len(rows) - LONGEST} more rows.")
        parts.append("")
    return "\n".join(parts)


def line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.removeprefix(BASE).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
