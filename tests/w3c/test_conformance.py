"""docs/conformance.md says what the tests found, and no test of the suites is left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from w3c.cases import NOT_RUN, query_cases
from w3c.conformance import BEGIN, END, run_ids, verdict, written
from w3c.engine import OTHERWISE_WRITTEN, WRONG
from w3c.manifests import MISSING, SUITES, manifests

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
pytestmark = pytest.mark.skipif(not SUITES.is_dir(), reason=MISSING)


def test_every_test_of_the_suites_is_run_once() -> None:
    listed = [each.id for each in manifests().entries() if each.suite not in NOT_RUN]
    assert len(listed) > 500
    assert run_ids() == dict.fromkeys(listed, 1)


def test_what_is_not_run_is_there() -> None:
    assert set(NOT_RUN) <= {each.suite for each in manifests().entries()}


def test_what_is_listed_is_run() -> None:
    verdicts = {each.id: verdict(each) for each in manifests().entries()}
    assert {verdicts[name] for name in WRONG} == {"the engine's fault"}
    assert {verdicts[name] for name in OTHERWISE_WRITTEN} == {"otherwise written"}
    assert set(OTHERWISE_WRITTEN) <= {each.entry.id for each in query_cases()}


def test_the_page_is_true() -> None:
    _, begin, rest = PAGE.read_text("utf-8").partition(BEGIN)
    found, end, _ = rest.partition(END)
    assert begin + found + end == written(), "run: python scripts/write_conformance.py"
