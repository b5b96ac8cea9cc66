"""The notebook runs, and shows what it shows now."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "scripts" / "write_notebook.py"


# The kernel's client is a package of others, whose warnings are not ours to mend.
@pytest.mark.filterwarnings("default")
def test_the_notebook_runs_and_its_answers_are_current() -> None:
    pytest.importorskip("owlready2", reason="the extra 'reasoner' isn't installed")
    spec = importlib.util.spec_from_file_location("write_notebook", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.PATH.read_text("utf-8") == script.executed(), "run: python scripts/write_notebook.py"
