"""Print how long a folder of letters takes to build, cold and resumed, and what comes of it.

python bench/survey.py LETTERS_FOLDER

Seconds are of the clock, with as many letters read at a time as there are processors; processor seconds are those of
this process and of the ones that read, which others on the machine don't lengthen.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections import Counter
from pathlib import Path

from claimgraph.api.build import Build, build
from claimgraph.api.evidence import PARTS, evidence
from claimgraph.ingest.survey import Kept
from claimgraph.store import load_memory, publish


def main() -> None:
    """Build twice, publish, ask."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("letters", type=Path)
    folder = parser.parse_args().letters
    with tempfile.TemporaryDirectory(prefix="claimgraph-") as name:
        directory = Path(name)
        before = os.times()
        made, cold = timed(folder, directory / "readings")
        after = os.times()
        _, resumed = timed(folder, directory / "readings")
        started = time.perf_counter()
        generation = publish(directory / "store", made.quads, made.inputs)
        published = time.perf_counter() - started
        pages = sum(pages_of(path) for path in (directory / "readings").glob("*/*.json"))
        parts = {part.name: part for part in evidence(load_memory(generation), list(PARTS))}
    line("letters read", made.read)
    line("letters left out", len(made.failures))
    line("pages", pages)
    line("quads", len(made.quads))
    for step, seconds in cold.items():
        line(f"seconds {step}, cold", f"{seconds:.1f}")
    line("seconds of the whole build, cold", f"{sum(cold.values()):.1f}")
    line("seconds of the whole build, resumed", f"{sum(resumed.values()):.1f}")
    line("processor seconds of this process, cold", f"{after.user + after.system - before.user - before.system:.1f}")
    reading = after.children_user + after.children_system - before.children_user - before.children_system
    line("processor seconds of reading, cold", f"{reading:.1f}")
    line("seconds of publishing", f"{published:.1f}")
    if made.read:
        line("processor seconds a letter, reading", f"{reading / made.read:.2f}")
    if pages:
        line("processor seconds a page, reading", f"{reading / pages:.3f}")
    for name, part in parts.items():
        line(f"rows of {name}", len(part.rows))
    several = sum(int(row["letters"] or 0) > 1 for row in parts["works"].records())
    line("works that several letters cite", several)
    line("works with a publisher", sum(row["publisher"] is not None for row in parts["works"].records()))
    line("citations taken with another", sum(row["takenWith"] is not None for row in parts["citations"].records()))
    line("short forms resolved", sum(row["standsFor"] is not None for row in parts["short-forms"].records()))
    for tie, count in sorted(Counter(row["tie"] for row in parts["self-citations"].records()).items(), key=str):
        line(f"citations of {tie}", count)
    line("doubts", len(made.remarks))


def timed(folder: Path, kept: Path) -> tuple[Build, dict[str, float]]:
    """A build, and the seconds of each of its steps."""
    seconds: dict[str, float] = {}
    last = time.perf_counter()
    step_now = "reading letters"

    def tell(step: str, done: int, total: int) -> None:
        nonlocal last, step_now
        now = time.perf_counter()
        seconds[step_now] = seconds.get(step_now, 0.0) + now - last
        last, step_now = now, step

    made = build(folder, tell, kept=Kept(kept))
    tell("rest", 1, 1)
    return made, seconds


def pages_of(reading: Path) -> int:
    """The pages of a letter whose reading was kept."""
    return int(json.loads(reading.read_text())["pages"] or 0)


def line(what: str, value: object) -> None:
    """One figure."""
    print(f"{value!s:>8}  {what}")


if __name__ == "__main__":
    main()
