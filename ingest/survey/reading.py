"""Letters read, each in a process of its own that can crash or be killed, some at a time; what was read is kept."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path

from claimgraph.ingest.errors import LetterError
from claimgraph.ingest.letter_files import LetterFile
from claimgraph.ingest.readers.bounded import run_bounded
from claimgraph.ingest.readers.formats import format_of
from claimgraph.ingest.readers.limits import Limits
from claimgraph.ingest.survey.codec import decode, encode
from claimgraph.ingest.survey.keep import Kept
from claimgraph.ingest.survey.models import Failure, Questions, Reading, ReadLetter, Task


def read_letters(
    files: Sequence[LetterFile],
    questions: Questions,
    kept: Kept | None = None,
    tell: Callable[[int], None] = lambda done: None,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
) -> Iterator[ReadLetter | Failure]:
    """Each file's letter, or why there is none, in the order of the files; as many at a time as there are processors.

    A letter that is in ``kept`` isn't read again; what is read is put there at once, so that a run that is stopped goes
    on where it was. ``tell`` hears how many are done.
    """
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        running: list[Future[ReadLetter | Failure]] = [
            pool.submit(_read, file, questions, kept, limits) for file in files
        ]
        try:
            for done, _ in enumerate(as_completed(running), start=1):
                tell(done)
        except BaseException:  # above all Ctrl-C: what hasn't begun doesn't begin
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        yield from (each.result() for each in running)


def _read(file: LetterFile, questions: Questions, kept: Kept | None, limits: Limits) -> ReadLetter | Failure:
    try:
        form = format_of(file.path, limits)
        digest = _digest(file.path)
        task = Task(str(file.path), form, file.slug, questions, limits)
        key = hashlib.sha256(encode(task).replace(task.path, file.path.name).encode() + digest.encode()).hexdigest()
        if kept and (known := kept.get(key)):
            return ReadLetter(file, digest, known)
        said = run_bounded("claimgraph.ingest.survey.child", encode(task), file.path, form, limits)
        reading = decode(Reading, said)
    except LetterError as error:
        return Failure(file, str(error).removeprefix(f"{file.path}: "))
    except OSError as error:
        return Failure(file, f"the file can't be read: {error.strerror}")
    if kept:
        kept.put(key, reading)
    return ReadLetter(file, digest, reading)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
