"""The bench of queries: a real service on a few letters, its tables, its curve, and where a page takes them."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).parents[2] / "bench"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def query_growth() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCH))
        patch.delitem(sys.modules, "queries", raising=False)  # pytest's name for a checkout in a folder of that name
        import query_growth

        yield query_growth


def test_every_kind_is_asked_of_a_service(
    query_growth: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, kinds = query_growth.corpus(2, tmp_path), query_growth.KINDS
    with query_growth.claimgraph(of, tmp_path, "--timeout", "2") as endpoint:
        found = query_growth.latencies(endpoint, 2, 3, 20)
        with pytest.raises(RuntimeError, match="2 letters: point look-up was answered with 404"):
            query_growth.latencies(replace(endpoint, path="/nowhere"), 2, 3, 20)
        monkeypatch.setattr(query_growth, "KINDS", (replace(kinds[0], text=ENDLESS),))
        assert [each.times for each in query_growth.latencies(endpoint, 2, 3, 20)] == [()]
    assert [each.kind for each in found] == [kind.name for kind in kinds]
    for each in found:
        assert len(each.times) == 3, each.kind
        assert 0 < each.times[0] <= each.median <= each.p99, each.kind
        assert each.size > 0, each.kind


def test_tables_and_curve(query_growth: ModuleType) -> None:
    names = [kind.name for kind in query_growth.KINDS]
    found = [
        [query_growth.Latency(name, n, (1.0, n / 10, n + 0.125), n / 4) for name in names] for n in (10, 100, 1000)
    ]
    assert query_growth.table(found)[0] == (
        "| milliseconds, median (99th percentile) | 10 | 100 | 1,000 | exponent from 10 on | exponent from 100 on |"
    )
    row = "| 10,000 rows | 1.00 (10.12) | 10.00 (100.12) | 100.00 (1,000.12) | 1.00 | 1.00 |"
    assert query_growth.table(found)[-1] == row
    assert query_growth.table(found[:2])[-1] == "| 10,000 rows | 1.00 (10.12) | 10.00 (100.12) | 1.00 |"
    assert query_growth.table(found[:1])[-1] == "| 10,000 rows | 1.00 (10.12) |"
    late = [*found[:1], [query_growth.Latency(name, 100, (), 0.0) for name in names]]
    assert query_growth.table(late)[-1] == "| 10,000 rows | 1.00 (10.12) | none in time |  |"
    assert [series.points for series in query_growth.curves(late)] == [((10, 1.0),)] * len(names)
    assert query_growth.size_table(found)[-1] == "| 10,000 rows | 2.5 | 25.0 | 250.0 |"
    drawn = ElementTree.fromstring(query_growth.chart("a", "letters", query_growth.curves(found)))
    lines = {each.get("stroke-dasharray") for each in drawn.iter(f"{SVG}path") if each.get("fill") == "none"}
    assert len(lines) == len(names)
    heights = sorted(float(each.get("y", 0)) for each in drawn.iter(f"{SVG}text") if each.text in names)
    assert len(heights) == len(names)
    assert all(after - before >= 12 for before, after in pairwise(heights))


def test_a_page_takes_what_was_measured(query_growth: ModuleType, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- in -->\nold\n<!-- out -->\nafter\n", "utf-8")
    query_growth.write_between(page, "<!-- in -->", "<!-- out -->", "new")
    assert page.read_text("utf-8") == "before\n<!-- in -->\n\nnew\n\n<!-- out -->\nafter\n"
    for begin, end in (("<!-- other -->", "<!-- out -->"), ("<!-- out -->", "<!-- in -->")):
        with pytest.raises(ValueError, match=r"page\.md: it has no <!-- .* --> with <!-- "):
            query_growth.write_between(page, begin, end, "new")
