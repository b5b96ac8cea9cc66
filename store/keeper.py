"""Starting and ending the process that holds a generation."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from claimgraph.store.errors import KeeperError, StoreError
from claimgraph.store.settings import Settings
from claimgraph.store.wire import restored

CLOSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class KeeperHandle:
    """A running keeper: where it listens, and which generation it holds until `close`.

    It and its evaluators end with the process that started them, however that one ends. Only that process closes it;
    others, such as its workers, need no more than `socket`.
    """

    socket: Path
    generation: int
    content: str
    in_memory: bool
    process: subprocess.Popen[bytes]

    @property
    def is_lost(self) -> bool:
        """Whether it has ended."""
        return self.process.poll() is not None

    def close(self) -> None:
        """Ends the keeper and its evaluators; queries under way fail with EvaluatorLostError."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.socket.parent, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def start_keeper(directory: Path, settings: Settings, number: int | None = None) -> KeeperHandle:
    """The keeper of the generation with that number, or of the current one, once it is ready to answer.

    Raises what `open_generation` and `open_current` raise, StoreDamagedError where the content can't be read, and
    KeeperError where the process ended without a word.
    """
    place = Path(tempfile.mkdtemp(prefix="claimgraph-"))  # for this user alone
    socket = place / "socket"
    process = spawn_keeper(subprocess.PIPE)
    task = {
        "directory": str(directory.absolute()),
        "number": number,
        "socket": str(socket),
        "settings": asdict(settings),
    }
    said: dict[str, str] = {}
    try:
        if process.stdin is not None:
            said = begin_keeper(process, process.stdin, task)
    finally:
        if "generation" not in said:
            _put_away(process, place)
    if "generation" in said:
        return KeeperHandle(socket, int(said["generation"]), said["content"], bool(said["in_memory"]), process)
    raise failure_of(process, str(directory), said)


def spawn_keeper(lifeline: int) -> subprocess.Popen[bytes]:
    """A keeper's process, which waits for its task on the lifeline, its standard input."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "claimgraph.store.keeper_process"], stdin=lifeline, stdout=subprocess.PIPE
    )


def begin_keeper(process: subprocess.Popen[bytes], lifeline: IO[bytes], task: Mapping[str, object]) -> dict[str, str]:
    """What the keeper says once it is ready, or why it can't be; nothing where it ended without a word."""
    try:
        lifeline.write(json.dumps(task).encode() + b"\n")
        lifeline.flush()
        if process.stdout is None:
            return {}
        with process.stdout as answer:
            return dict(json.loads(answer.readline() or b"{}"))
    except BrokenPipeError:
        return {}  # it ended at once
    except BaseException:
        process.kill()
        raise


def failure_of(process: subprocess.Popen[bytes], directory: str, said: dict[str, str]) -> StoreError:
    """Why a keeper that has ended isn't there, by what it said."""
    if "error" in said:
        return restored(said)
    return KeeperError(
        f"{directory}: the process that should hold the store ended with code {process.returncode}; "
        "its messages are on standard error; try a smaller memory budget"
    )


def _put_away(process: subprocess.Popen[bytes], place: Path) -> None:
    if process.stdin is not None:
        with suppress(BrokenPipeError):
            process.stdin.close()
    process.wait()
    shutil.rmtree(place, ignore_errors=True)
