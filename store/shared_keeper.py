"""A keeper that several processes share: the first that needs the generation starts it, the last that lets go ends it.

Its lifeline is a named pipe, which each of them holds open for writing. The kernel closes what a dying process holds:
so the keeper learns when nobody is left, and they learn, nobody reading the pipe any more, when it is gone.

    PLACE/8c1f….lock    held by whoever starts or joins the keeper of that name
    PLACE/8c1f….json    what it said when it was ready, and its home
    PLACE/k2f9x…/       its home: the socket and the lifeline
"""

import errno
import fcntl
import json
import os
import select
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from subprocess import Popen

from claimgraph.store.generations import open_current, open_generation
from claimgraph.store.keeper import begin_keeper, failure_of, spawn_keeper
from claimgraph.store.settings import Settings

_LIFELINE = "lifeline"
_POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class SharedKeeper:
    """A running keeper as one of those who share it has it: where it listens, and which generation it holds.

    `lifeline` is this process's end of it; `process` is there where the keeper was started here.
    """

    socket: Path
    generation: int
    content: str
    in_memory: bool
    lifeline: int
    process: Popen[bytes] | None

    @property
    def is_lost(self) -> bool:
        """Whether it and its evaluators have ended."""
        reader = select.poll()
        reader.register(self.lifeline, 0)  # POLLERR, which needs no asking for: nobody reads it
        return bool(reader.poll(0))

    def close(self) -> None:
        """Lets go of the keeper, which ends with the last one that does; nothing is waited for."""
        os.close(self.lifeline)
        if self.process is not None:
            threading.Thread(target=self.process.wait, daemon=True).start()  # whoever started it has to reap it


def share_keeper(place: Path, directory: Path, settings: Settings, number: int | None = None) -> SharedKeeper:
    """The keeper of the generation with that number, or of the current one, for all who name the same place.

    It has the settings' number of evaluators for all of them together. Raises what `start_keeper` raises.
    """
    generation = open_current(directory) if number is None else open_generation(directory, number)
    task = {"directory": str(directory.absolute()), "number": generation.number, "settings": asdict(settings)}
    name = sha256(json.dumps([task, generation.manifest.content]).encode()).hexdigest()[:16]
    with _alone(place / f"{name}.lock"):
        return _joined(place / f"{name}.json") or _started(place, name, task)


def wait_for_keepers(place: Path, seconds: float) -> None:
    """Returns when no keeper that was shared there runs any more, or after so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and any(_is_read(lifeline) for lifeline in place.glob(f"k*/{_LIFELINE}")):
        time.sleep(_POLL_SECONDS)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _joined(state: Path) -> SharedKeeper | None:
    try:
        said = json.loads(state.read_text("utf-8"))
        home = Path(said["home"])
        lifeline = os.open(home / _LIFELINE, os.O_WRONLY | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ENXIO:  # nobody reads it: that keeper has ended
            return None
        raise
    return SharedKeeper(home / "socket", said["generation"], said["content"], said["in_memory"], lifeline, None)


def _started(place: Path, name: str, task: dict[str, object]) -> SharedKeeper:
    home = Path(tempfile.mkdtemp(prefix="k", dir=place))
    os.mkfifo(home / _LIFELINE, stat.S_IRUSR | stat.S_IWUSR)
    # Opened without waiting for the other end, and blocking from then on.
    theirs = os.open(home / _LIFELINE, os.O_RDONLY | os.O_NONBLOCK)
    ours = os.open(home / _LIFELINE, os.O_WRONLY)
    os.set_blocking(theirs, True)
    said: dict[str, str] = {}
    try:
        process = spawn_keeper(theirs)
        os.close(theirs)
        with os.fdopen(ours, "wb", closefd=False) as task_file:
            said = begin_keeper(process, task_file, {**task, "socket": str(home / "socket"), "is_shared": True})
    finally:
        if "generation" not in said:
            os.close(ours)
            shutil.rmtree(home, ignore_errors=True)
    if "generation" not in said:
        process.wait()
        raise failure_of(process, str(task["directory"]), said)
    state = place / f"{name}.json"
    beside = state.with_suffix(".new")
    beside.write_text(json.dumps({**said, "home": str(home)}), "utf-8")
    beside.rename(state)
    return SharedKeeper(
        home / "socket", int(said["generation"]), said["content"], bool(said["in_memory"]), ours, process
    )


def _is_read(lifeline: Path) -> bool:
    with suppress(OSError):
        os.close(os.open(lifeline, os.O_WRONLY | os.O_NONBLOCK))
        return True
    return False
