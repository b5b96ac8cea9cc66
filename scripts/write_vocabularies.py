"""Write the mapping set's table into docs/vocabularies.md.

python scripts/write_vocabularies.py            write it
python scripts/write_vocabularies.py --check    only say whether it is out of date, with exit code 1
"""

from __future__ import annotations

import sys
from pathlib import Path

from claimgraph.ontology import PREFIXES, Mapping, mapping_set

PAGE = Path(__file__).parent.parent / "docs" / "vocabularies.md"
START, END = "<!-- mappings -->\n", "<!-- end of mappings -->\n"


def main(check: bool) -> int:
    text = PAGE.read_text("utf-8")
    before, rest = text.split(START)
    written = before + START + table() + END + rest.split(END)[1]
    if written == text:
        return 0
    if check:
        print("docs/vocabularies.md is out of date; run: python scripts/write_vocabularies.py")
        return 1
    PAGE.write_text(written, "utf-8")
    return 0


def table() -> str:
    rows = [row(each) for each in mapping_set().mappings]
    return "\n".join(["", "| ours | match | theirs | why, and where they differ |", "|---|---|---|---|", *rows, "", ""])


def row(each: Mapping) -> str:
    match = f"{'not ' if each.denied else ''}{each.strength.removesuffix('Match')}" if each.target else "none"
    theirs = f"`{each.target_id}`" + (f" {each.target_label}" if each.target_id.startswith("SEPIO:") else "")
    return f"| `{short(each)}` | {match} | {theirs if each.target else ''} | {each.comment} |"


def short(each: Mapping) -> str:
    prefix = next(name for name, iri in PREFIXES.items() if each.subject.value.startswith(iri))
    return f"{prefix}:{each.subject.value.removeprefix(PREFIXES[prefix])}"


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
