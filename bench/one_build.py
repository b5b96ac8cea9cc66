"""Build and publish one corpus in a process of its own, and print what each step took as a line of JSON.

python bench/one_build.py CORPUS STORE

Seconds of the processor are this process's and its children's; the memory is the most that one of them took, in MiB.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from claimgraph.api.build import build
from claimgraph.store import publish

_KIBIBYTE = 1024


def main() -> None:
    """Build, publish, and say what it took."""
    corpus, store = Path(sys.argv[1]), Path(sys.argv[2])
    steps: dict[str, float] = {}
    at = [("loading the files", _processor())]

    def tell(step: str, done: int, total: int) -> None:
        if step != at[0][0]:
            _end(steps, at)
            at[0] = step, _processor()

    began = time.perf_counter()
    made = build(corpus, tell)
    _end(steps, at)
    at[0] = "publishing", _processor()
    publish(store, made.quads, made.inputs)
    _end(steps, at)
    report = {
        "quads": len(made.quads),
        "seconds": time.perf_counter() - began,
        "steps": steps,
        "memory": max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        / _KIBIBYTE,
    }
    print(json.dumps(report))


def _end(steps: dict[str, float], at: list[tuple[str, float]]) -> None:
    """The step that was under way is over."""
    step, began = at[0]
    steps[step] = steps.get(step, 0) + _processor() - began


def _processor() -> float:
    return sum(os.times()[:4])


if __name__ == "__main__":
    main()
