from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from claimgraph.api.build import build


def test_a_triple_stands_in_one_graph_even_where_two_letters_say_it(lamps: Path) -> None:
    for slug in ("acme", "borealis"):
        path = lamps / "letters" / f"{slug}.txt"
        text = path.read_text("utf-8")
        note = "¹ Acme is a founding" if slug == "acme" else "¹ http"
        path.write_text(text.replace(note, f"¹ <https://unlisted.example/> {note[2:]}"), "utf-8")
    counts = Counter(quad.triple for quad in build(lamps).quads)
    assert [triple for triple, count in counts.items() if count > 1] == []
    assert any("unlisted.example" in str(triple) for triple in counts)


@pytest.mark.parametrize("corpus", ["ntia", "lamps"])
def test_a_triple_stands_in_one_graph(corpus: str, request: pytest.FixtureRequest) -> None:
    made = build(request.getfixturevalue(corpus))
    assert len({quad.triple for quad in made.quads}) == len(made.quads)


def test_progress_is_told(lamps: Path) -> None:
    told: list[tuple[str, int, int]] = []
    build(lamps, lambda step, done, total: told.append((step, done, total)))
    assert ("reading letters", 2, 2) in told
    assert told[-1] == ("validating", 1, 1)
