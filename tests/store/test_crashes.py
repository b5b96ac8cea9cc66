from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CRASHES = Path(__file__).with_name("crashes.py")


@pytest.mark.parametrize("way", ["whole", "difference", "steps"])
def test_kill_at_any_point_leaves_a_whole_generation_and_a_store_that_works(in_memory: Path, way: str) -> None:
    command = [sys.executable, str(CRASHES), way, str(in_memory / "store"), "20240327"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    steps, moments = (line.split()[1:] for line in done.stdout.splitlines())
    killed, before, after = map(int, steps)
    assert killed > 15, "each step was tried"
    assert before > 5, "some before the pointer moved"
    assert after > 1, "and some after"
    assert int(moments[0]) > 5, "at random moments too"
