"""A corpus read again and again while people and programs change it: each file once for each of its texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from claimgraph.ingest.annotations import LetterAnnotation
from claimgraph.ingest.corpus import Corpus, File, FileT, checked_file, load_corpus
from claimgraph.ingest.located import document
from claimgraph.ingest.models import Letter
from claimgraph.ingest.read import read_text
from claimgraph.ingest.structure import parse

_KEPT = 4
"""How many texts of a file are remembered: as it stands, and as it would with changes."""


class CorpusReader:
    """Reads the files of one corpus folder, and keeps what it has made of each until its text is another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: dict[Path, dict[str, File[Any]]] = {}
        self._letters: dict[tuple[str, tuple[tuple[str, str], ...]], Letter] = {}

    def corpus(self, instead: Mapping[Path, str] | None = None) -> Corpus:
        """The corpus as it stands, or as it would with other texts for some of its files, or with a new annotation.

        Raises `CorpusError` as `load_corpus` does.
        """
        texts = instead or {}

        def load(path: Path, model: type[FileT]) -> File[FileT]:
            return self.file(path, model, texts.get(path))

        corpus = load_corpus(self.folder, load_file=load, unannotated=False)
        letters = dict(corpus.letters)
        for path in texts:
            if path.parent == self.folder / "letters" and path.stem not in letters:
                letters[path.stem] = load(path, LetterAnnotation)
        return replace(corpus, letters=dict(sorted(letters.items())))

    def file(self, path: Path, model: type[FileT], text: str | None = None) -> File[FileT]:
        """A file's checked content, or that which another text would have; raises `CorpusError`."""
        text = read_text(path) if text is None else text
        kept = self._files.setdefault(path, {})
        file: File[FileT] = kept.pop(text) if text in kept else checked_file(document(text, str(path)), model)
        kept[text] = file  # the last that was asked for stands last
        while len(kept) > _KEPT:
            del kept[next(iter(kept))]
        return file

    def letter(self, corpus: Corpus, name: str) -> Letter:
        """The structure of the letter in a text file of the corpus; raises `LetterError`."""
        text = read_text(self.folder / "letters" / name)
        if (text, corpus.questions) not in self._letters:
            self._letters = {(text, corpus.questions): parse(text, corpus.questions)}
        return self._letters[text, corpus.questions]
