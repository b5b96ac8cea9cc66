"""Tasks done by processes of this machine and by a real Dask cluster, whose workers fail, die and are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count, takewhile
from pathlib import Path

import cluster_tasks
import pytest
from cluster_tasks import Double, Errand, be_odd, own_process
from dask_processes import DaskProcesses, dask_processes

from claimgraph.ingest import ClusterError, CorpusError, Location, Problem
from claimgraph.ingest.cluster import DaskWorkers, Done, Failed, LocalWorkers, Workers, dask_workers, map_letters

PARENT = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
import cluster_tasks
from claimgraph.ingest.cluster import LocalWorkers, map_letters
if __name__ == "__main__":
    try:
        print("begins", flush=True)
        for _, done in map_letters(getattr(cluster_tasks, sys.argv[1]), range(10**9), LocalWorkers(2)):
            print(done.result, flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""
"""A process that has work for its workers as long as it lives."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskProcesses]:
    """Two workers with nannies, which start them again."""
    with dask_processes(tmp_path_factory.mktemp("dask")) as processes:
        processes.add_worker("--nworkers", "2")
        yield processes


@pytest.fixture(params=["local", "dask"])
def workers(request: pytest.FixtureRequest) -> Workers:
    if request.param == "local":
        return LocalWorkers(2)
    return DaskWorkers(request.getfixturevalue("cluster").address)


def test_all_tasks_are_done(workers: Workers, tmp_path: Path) -> None:
    errands = [Errand(number) for number in range(30)]
    assert dict(map_letters(Double(str(tmp_path)), errands, workers)) == {e: Done(2 * e.number) for e in errands}


def test_no_tasks(workers: Workers) -> None:
    assert list(map_letters(own_process, [], workers)) == []


def test_what_raises_is_told_and_the_others_go_on(workers: Workers, tmp_path: Path) -> None:
    errands = [Errand(number, "raise" if number == 3 else "") for number in range(8)]
    found = {errand.number: outcome for errand, outcome in map_letters(Double(str(tmp_path)), errands, workers)}
    failed = found.pop(3)
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, CorpusError)
    assert failed.error.problems == (Problem(Location("a.yaml", 3), "wrong"),)
    assert found == {number: Done(2 * number) for number in range(8) if number != 3}


def test_an_error_that_pickle_cannot_make_again_is_told_in_words(workers: Workers) -> None:
    ((_, failed),) = map_letters(be_odd, [7], workers)
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, ClusterError)
    assert str(failed.error) == "OddError: 7 and more"


def test_a_worker_that_dies_costs_only_what_it_was_at(workers: Workers, tmp_path: Path) -> None:
    double = Double(str(tmp_path))
    errands = [Errand(number, "die once" if number == 5 else "") for number in range(12)]
    assert dict(map_letters(double, errands, workers)) == {e: Done(2 * e.number) for e in errands}
    assert double.begun(5) == 2


def test_a_task_that_kills_its_workers_is_told_and_the_others_are_done(workers: Workers, tmp_path: Path) -> None:
    double = Double(str(tmp_path))
    errands = [Errand(number, "die always" if number == 2 else "") for number in range(12)]
    found = {errand.number: outcome for errand, outcome in map_letters(double, errands, workers)}
    failed = found.pop(2)
    assert isinstance(failed, Failed)
    assert "workers died over it" in str(failed.error)
    assert found == {number: Done(2 * number) for number in range(12) if number != 2}
    if isinstance(workers, LocalWorkers):
        assert double.begun(2) == 4
        assert sum(double.begun(number) for number in found) == 11, "nobody else's work is done twice"


def test_a_result_whose_worker_dies_before_it_is_fetched_is_made_again(cluster: DaskProcesses, tmp_path: Path) -> None:
    double = Double(str(tmp_path))
    with DaskWorkers(cluster.address).crew(double) as crew:
        crew.begin(0, Errand(7))
        ((_, future),) = crew._begun.values()
        until(lambda: future.status == "finished")
        (mark,) = tmp_path.iterdir()
        os.kill(int(mark.name.rpartition("-")[2]), signal.SIGKILL)
        until(lambda: future.status != "finished" or double.begun(7) == 2)
        assert crew.wait() == (0, Done(14))
    assert double.begun(7) == 2


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def test_so_much_is_under_way_and_no_more(workers: Workers) -> None:
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        for number in range(80):
            taken += 1
            yield number

    most = 4 if isinstance(workers, LocalWorkers) else 4 * dask_workers._MOST
    for done, _ in enumerate(map_letters(own_process, tasks(), workers), start=1):
        assert taken <= done + most, "two, or two batches, for each of the two workers"


def test_work_that_is_left_is_not_done(workers: Workers, tmp_path: Path) -> None:
    double = Double(str(tmp_path))
    results = map_letters(double, [Errand(number) for number in range(100)], workers)
    next(results)
    results.close()  # type: ignore[attr-defined]  # a generator
    assert sum(double.begun(number) for number in range(100)) < 20  # the first batches are of one each


def test_small_tasks_go_in_batches_and_large_ones_alone(cluster: DaskProcesses) -> None:
    with DaskWorkers(cluster.address).crew(time.sleep) as crew:
        for seconds, least, most in ((0.0, dask_workers._MOST, dask_workers._MOST), (0.1, 2, 3), (0.3, 1, 1)):
            for _ in range(2):
                for number in range(dask_workers._MOST):
                    crew.begin(number, seconds)
                found = dict(crew.wait() for _ in range(dask_workers._MOST))
                assert found == dict.fromkeys(range(dask_workers._MOST), Done(None))
            assert least <= crew._size <= most


def test_both_workers_work() -> None:
    assert len({str(outcome) for _, outcome in map_letters(own_process, range(40), LocalWorkers(2))}) == 2


@pytest.fixture
def parent() -> Iterator[subprocess.Popen[str]]:
    """A process whose workers tell which process they are, in a process group of its own."""
    yield from parent_of("own_process")


def parent_of(task: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PARENT, task]
    folder = Path(cluster_tasks.__file__).parent
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as process:
        yield process
        process.kill()


def read(process: subprocess.Popen[str], lines: int) -> list[str]:
    assert process.stdout
    return [process.stdout.readline().strip() for _ in range(lines)]


@pytest.mark.parametrize("lines", [1, 2, 9])
def test_an_interruption_ends_workers_without_complaints(parent: subprocess.Popen[str], lines: int) -> None:
    read(parent, lines)
    os.killpg(parent.pid, signal.SIGINT)
    said, complained = parent.communicate(timeout=60)
    assert said.splitlines()[-1] == "interrupted"
    assert (parent.returncode, complained) == (0, "")


@pytest.mark.parametrize("seconds", [0, 2])  # while workers begin, and while they work
def test_an_interruption_waits_for_no_task(seconds: float) -> None:
    for parent in parent_of("sleep_long"):
        read(parent, 1)
        time.sleep(seconds)
        os.killpg(parent.pid, signal.SIGINT)
        said, complained = parent.communicate(timeout=60)
        assert said.splitlines() == ["interrupted"]
        assert (parent.returncode, complained) == (0, "")


def test_no_worker_outlives_its_parent(parent: subprocess.Popen[str]) -> None:
    workers = {int(each) for each in read(parent, 9)[1:]}
    parent.kill()
    for _ in range(200):
        if not any(Path(f"/proc/{pid}").exists() for pid in workers):
            return
        time.sleep(0.05)
    pytest.fail(f"of the workers {workers} one lives on")


def test_workers_come_and_are_killed_and_nobody_starts_them_again(tmp_path: Path) -> None:
    with dask_processes(tmp_path) as processes:
        workers = DaskWorkers(processes.address, patience=4)
        first, later, seen = processes.add_worker(), None, set()
        latest = time.monotonic() + 120  # a busy machine takes long to start one

        def tasks() -> Iterator[int]:
            yield from takewhile(lambda _: len(seen) < 2 and time.monotonic() < latest, count())

        for _, outcome in map_letters(own_process, tasks(), workers):
            assert isinstance(outcome, Done)
            later = later or processes.add_worker()
            seen.add(outcome.result)
            time.sleep(0.01)
        assert later
        assert seen == {first.pid, later.pid}, "the one that came later took part"

        errands = [Errand(number, "wait") for number in range(16)]
        found = {}
        for done, (errand, outcome) in enumerate(map_letters(Double(str(tmp_path)), errands, workers), start=1):
            found[errand] = outcome
            if done == 4:
                os.kill(first.pid, signal.SIGKILL)
        assert found == {errand: Done(2 * errand.number) for errand in errands}

        results = map_letters(Double(str(tmp_path)), errands, workers)
        next(results)
        os.kill(later.pid, signal.SIGKILL)
        with pytest.raises(ClusterError, match="all workers have gone, and none came: start some with dask worker"):
            list(results)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("tcp://127.0.0.1:1", "no Dask scheduler answers there"),
        ("nonsense://127.0.0.1:1", "no Dask scheduler answers there"),
    ],
)
def test_no_scheduler(address: str, words: str) -> None:
    with pytest.raises(ClusterError, match=f"{address}: {words}"):
        list(map_letters(own_process, [1], DaskWorkers(address, patience=2)))


def test_workers_with_another_program(cluster: DaskProcesses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimgraph.ingest.cluster.dask_workers.program_version", lambda: "claimgraph 9")
    with pytest.raises(ClusterError, match=r"a worker can't do the work: it has claimgraph .*, and not claimgraph 9"):
        list(map_letters(own_process, range(3), DaskWorkers(cluster.address)))


def test_without_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"a cluster needs Dask: pip install 'claimgraph\[cluster\]'"):
        list(map_letters(own_process, range(3), DaskWorkers("tcp://127.0.0.1:1")))


def test_no_workers_at_all(tmp_path: Path) -> None:
    words = "has no workers: start some with dask worker"
    with dask_processes(tmp_path) as processes, pytest.raises(ClusterError, match=words):
        list(map_letters(own_process, [1], DaskWorkers(processes.address, patience=1)))
