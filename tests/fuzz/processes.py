"""The processes of a running service, as the system lists them (Linux)."""

from __future__ import annotations

import time
from pathlib import Path

from service_process import Running

PROC = Path("/proc")


def _parents() -> dict[int, int]:
    found = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                state, parent, *_ = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if state != "Z":
                found[int(entry.name)] = int(parent)
    return found


def _children(pid: int) -> list[int]:
    return [child for child, parent in _parents().items() if parent == pid]


def _is_keeper(pid: int) -> bool:
    try:
        return b"keeper_process" in (PROC / str(pid) / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def worker(running: Running) -> int:
    """The process that answers HTTP."""
    [found] = [each for each in _children(running.process.pid) if any(map(_is_keeper, _children(each)))]
    return found


def evaluators(running: Running) -> set[int]:
    """The processes that answer queries."""
    [keeper] = [each for each in _children(worker(running)) if _is_keeper(each)]
    return set(_children(keeper))


def settled(running: Running, count: int, seconds: float = 10) -> bool:
    """Whether there are so many evaluators before long, and none of them is at work."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        before = {each: _processor_time(each) for each in evaluators(running)}
        time.sleep(0.1)
        after = {each: _processor_time(each) for each in evaluators(running)}
        if len(after) == count and before == after:
            return True
    return False


def resident_bytes(pid: int) -> int:
    """The memory that the process holds."""
    lines = (PROC / str(pid) / "status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def _processor_time(pid: int) -> int:
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return -1
    return int(fields[11]) + int(fields[12])
