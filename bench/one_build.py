"""Build and publish one corpus in a process of its own, and print what each step took as a line of JSON.

python bench/one_build.py CORPUS STORE [LETTER ...]

Then a sentence is added to each of the letters, which are text files, and all is built again in the same process, as
`claimgraph build --watch` does.

Seconds of the processor are those of this process and of its workers, which have to be in a session of their own; the
memory is the most that one of them took that is there at the end, in MiB: workers of a full build have ended then.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from claimgraph.api.growing.grow import publish_corpus
from claimgraph.store import KEEP

_KIBIBYTE = 1024
_SESSION, _TIMES = 3, slice(11, 15)  # in /proc/PID/stat, behind the program's name: see proc(5)


def main() -> None:
    """Build, publish, and say what it took."""
    corpus, store, *files = map(Path, sys.argv[1:])
    _built(corpus, store, "starting")
    for file in files:
        file.write_text(f"{file.read_text('utf-8')}\nThis letter has been filed again.\n", "utf-8")
        _built(corpus, store, "looking")


def _built(corpus: Path, store: Path, first: str) -> None:
    """Build once; ``first`` is what is done before the first step."""
    steps: dict[str, float] = {}
    at = [(first, _processor() if first == "looking" else 0.0)]
    began = time.perf_counter()

    def tell(step: str, done: int, total: int) -> None:
        if step != at[0][0]:
            _end(steps, at)
            at[0] = step, _processor()

    made = publish_corpus(corpus, store, tell, keep=KEEP, most_cautions=20)  # as many as the command line tells
    _end(steps, at)
    quads, seconds, memory = made.generation.manifest.quads, time.perf_counter() - began, max(_memory()) / _KIBIBYTE
    print(json.dumps({"quads": quads, "seconds": seconds, "steps": steps, "memory": memory}))


def _end(steps: dict[str, float], at: list[tuple[str, float]]) -> None:
    """The step that was under way is over."""
    step, began = at[0]
    steps[step] = steps.get(step, 0) + _processor() - began


def _processor() -> float:
    """Seconds that the processes of this session have taken, and those that they waited for the end of."""
    ticks = sum(int(each) for path in _processes() for each in _stat(path)[_TIMES])
    return ticks / os.sysconf("SC_CLK_TCK")


def _memory() -> Iterator[int]:
    """The most that each process of this session has held, in KiB."""
    for path in _processes():
        for line in (path / "status").read_text("ascii").splitlines():
            if line.startswith("VmHWM:"):
                yield int(line.split()[1])


def _processes() -> list[Path]:
    own = os.getsid(0)
    return [path for path in Path("/proc").glob("[0-9]*") if int((_stat(path) or [0] * 9)[_SESSION]) == own]


def _stat(path: Path) -> list[str]:
    """What the system says of a process behind its name; nothing where it has ended."""
    try:
        return (path / "stat").read_text("ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


if __name__ == "__main__":
    main()
