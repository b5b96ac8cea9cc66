"""The bench of drafts: each letter is judged without what only it made known."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from claimgraph.ingest import load_corpus, read_letter

BENCH = Path(__file__).parents[2] / "bench"
LAMPS = Path(__file__).parents[1] / "corpora" / "lamps"


@pytest.fixture(scope="module")
def drafts() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCH))  # where it finds the module beside it
        spec = importlib.util.spec_from_file_location("bench_drafts", BENCH / "drafts.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        patch.setitem(sys.modules, "bench_drafts", module)
        spec.loader.exec_module(module)
        return module


def test_the_letter_under_test_is_left_out(drafts: ModuleType) -> None:
    corpus = load_corpus(LAMPS)
    read = {slug: read_letter(corpus, slug) for slug in corpus.letters}
    for slug in read:
        known = drafts.trial(corpus, read, slug).known
        assert slug not in {each.letter for each in known.claims}
        others = {claim.proposition for each in read.values() if each.slug != slug for _, claim, _ in each.claims}
        own = {claim.proposition for _, claim, _ in read[slug].claims}
        assert not (own - others) & set(known.statements)


def test_it_prints_its_tables(drafts: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    drafts.main(["--corpus", str(LAMPS)])
    out = capsys.readouterr().out
    assert out.count("###") == 4
    assert "| 0.4 (default) |" in out
    assert "| character 4-grams (used) |" in out
