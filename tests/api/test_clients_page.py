"""What docs/clients.md shows is what comes back."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "write_clients.py"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.skipif(
    not (ROOT / "tests" / "clients" / "node_modules" / ".package-lock.json").exists(),
    reason="Comunica is not installed: make tests/clients/node_modules/.package-lock.json",
)
def test_the_page_is_current() -> None:
    spec = importlib.util.spec_from_file_location("write_clients", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.main(check=True) == 0, "run: python scripts/write_clients.py"
