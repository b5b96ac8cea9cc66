"""The small corpus as a store, and all of its export."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from claimgraph.api.build import build
from claimgraph.api.downloads import export_all
from claimgraph.store import Generation, open_current, publish

LAMPS = Path(__file__).parent.parent.parent / "corpora" / "lamps"


@pytest.fixture(scope="session")
def lamps_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("downloads")
    made = build(Path(shutil.copytree(LAMPS, folder / "lamps")))
    publish(folder / "store", made.quads, made.inputs)
    return folder / "store"


@pytest.fixture(scope="session")
def generation(lamps_store: Path) -> Generation:
    return open_current(lamps_store)


@pytest.fixture(scope="session")
def exported(generation: Generation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exported") / "all"
    export_all(generation, out, lambda step, done, total: None)
    return out
