"""The bench of growth: real builds of small dockets, its tables and its curve."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from claimgraph.ingest.synthetic import write_docket

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture(scope="module")
def growth() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCH))
        import growth

        yield growth


def test_a_docket_and_one_changed_letter_are_built(growth: ModuleType, tmp_path: Path) -> None:
    corpus, store = tmp_path / "corpus", tmp_path / "store"
    write_docket(corpus, 1, claims=3, footnotes=2)
    (one,) = growth.run(corpus, store, 1)
    growth.add_a_sentence(corpus, 1)
    other, again = growth.run(corpus, store, 1, growth.letter_file(corpus, 1))
    assert {"reading letters", "deriving", "validating", "publishing"} <= one.steps.keys()
    assert one.quads <= other.quads
    assert "looking" in again.steps, "the program had started already"
    assert len(list((store / "generations").glob("[0-9]*"))) == 3


def test_tables_and_curve(growth: ModuleType) -> None:
    full = [growth.Run(n, 3000 * n, n / 5, 100 + n, {"loading": n / 8, "publishing": n / 8}) for n in (10, 100)]
    assert growth.table(full, full, full)[2] == "| 10 | 30,000 | 2.0 | 0.25 | 110 | 2.0 | 2.5 | 2.0 | 2.5 |"
    assert growth.table(full, full, full)[-1].endswith("to the power of 1.00.")
    assert growth.step_table(full)[-1] == "| publishing | 125 | 125 |"
    drawn = ElementTree.fromstring(growth.chart("a < b", "letters", growth.curves(full, full, full)))
    points = [
        (float(each.get("cx", 0)), float(each.get("cy", 0))) for each in drawn.iter() if each.tag.endswith("circle")
    ]
    assert points[0][0] < points[1][0]
    assert points[0][1] > points[1][1]
