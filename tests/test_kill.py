"""A build killed at any moment leaves the store as it was, and the next build works."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from claimgraph.api.build import build
from claimgraph.store import load_memory, open_current, publish

COMMAND = [sys.executable, "-c", "from claimgraph.api.cli import main; main()", "build"]
MOMENTS = 20


def seconds_of_a_build(corpus: Path, store: Path) -> float:
    start = time.monotonic()
    subprocess.run([*COMMAND, corpus, "--store", store], check=True, capture_output=True)
    return time.monotonic() - start


def test_build_killed_at_random_moments(lamps: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    made = build(lamps)
    publish(store, made.quads, made.inputs)
    before = open_current(store)
    path = lamps / "propositions.yaml"
    path.write_text(path.read_text().replace("Brighter lamps cost more.", "Bright lamps cost more."))
    took = min(seconds_of_a_build(lamps, tmp_path / f"trial-{number}") for number in range(2))  # the first warms up
    seeded = random.Random(20240327)
    killed = 0
    for _ in range(MOMENTS):
        process = subprocess.Popen([*COMMAND, lamps, "--store", store], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            # Half of the moments are spread over the run, half crowd at its end, where the store is written.
            part = seeded.random() if seeded.random() < 0.5 else seeded.uniform(0.8, 1.0)
            process.communicate(timeout=took * part)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            killed += 1
        current = open_current(store)
        assert current.number in (before.number, before.number + 1)
        if current.number == before.number:
            assert current.manifest == before.manifest
        assert len(load_memory(current)) == current.manifest.quads == len(current.open())
        if current.number > before.number:  # it got through: start again from a store that has not seen the change
            subprocess.run(["rm", "-rf", str(store)], check=True)
            publish(store, made.quads, made.inputs)
    assert killed >= MOMENTS // 4
    subprocess.run([*COMMAND, lamps, "--store", store], check=True, capture_output=True)
    assert open_current(store).number == before.number + 1
    assert not list(store.glob("generations/.building*"))
