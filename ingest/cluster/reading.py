"""Letters that nobody annotated, read by workers: each is sent a letter's files, and reads them within bounds."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from claimgraph.ingest.cluster.mapping import Workers, map_letters
from claimgraph.ingest.cluster.outcomes import Failed
from claimgraph.ingest.letter_files import LetterFile
from claimgraph.ingest.readers.limits import Limits
from claimgraph.ingest.survey import Failure, Kept, ReadLetter
from claimgraph.ingest.survey.models import Questions, Reading
from claimgraph.ingest.survey.reading import Desk, NotKept


@dataclass(frozen=True, slots=True)
class ReadingTask:
    """A letter to read, by its number, with the bytes of its files, in the order of its formats."""

    number: int
    file: LetterFile
    contents: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """What was read, by the keys that it is kept under."""

    readings: dict[str, Reading] = field(default_factory=dict)

    def get(self, key: str) -> Reading | None:
        """What has just been read."""
        return self.readings.get(key)

    def put(self, key: str, reading: Reading) -> None:
        """Note a reading."""
        self.readings[key] = reading


@dataclass(frozen=True, slots=True)
class LetterReader:
    """What a worker does with a letter; ``ocr`` is a program that is installed there."""

    questions: Questions
    limits: Limits
    ocr: tuple[str, ...]

    def __call__(self, task: ReadingTask) -> tuple[ReadLetter | Failure, Mapping[str, Reading]]:
        """What was read, told as if the files lay where they came from, and what is to be kept of it."""
        noted = Noted()
        with tempfile.TemporaryDirectory(prefix="claimgraph-") as name:
            homes: dict[Path, Path] = {}
            for number, (home, content) in enumerate(zip(_paths(task.file), task.contents, strict=True)):
                path = Path(name) / str(number) / home.name
                path.parent.mkdir()
                path.write_bytes(content)
                homes[path] = home
            first, *others = homes
            file = replace(task.file, path=first, others=tuple(others))
            found = Desk(self.questions, noted, self.limits, self.ocr).read(file)
        own = replace(task.file, path=homes[found.file.path])
        if isinstance(found, Failure):
            return replace(found, file=own, message=_at_home(found.message, homes)), noted.readings
        return replace(found, file=own, remarks=tuple(_at_home(each, homes) for each in found.remarks)), noted.readings


def map_readings(
    workers: Workers,
    files: Sequence[LetterFile],
    questions: Questions,
    kept: Kept | None = None,
    tell: Callable[[int], None] = lambda done: None,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    ocr: Sequence[str] = (),
) -> Iterator[ReadLetter | Failure]:
    """What `claimgraph.ingest.survey.read_letters` gives, read by workers; what is ``kept`` isn't sent to them.

    A letter that workers die over is a `Failure`. Raises `ClusterError` when there are no workers.
    """
    here = Desk(questions, kept, limits, tuple(ocr))
    found: dict[int, ReadLetter | Failure] = {}

    def tasks() -> Iterator[ReadingTask]:
        for number, file in enumerate(files):
            try:
                found[number] = replace(here, reads=False).read(file)
                tell(len(found))
            except NotKept:
                try:
                    contents = tuple(path.read_bytes() for path in _paths(file))
                except OSError:
                    found[number] = here.read(file)  # the desk knows what to say
                else:
                    yield ReadingTask(number, file, contents)

    for task, outcome in map_letters(LetterReader(questions, limits, tuple(ocr)), tasks(), workers):
        if isinstance(outcome, Failed):
            found[task.number] = Failure(task.file, str(outcome.error))
        else:
            found[task.number], readings = outcome.result
            for key, reading in readings.items():
                if kept:
                    kept.put(key, reading)
        tell(len(found))
    yield from (found[number] for number in range(len(files)))


def _paths(file: LetterFile) -> tuple[Path, ...]:
    return (file.path, *file.others)


def _at_home(text: str, homes: Mapping[Path, Path]) -> str:
    for path, home in homes.items():
        text = text.replace(str(path), str(home))
    return text
