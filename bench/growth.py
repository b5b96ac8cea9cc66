"""How the cost of a build grows with the docket, on made-up letters (claimgraph synth); tables and a curve.

python bench/growth.py                        10, 100 and 1,000 letters; some ten minutes
python bench/growth.py --letters 10 50        these numbers of letters only
python bench/growth.py --write                put tables and curve into docs/growth.md too

Each build is a process of its own. After a full build a sentence is added to the last letter, and it is built again;
then one is added to the first, and it is built once more in the same process, as `claimgraph build --watch` does.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from curve import Series, chart, slope
from markers import write_between
from progress import say

from claimgraph.ingest.synthetic import write_docket

DOCS = Path(__file__).parent.parent / "docs"
PAGE, PICTURE = DOCS / "growth.md", DOCS / "images" / "growth.svg"
BEGIN, END = "<!-- written by make bench-growth -->", "<!-- end -->"
ONE_BUILD = Path(__file__).parent / "one_build.py"


@dataclass(frozen=True, slots=True)
class Run:
    """One build: seconds of the clock, the program's start among them, and of the processor by step; memory in MiB."""

    letters: int
    quads: int
    seconds: float
    memory: float
    steps: dict[str, float]

    @property
    def processor(self) -> float:
        """Seconds of the processor in all steps."""
        return sum(self.steps.values())


def main() -> None:
    """Measure and print; with --write, put it on the page too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--folder", type=Path, help="where to work, instead of the system's temporary folder")
    parser.add_argument("--write", action="store_true", help=f"write tables and curve into docs/{PAGE.name} too")
    options = parser.parse_args()
    full, changed, watched = [], [], []
    for letters in sorted(options.letters):
        with tempfile.TemporaryDirectory(prefix="claimgraph-", dir=options.folder) as name:
            corpus, store = Path(name) / "corpus", Path(name) / "store"
            write_docket(corpus, letters)
            full += run(corpus, store, letters)
            say(f"{letters:,} letters: {full[-1].seconds:.1f} s")
            add_a_sentence(corpus, letters)
            first, second = run(corpus, store, letters, letter_file(corpus, 1))
            changed.append(first)
            watched.append(second)
            say(f"{letters:,} letters, one of them changed: {first.seconds:.1f} s, another: {second.seconds:.1f} s")
    text = "\n".join([*table(full, changed, watched), "", *step_table(full)])
    print(text)
    if options.write:
        write_between(PAGE, BEGIN, END, text)
        PICTURE.write_text(chart("Seconds of a build", "letters", curves(full, changed, watched)), "utf-8")


def run(corpus: Path, store: Path, letters: int, *changed: Path) -> list[Run]:
    """Build in a new process, and there again after a change of each file. Raises CalledProcessError."""
    began = time.perf_counter()
    command = [sys.executable, ONE_BUILD, corpus, store, *changed]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, start_new_session=True)
    seconds = time.perf_counter() - began
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    again = [report["seconds"] for report in reports[1:]]
    return [
        Run(letters, report["quads"], taken, report["memory"], report["steps"])
        for report, taken in zip(reports, [seconds - sum(again), *again], strict=True)
    ]


def letter_file(corpus: Path, number: int) -> Path:
    """The text of a letter by its number, from 1 on."""
    return corpus / "letters" / f"letter-{number:05}.txt"


def add_a_sentence(corpus: Path, letters: int) -> None:
    """Change the last letter, where no quote stands."""
    path = letter_file(corpus, letters)
    path.write_text(f"{path.read_text('utf-8')}\nThis letter has been filed again.\n", "utf-8")


def table(full: list[Run], changed: list[Run], watched: list[Run]) -> list[str]:
    """What each docket costs, and how the cost grows from the smallest to the largest."""
    lines = [
        "| letters | statements | full build, s | processor, s a letter | memory, MiB"
        " | one letter changed, s | processor, s | another one, by --watch, s | processor, s |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for one, other, third in zip(full, changed, watched, strict=True):
        each = one.processor / one.letters
        lines.append(
            f"| {one.letters:,} | {one.quads:,} | {one.seconds:.1f} | {each:.2f} | {one.memory:,.0f} |"
            f" {other.seconds:.1f} | {other.processor:.1f} | {third.seconds:.1f} | {third.processor:.1f} |"
        )
    if len(full) > 1:
        lines += ["", f"A build's processor time grows with the letters to the power of {exponent(full):.2f}."]
    return lines


def step_table(full: list[Run]) -> list[str]:
    """Milliseconds of the processor that each step takes a letter."""
    lines = [
        f"| milliseconds a letter | {' | '.join(f'{run.letters:,}' for run in full)} |",
        f"| --- |{' ---: |' * len(full)}",
    ]
    for step in full[-1].steps:
        each = (f"{1000 * run.steps.get(step, 0) / run.letters:.0f}" for run in full)
        lines.append(f"| {step} | {' | '.join(each)} |")
    return lines


def exponent(runs: list[Run]) -> float:
    """The slope between the smallest and the largest docket, both axes logarithmic."""
    return slope([(run.letters, run.processor) for run in runs])


def curves(full: list[Run], changed: list[Run], watched: list[Run]) -> list[Series]:
    """What the picture shows."""
    return [
        Series("full build", tuple((run.letters, run.seconds) for run in full)),
        Series("one letter changed", tuple((run.letters, run.seconds) for run in changed)),
        Series("another one, by --watch", tuple((run.letters, run.seconds) for run in watched)),
    ]


if __name__ == "__main__":
    main()
