"""Parts made by workers: each gets once what letters share, and with a task the letter's files, or where they are."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

from claimgraph.ingest.cluster.folders import Folder
from claimgraph.ingest.cluster.mapping import Workers, map_letters
from claimgraph.ingest.cluster.outcomes import Done, Failed
from claimgraph.ingest.cluster.partitions import write_partition
from claimgraph.ingest.errors import LetterError
from claimgraph.ingest.parts import Part, Shared, make_part
from claimgraph.ingest.read import read_bytes, text_of

_Sent = tuple[str, bytes | LetterError]
"""A file's path in the corpus folder, and its content, or why there is none."""


@dataclass(frozen=True, slots=True)
class LetterTask:
    """A letter to make a part of, with those of its files that are sent along."""

    slug: str
    files: tuple[_Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that the letter's annotation names and that was not sent along, by its path in the corpus folder."""

    name: str


@dataclass(frozen=True, slots=True)
class PartMaker:
    """What a worker does with a task.

    Files that weren't sent along are read at ``letters``, if there is such an address, or where they are on this
    machine, if ``see_files`` says so. The part's graph is written to ``partitions`` too, if there is such an address.
    """

    shared: Shared
    see_files: bool
    letters: Folder | None = None
    partitions: Folder | None = None

    def __call__(self, task: LetterTask) -> Part | Wanted:
        """The letter's part, or the file that is missing for it; raises `CorpusError` or `ClusterError`."""
        sent = dict(task.files)

        def read(path: Path) -> str:
            name = path.relative_to(self.shared.corpus.folder).as_posix()
            content = sent[name] if name in sent else self._content(path, name)
            if isinstance(content, LetterError):
                raise content
            return text_of(path, content)

        try:
            part = make_part(self.shared, task.slug, read)
        except _NotSentError as error:
            return Wanted(str(error))
        if self.partitions:
            write_partition(self.partitions, part.slug, part.graph)
        return part

    def _content(self, path: Path, name: str) -> bytes:
        if self.letters:
            try:
                return self.letters.read(name)
            except FileNotFoundError as error:
                raise LetterError(f"{path}: there is no such file: check the name") from error
        if self.see_files:
            return read_bytes(path)
        raise _NotSentError(name)


class _NotSentError(Exception):
    """A file isn't here."""


def map_parts(
    shared: Shared,
    slugs: Iterable[str],
    workers: Workers,
    letters: Folder | None = None,
    partitions: Folder | None = None,
) -> Generator[tuple[str, Done[Part] | Failed], None, None]:
    """The parts of the letters of these slugs, in the order in which they are done, or why there is none.

    Workers read the letters at an address, if one is given; otherwise from the corpus folder, if they see it; otherwise
    the files are sent to them. With an address of ``partitions``, the graphs are written there, without a manifest.
    Raises `ClusterError` when there are no workers.
    """
    maker = PartMaker(shared, workers.see_files, letters, partitions)
    sends = not (letters or workers.see_files)
    folder = shared.corpus.folder
    tasks: Iterable[LetterTask] = (LetterTask(slug, _first_files(folder, slug) if sends else ()) for slug in slugs)
    while True:
        again = []
        for task, outcome in map_letters(maker, tasks, workers):
            if isinstance(outcome, Failed):
                yield task.slug, outcome
            elif isinstance(outcome.result, Wanted):
                again.append(LetterTask(task.slug, (*task.files, _sent(folder, outcome.result.name))))
            else:
                yield task.slug, Done(outcome.result)
        if not again:
            return
        tasks = again


def _first_files(folder: Path, slug: str) -> tuple[_Sent, ...]:
    """The annotation, and the text if it is called the same, as it mostly is; any others are asked for."""
    text = f"letters/{slug}.txt"
    names = (f"letters/{slug}.yaml", *([text] if (folder / text).exists() else []))
    return tuple(_sent(folder, name) for name in names)


def _sent(folder: Path, name: str) -> _Sent:
    try:
        return name, read_bytes(folder / name)
    except LetterError as error:
        return name, error
