"""Letters read, each in a process of its own that can crash or be killed, some at a time; what was read is kept."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from claimgraph.ingest.errors import LetterError, ScanError
from claimgraph.ingest.letter_files import LetterFile
from claimgraph.ingest.readers.bounded import run_bounded
from claimgraph.ingest.readers.formats import format_of
from claimgraph.ingest.readers.limits import Limits
from claimgraph.ingest.readers.recognised import recognise
from claimgraph.ingest.survey.codec import decode, encode
from claimgraph.ingest.survey.keep import Kept
from claimgraph.ingest.survey.models import Failure, Questions, Reading, ReadLetter, Task


def read_letters(
    files: Sequence[LetterFile],
    questions: Questions,
    kept: Kept | None = None,
    tell: Callable[[int], None] = lambda done: None,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    ocr: Sequence[str] = (),
) -> Iterator[ReadLetter | Failure]:
    """Each file's letter, or why there is none, in the order of the files; as many at a time as there are processors.

    A letter that is in ``kept`` isn't read again; what is read is put there at once, so that a run that is stopped goes
    on where it was. ``tell`` hears how many are done. Of a letter in several formats the best that can be read counts;
    where none can, a scan among them is given to the program that ``ocr`` names, with its arguments (`recognise`).
    """
    desk = Desk(questions, kept, limits, tuple(ocr))
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        running: list[Future[ReadLetter | Failure]] = [pool.submit(desk.read, file) for file in files]
        try:
            for done, _ in enumerate(as_completed(running), start=1):
                tell(done)
        except BaseException:  # above all Ctrl-C: what hasn't begun doesn't begin
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        yield from (each.result() for each in running)


class Keeps(Protocol):
    """What readings are kept in by key, as `Kept` does."""

    def get(self, key: str) -> Reading | None:
        """What was kept under a key."""

    def put(self, key: str, reading: Reading) -> None:
        """Keep a reading."""


class NotKept(Exception):  # noqa: N818  (nothing is wrong)
    """What isn't kept has to be read, and not here."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every letter is read with; one that doesn't read only gives what is kept."""

    questions: Questions
    kept: Keeps | None
    limits: Limits
    ocr: tuple[str, ...]
    reads: bool = True

    def read(self, file: LetterFile) -> ReadLetter | Failure:
        """The letter in the best of its formats that can be read; raises `NotKept` where this desk doesn't read."""
        refused: list[LetterError] = []
        scans: list[Path] = []
        for path in (file.path, *file.others):
            try:
                return self._read_as(replace(file, path=path), refused)
            except ScanError as error:
                scans.append(path)
                refused.append(error)
            except LetterError as error:
                refused.append(error)
            except OSError as error:
                refused.append(LetterError(f"{path}: the file can't be read: {error.strerror}"))
        if scans and self.ocr:
            try:
                return self._read_scan(replace(file, path=scans[0]), refused)
            except LetterError as error:
                return _failure(file, [error])
        return _failure(file, refused)

    def _read_as(self, file: LetterFile, refused: Sequence[LetterError]) -> ReadLetter:
        form = format_of(file.path, self.limits)
        digest = _digest(file.path)
        task = self._task(file, form)
        key = _key(replace(task, path=file.path.name), digest)
        reading = self._kept(key)
        if reading is None:
            reading = decode(Reading, self._run(task, file.path))
            if self.kept:
                self.kept.put(key, reading)
        return ReadLetter(
            file, digest, reading, tuple(f"{error}; {file.path.name} is read instead" for error in refused)
        )

    def _read_scan(self, file: LetterFile, refused: Sequence[LetterError]) -> ReadLetter:
        scan, program = file.path, self.ocr[0]
        form = _scan_form(scan, self.limits)
        digest = _digest(scan)
        task = self._task(file, form)
        key = _key(replace(task, path=scan.name), digest, *self.ocr)
        reading = self._kept(key)
        if reading is None:
            with tempfile.TemporaryDirectory(prefix="claimgraph-") as folder:
                made = recognise(scan, self.ocr, Path(folder), self.limits)
                try:
                    found = replace(task, path=str(made), form=format_of(made, self.limits))
                    reading = replace(decode(Reading, self._run(found, made)), form=form)
                except LetterError as error:
                    words = str(error).replace(str(made), f"{scan}: what {program} made of this scan")
                    raise LetterError(words) from error
            if self.kept:
                self.kept.put(key, reading)
        others = (str(error) for error in refused if not isinstance(error, ScanError))
        remark = f"this is a scan whose text {program} recognised: letters may be misread"
        return ReadLetter(file, digest, reading, (remark, *others))

    def _kept(self, key: str) -> Reading | None:
        reading = self.kept.get(key) if self.kept else None
        if reading is None and not self.reads:
            raise NotKept
        return reading

    def _task(self, file: LetterFile, form: str) -> Task:
        return Task(str(file.path), form, file.slug, self.questions, self.limits, file.facts)

    def _run(self, task: Task, path: Path) -> str:
        return run_bounded("claimgraph.ingest.survey.child", encode(task), path, task.form, self.limits)


def _key(task: Task, *rest: str) -> str:
    """What a reading is kept under: all that decides what is read."""
    return hashlib.sha256("\0".join((encode(task), *rest)).encode()).hexdigest()


def _scan_form(path: Path, limits: Limits) -> str:
    """What a scan's file is: a PDF, or a picture."""
    try:
        return format_of(path, limits)
    except ScanError:
        return "picture"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _failure(file: LetterFile, errors: Sequence[LetterError]) -> Failure:
    """What the errors say, without the file's name; the line is the one that the first names."""
    own = re.compile(re.escape(str(file.path)) + r"(?::([0-9]+))?: ")
    place = own.match(str(errors[0]))
    line = int(place.group(1) or 1) if place else 1
    return Failure(file, "; ".join(own.sub("", str(error), count=1) for error in errors), line)
