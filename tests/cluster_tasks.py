"""What workers are given to do in tests; a module of its own, so that they find it too."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from claimgraph.ingest import CorpusError, Location, Problem


@dataclass(frozen=True)
class Errand:
    """A number to double, and what happens on the way: nothing, "raise", "die once", "die always", "wait"."""

    number: int
    trouble: str = ""


@dataclass(frozen=True)
class Double:
    """Doubles; it marks each errand that it begins by an empty file in the folder."""

    folder: str

    def __call__(self, errand: Errand) -> int:
        before = len(list(Path(self.folder).glob(f"{errand.number}-*")))
        (Path(self.folder) / f"{errand.number}-{before}-{os.getpid()}").touch()
        if errand.trouble == "raise":
            raise CorpusError((Problem(Location("a.yaml", errand.number), "wrong"),))
        if errand.trouble == "die always" or (errand.trouble == "die once" and not before):
            os.kill(os.getpid(), signal.SIGKILL)
        if errand.trouble == "wait":
            time.sleep(0.2)
        return 2 * errand.number

    def begun(self, number: int) -> int:
        """How often an errand was begun."""
        return len(list(Path(self.folder).glob(f"{number}-*")))


class OddError(Exception):
    """An error that pickle can't make again."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")


def be_odd(number: int) -> int:
    raise OddError(str(number), "more")


def own_process(number: int) -> int:
    return os.getpid()


def sleep_long(number: int) -> None:
    time.sleep(600)
