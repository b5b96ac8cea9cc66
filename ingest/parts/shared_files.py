"""The files that letters share, read once: as long as a file stays the same, its content is had from where it is kept.

Reading YAML with the place of each value takes forty times as long as reading the same content as JSON. The places are
needed only to tell where something is wrong, and for the graph of what the letters share; they are read then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from claimgraph.ingest.corpus import Corpus, File, FileT, load_file
from claimgraph.ingest.errors import Location
from claimgraph.ingest.located import Document, Key, load
from claimgraph.ingest.parts.shelf import Shelf
from claimgraph.ingest.parts.stamps import sha256_of
from claimgraph.ingest.works.addresses import canonical_address

_CANONICAL = "canonical addresses"


@dataclass(frozen=True, slots=True)
class UnreadDocument(Document):
    """A document of a file whose SHA-256 is known, read when one of its places is asked for."""

    sha256: str

    def at(self, path: Key) -> Location:
        """The place of the value at ``path``, as `Document` has it."""
        return _read(self.file, self.sha256).at(path)


@lru_cache(maxsize=8)
def _read(file: str, sha256: str) -> Document:  # a file of another SHA-256 is another one
    return load(Path(file))


@lru_cache(maxsize=8)
def _checked(model: type[FileT], json_text: str) -> FileT:  # which is frozen: builds of one process may share it
    return model.model_validate_json(json_text)


@dataclass(frozen=True, slots=True)
class SharedFiles:
    """Loads files as `claimgraph.ingest.corpus.load_file` does, with what was read kept on a shelf."""

    shelf: Shelf

    def load(self, path: Path, model: type[FileT]) -> File[FileT]:
        """The file's content, checked against the model; raises as `load_file` does."""
        sha256 = sha256_of(path)
        kept = self.shelf.content(path.name, sha256) if sha256 else None
        if sha256 and kept is not None:
            return File(_checked(model, kept), UnreadDocument(str(path), {}, {}, sha256))
        file = load_file(path, model)
        if sha256 and sha256 == sha256_of(path):  # it may have changed while it was read
            self.shelf.put_content(path.name, sha256, file.content.model_dump_json(by_alias=True, exclude_unset=True))
        return file

    def canonical(self, corpus: Corpus) -> Callable[[str], str]:
        """What gives the canonical form of the addresses of a corpus's works, which takes 60 microseconds to find."""
        addresses = [address for source in corpus.sources.content.sources for address in source.urls]
        sha256 = hashlib.sha256("\n".join(addresses).encode()).hexdigest()
        kept = self.shelf.content(_CANONICAL, sha256)
        forms: list[str] = json.loads(kept) if kept else list(map(canonical_address, addresses))
        if kept is None:
            self.shelf.put_content(_CANONICAL, sha256, json.dumps(forms))
        return dict(zip(addresses, forms, strict=True)).__getitem__
