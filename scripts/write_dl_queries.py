"""Write docs/dl-queries.md: the questions for Protégé's DL Query tab with HermiT's answers on the corpus.

python scripts/write_dl_queries.py            write it (half a minute)
python scripts/write_dl_queries.py --check    only say whether it is out of date, with exit code 1
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from claimgraph.api.build import build
from claimgraph.ontology import dl_answers, dl_queries

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus" / "ntia-2023-0009"
BASE = "https://w3id.org/claimgraph/ntia-2023-0009/"
HEAD = """# DL queries

Class expressions as one types them into Protégé's DL Query tab (Window > Tabs > DL Query, with HermiT started and
"Instances" ticked), with HermiT's answers on the corpus, by `scripts/write_dl_queries.py`. Things are named by the last
part of their IRI, as Protégé shows them by default. Answers are IRIs under `https://w3id.org/claimgraph/ntia-2023-0009/`.

A reasoner never takes what isn't said for untrue: `Claim and not (backedBy some EvidenceSource)` has no answers, since
a claim without a citation might still be backed by something. Ask the SPARQL endpoint for what is missing. Nor does it
take two names for two things, so that counting (`min 2`) finds nothing.
"""


def main(check: bool) -> int:
    path = ROOT / "docs" / "dl-queries.md"
    made = build(CORPUS)
    text = page(dl_answers([quad.triple for quad in made.quads], [query.text for query in dl_queries()]).answers)
    stale = not path.exists() or path.read_text("utf-8") != text
    if stale:
        print(f"{'out of date' if check else 'written'}: {path.relative_to(ROOT)}")
        if not check:
            path.write_text(text, "utf-8")
    return 1 if check and stale else 0


def page(answers: Mapping[str, tuple[str, ...]]) -> str:
    parts = [HEAD]
    for query in dl_queries():
        found = answers[query.text]
        parts += [f"## {query.question}", "", "```text", query.text, "```", ""]
        parts += [f"- `{iri.removeprefix(BASE)}`" for iri in found] if found else ["None."]
        parts.append("")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
