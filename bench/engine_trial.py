"""What one engine does with tasks like ours on two workers, as a line of JSON: bench/engines.py runs it.

python bench/engine_trial.py dask|ray|spark

Nothing but the engine and Python is needed. A task sleeps 50 ms, so that other work on the machine hardly matters; what
the engine adds is told as time of the clock and as time of the processor, of all of its processes together.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

TASKS, SECONDS, SENT, RETURNED, WORKERS = 100, 0.05, 30_000, 500_000, 2
TROUBLES = {"killed once": {"kill": "once"}, "raises": {"fail": True}, "kills always": {"kill": "always"}}
_KIBIBYTE = 1024
_BECOME_REAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl(2): processes that an engine detaches stay below this one


@dataclass(frozen=True)
class Task:
    """A letter's stand-in: it leaves a mark each time it is begun, and kills its worker or raises if it is told to."""

    number: int
    data: bytes
    marks: str
    kill: str = ""  # "once" or "always"
    fail: bool = False

    def run(self) -> bytes:
        """What the task gives."""
        fresh = True
        if self.marks:
            before = len(list(Path(self.marks).glob(f"{self.number}-*")))
            (Path(self.marks) / f"{self.number}-{before}").touch()
            fresh = before == 0
        if self.kill == "always" or (self.kill == "once" and fresh):
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fail:
            raise ValueError("this letter is wrong")
        time.sleep(SECONDS)
        return os.urandom(RETURNED)


Run = Callable[[list[Task]], dict[int, str]]
"""Runs tasks, and tells of each by its number what came of it: "done", or the error's name."""


def run_task(task: Task) -> tuple[int, bytes]:
    """The task's number, and what it gives."""
    return task.number, task.run()


@contextmanager
def dask() -> Iterator[Run]:
    """A scheduler and two workers with their nannies, started as an administrator would."""
    from distributed import Client, as_completed

    command = str(Path(sys.executable).parent / "dask")
    with tempfile.TemporaryDirectory() as name:
        place = f"--scheduler-file={name}/scheduler.json"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": name}
        scheduler = [command, "scheduler", place, "--host=127.0.0.1", "--port=0", "--no-dashboard"]
        workers = [
            command,
            "worker",
            place,
            "--host=127.0.0.1",
            f"--nworkers={WORKERS}",
            "--nthreads=1",
            "--no-dashboard",
        ]
        running = [subprocess.Popen(each, **quiet) for each in (scheduler, workers)]
        try:
            client = Client(scheduler_file=f"{name}/scheduler.json", timeout=60)
            client.wait_for_workers(WORKERS, timeout=60)
            client.upload_file(__file__)

            def run(tasks: list[Task]) -> dict[int, str]:
                futures = {client.submit(run_task, each, pure=False): each.number for each in tasks}
                ends = {}
                for future in as_completed(futures):
                    error = future.exception()
                    ends[futures[future]] = type(error).__name__ if error else "done"
                    if not error:
                        future.result()
                    future.release()
                return ends

            yield run
            client.close()
        finally:
            for pid in _below() - {os.getpid()}:  # a nanny that is starting a worker heeds no request to end
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            for each in running:
                each.wait()


@contextmanager
def ray() -> Iterator[Run]:
    """A node of two processors; it would send usage statistics, and is told not to."""
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DEDUP_LOGS": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
    import ray as engine

    engine.init(
        num_cpus=WORKERS,
        include_dashboard=False,
        log_to_driver=False,
        logging_level="ERROR",
        _node_ip_address="127.0.0.1",  # otherwise it listens on every address
    )
    task = engine.remote(run_task)

    def run(tasks: list[Task]) -> dict[int, str]:
        waiting = {task.remote(each): each.number for each in tasks}
        ends = {}
        while waiting:
            done, _ = engine.wait(list(waiting), num_returns=1)
            number = waiting.pop(done[0])
            try:
                engine.get(done[0])
                ends[number] = "done"
            except Exception as error:  # any: its name is what is asked for
                ends[number] = type(error).__name__
        return ends

    yield run
    engine.shutdown()


@contextmanager
def spark() -> Iterator[Run]:
    """A master with two executors of one core and 1 GiB each, in processes of their own; Java comes from elsewhere."""
    os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master(f"local-cluster[{WORKERS},1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.log.level", "OFF")
        .getOrCreate()
    )
    context = session.sparkContext
    context.addPyFile(__file__)

    def run(tasks: list[Task]) -> dict[int, str]:
        try:
            return {number: "done" for number, _ in context.parallelize(tasks, len(tasks)).map(run_task).collect()}
        except Exception as error:  # any: its name is what is asked for
            return {each.number: type(error).__name__ for each in tasks}

    yield run
    session.stop()


ENGINES: dict[str, Callable[[], AbstractContextManager[Run]]] = {"dask": dask, "ray": ray, "spark": spark}


def main() -> None:
    """Try the engine, and print."""
    _adopt_children()
    report: dict[str, object] = {}
    began = time.perf_counter()
    with ENGINES[sys.argv[1]]() as run, tempfile.TemporaryDirectory() as name:
        run([_task(each) for each in range(WORKERS)])
        report["start"] = time.perf_counter() - began
        report["processes"], report["memory"] = _memory()
        run([_task(each) for each in range(20)])  # all that is loaded late is loaded
        began, spent = time.perf_counter(), processor_seconds()
        run([_task(each) for each in range(TASKS)])
        report["overhead"] = ((time.perf_counter() - began) * WORKERS / TASKS - SECONDS) * 1000
        report["processor"] = (processor_seconds() - spent) / TASKS * 1000
        for kind, trouble in (
            ("killed once", {"kill": "once"}),
            ("raises", {"fail": True}),
            ("kills always", {"kill": "always"}),
        ):
            report[kind] = _troubled(run, Path(name) / kind.replace(" ", "-"), trouble)
    print(json.dumps(report))


def _troubled(run: Run, marks: Path, trouble: dict[str, object]) -> dict[str, object]:
    """What comes of 20 tasks the seventh of which makes trouble."""
    marks.mkdir()
    began = time.perf_counter()
    ends = run([_task(each, str(marks), **(trouble if each == 7 else {})) for each in range(20)])
    begun = len(list(marks.iterdir()))
    others = sum(end == "done" for number, end in ends.items() if number != 7)
    return {"end": ends[7], "others": others, "begun": begun, "seconds": time.perf_counter() - began}


def _task(number: int, marks: str = "", **trouble: object) -> Task:
    return Task(number, os.urandom(SENT), marks, **trouble)  # type: ignore[arg-type]


def _adopt_children() -> None:
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(_BECOME_REAPER, 1, 0, 0, 0)


def _below() -> set[int]:
    """The numbers of this process and all below it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue  # it has just ended
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _memory() -> tuple[int, float]:
    """How many processes there are besides this one, and their memory in MiB, what is shared being counted once."""
    total, pids = 0, _below() - {os.getpid()}
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return len(pids), total / _KIBIBYTE


def processor_seconds() -> float:
    """Seconds of the processor that this process and all below have taken, those included that have ended."""
    ticks = 0
    for pid in _below():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    # Engines pickle what is in __main__ in ways of their own; as a module of its name it is what they know best.
    sys.path.insert(0, str(Path(__file__).parent))
    import engine_trial

    engine_trial.main()
