"""What the engine itself gets wrong, as the table says, and the tests of the suites marked by it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

import pytest
from _pytest.mark.structures import ParameterSet
from w3c.manifests import MISSING, Entry

_TABLE = tomllib.loads((Path(__file__).parent / "engine.toml").read_text("utf-8"))
WRONG: Mapping[str, str] = _TABLE["wrong"]
FAULTY: Mapping[str, str] = _TABLE["faulty"]
OTHERWISE_WRITTEN: Mapping[str, str] = _TABLE["otherwise-written"]


class Case(Protocol):
    """A test of a suite."""

    @property
    def entry(self) -> Entry:
        """What the manifest lists."""


def params(cases: Iterable[Case], wrong: Mapping[str, str] = WRONG) -> list[ParameterSet]:
    """The cases by name; those of `wrong` are failures to be. Without suites there is one, skipped."""
    marked = []
    for case in cases:
        reason = wrong.get(case.entry.id)
        marks = [pytest.mark.xfail(reason=reason, strict=True, raises=AssertionError)] if reason else []
        marked.append(pytest.param(case, id=case.entry.id, marks=marks))
    return marked or [pytest.param(None, id="none", marks=pytest.mark.skip(reason=MISSING))]
