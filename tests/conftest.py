"""The corpora that tests read: a small made-up one, and the project's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run: what a change is judged by doesn't depend on luck. Others: --hypothesis-profile=wander
settings.register_profile("steady", derandomize=True, database=None)
settings.register_profile("wander", deadline=None)
settings.load_profile("steady")

ROOT = Path(__file__).parent.parent
LAMPS = ROOT / "tests" / "corpora" / "lamps"
NTIA = ROOT / "corpus" / "ntia-2023-0009"


@pytest.fixture
def lamps(tmp_path: Path) -> Path:
    """A copy of the small corpus, to spoil at will."""
    return Path(shutil.copytree(LAMPS, tmp_path / "lamps"))


@pytest.fixture(scope="session")
def ntia() -> Path:
    """The project's first corpus, not to be written to."""
    return NTIA
