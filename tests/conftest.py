"""The corpora that tests read: a small made-up one, and the project's own."""

from __future__ import annotations

import shutil
from collections import Counter
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
SLOW = (
    "api/test_evidence.py",
    "store/remote/test_servers.py",
    "api/test_accessibility.py",
    "api/writing/test_writer.py",
    "api/test_fronts.py",
    "test_reasoners.py",
    "api/writing/test_writes.py",
    "test_kill.py",
    "store/test_generations.py",
    "store/test_evaluators.py",
    "test_mutations.py",
    "store/test_crashes.py",
    "ingest/cluster/test_mapping.py",
    "test_package.py",
    "test_contradictions.py",
)
"""The files that take longest: of several processes, none is to begin one of them when the others are done."""


def pytest_configure(config: pytest.Config) -> None:
    """Have pytest-xdist leave the order as it is: its own puts files of few tests last, and some of those are slow."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the tests: slow files first, then those of many tests."""
    if hasattr(config, "workerinput"):
        ranks = {ROOT / "tests" / name: rank for rank, name in enumerate(SLOW)}
        tests = Counter(item.path for item in items)
        items.sort(key=lambda item: (ranks.get(item.path, len(SLOW)), -tests[item.path]))


@pytest.fixture
def lamps(tmp_path: Path) -> Path:
    """A copy of the small corpus, to spoil at will."""
    return Path(shutil.copytree(LAMPS, tmp_path / "lamps"))


@pytest.fixture(scope="session")
def ntia() -> Path:
    """The project's first corpus, not to be written to."""
    return NTIA
