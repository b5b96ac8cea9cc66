"""Rates that several processes share, each with a table of its own over one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.api.service.clients import Rates
from claimgraph.api.service.shared_rates import SharedRates


def test_what_one_has_let_through_the_other_counts(tmp_path: Path) -> None:
    now = [1000.0]
    one, other = (SharedRates(tmp_path / "rates", 2, 3, lambda: now[0]) for _ in range(2))
    assert [each.wait("a") for each in (one, other, one)] == [0, 0, 0]
    assert one.wait("a") == other.wait("a") == pytest.approx(0.5)
    assert other.wait("b") == 0
    now[0] += 0.5
    assert other.wait("a") == 0
    assert one.wait("a") == pytest.approx(0.5)
    assert [SharedRates(tmp_path / "rates", 0, 1).wait("a") for _ in range(3)] == [0, 0, 0], "no limit"


def test_it_counts_as_one_process_does(tmp_path: Path) -> None:
    now = [1000.0]
    alone, shared = Rates(5, 4, lambda: now[0]), SharedRates(tmp_path / "rates", 5, 4, lambda: now[0])
    for n in range(2000):
        now[0] += (n * 7 % 11) / 100
        client = f"192.0.2.{n * n % 37}"
        assert shared.wait(client) == pytest.approx(alone.wait(client))


def test_whoever_is_forgotten_starts_afresh(tmp_path: Path) -> None:
    shared = SharedRates(tmp_path / "rates", 0.001, 1, lambda: 1000.0)
    clients = [f"2001:db8:{n:x}::" for n in range(100_000)]  # more than there is room for
    assert {shared.wait(each) for each in clients} == {0}
    assert 0 < sum(shared.wait(each) > 0 for each in clients[-1000:]) <= 1000
