"""A folder with everything, or with the tables: written whole or not at all, with a manifest and checksums.

claimgraph.nq.gz …         the dataset in every format, compressed
graphs/…                   each named graph likewise
tables/…                   CSV and Parquet, with what describes them
void.ttl sources.bib CITATION.cff canonical.json
ro-crate-metadata.json     the folder as an RO-Crate
manifest.json SHA256SUMS   each file's size and hash; the latter for `sha256sum -c`
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from claimgraph.api.downloads.catalogue import CODINGS, File
from claimgraph.api.downloads.ro_crate import ro_crate
from claimgraph.api.downloads.workshop import Workshop
from claimgraph.api.errors import ExportError, FormatError
from claimgraph.api.service.coding import coder
from claimgraph.store import Generation

if TYPE_CHECKING:  # the service needs none of what builds need, and would take twice as long to start
    from claimgraph.api.build import Tell

__all__ = ["Written", "export_all", "export_tables", "write_file"]


@dataclass(frozen=True, slots=True)
class Written:
    """A file that has been written: its size, and the SHA-256 of its bytes in hexadecimal."""

    file: File
    bytes: int
    sha256: str


def export_all(generation: Generation, out: Path, tell: Tell) -> list[Written]:
    """Write all files below a new or empty folder, and return what they are. Raises ExportError, StoreError, OSError.

    What can be had compressed is, and only so: as gzip and as Zstandard. A format that has no way to write a graph is
    left out, and the manifest says why.
    """
    with _folder(out) as (partial, work):
        workshop = Workshop(generation, work)
        wanted = [file for file in workshop.files.values() if not file.coding]
        _ = workshop.parts  # of all graphs at once
        made: list[Written] = []
        left_out: dict[str, str] = {}
        for number, file in enumerate(wanted, start=1):
            codings = tuple(CODINGS) if file.kind in ("dump", "graph") else ("",)
            try:
                made += write_file(workshop, file, codings, partial)
            except FormatError as error:
                left_out[file.path] = str(error)
                for coding in codings:
                    (partial / file.coded(coding).path).unlink()
            tell("writing files", number, len(wanted))
        data = workshop.dataset
        made.append(
            _extra(partial, "ro-crate-metadata.json", ro_crate(data, [(x.file, x.bytes, x.sha256) for x in made]))
        )
        (partial / "manifest.json").write_bytes(_manifest(workshop, made, left_out))
        made.append(_seen(partial, "manifest.json"))
        (partial / "SHA256SUMS").write_text("".join(f"{each.sha256}  {each.file.path}\n" for each in made), "utf-8")
    return made


def export_tables(generation: Generation, out: Path) -> list[Written]:
    """Write the tables and what describes them into a new or empty folder. Raises ExportError, StoreError, OSError."""
    with _folder(out) as (partial, work):
        workshop = Workshop(generation, work)
        made = [
            written
            for file in workshop.files.values()
            if file.kind == "table"
            for written in write_file(workshop, file, ("",), partial)
        ]
        for path in sorted((partial / "tables").iterdir()):
            path.rename(partial / path.name)
        (partial / "tables").rmdir()
    return made


def write_file(workshop: Workshop, file: File, codings: Sequence[str], folder: Path) -> list[Written]:
    """Write a file in each of the codings, all from one pass; the empty one is the plain file."""
    with ExitStack() as stack:
        sinks = []
        for coding in codings:
            form = file.coded(coding) if coding else file
            path = folder / form.path
            path.parent.mkdir(parents=True, exist_ok=True)
            sinks.append(_Sink(form, stack.enter_context(path.open("wb"))))
        workshop.write(file, cast("BinaryIO", _Tee(sinks)))
        return [sink.end() for sink in sinks]


class _Sink:
    """Codes what it is given, and hashes and counts what that gives."""

    def __init__(self, file: File, out: IO[bytes]) -> None:
        self._file, self._out = file, out
        self._coder = coder({"gz": "gzip", "zst": "zstd"}.get(file.coding, "identity"))
        self._digest, self._bytes = hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self._put(self._coder.code(data))

    def end(self) -> Written:
        self._put(self._coder.end())
        return Written(self._file, self._bytes, self._digest.hexdigest())

    def _put(self, data: bytes) -> None:
        self._digest.update(data)
        self._bytes += self._out.write(data)


class _Tee:
    """A binary file to write to, as far as those who write here ask for one."""

    closed = False

    def __init__(self, sinks: Iterable[_Sink]) -> None:
        self._sinks = tuple(sinks)

    def write(self, data: bytes) -> int:
        held = bytes(data)
        for sink in self._sinks:
            sink.write(held)
        return len(held)

    def flush(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        """The files are closed by who opened them."""

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False


@contextmanager
def _folder(out: Path) -> Iterator[tuple[Path, Path]]:
    """A folder that takes the place of `out` when the block ends well, and one to work in."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ExportError(f"{out}: is there already; name a new or empty folder")
    if not out.absolute().parent.is_dir():
        raise ExportError(f"{out.parent}: there is no such folder: make it first")
    with ExitStack() as stack:
        made: list[Path] = []
        for _ in range(2):
            path = Path(tempfile.mkdtemp(dir=out.absolute().parent, prefix=f".{out.name}."))
            stack.callback(shutil.rmtree, path, ignore_errors=True)
            made.append(path)
        partial, work = made
        yield partial, work
        partial.chmod(0o755)
        if out.exists():
            out.rmdir()
        partial.rename(out)


def _manifest(workshop: Workshop, made: Iterable[Written], left_out: Mapping[str, str]) -> bytes:
    manifest = workshop.generation.manifest
    files = [
        {
            "path": each.file.path,
            "bytes": each.bytes,
            "sha256": each.sha256,
            "mediaType": each.file.media_type,
            "description": each.file.words,
            **({"graph": each.file.graph} if each.file.graph else {}),
        }
        for each in made
    ]
    document = {
        "generation": manifest.generation,
        "content": manifest.content,
        "canonical": {"algorithm": "RDFC-1.0", "hash": "SHA-256", "value": workshop.canonical.sha256},
        "quads": manifest.quads,
        "graphs": dict(manifest.graphs),
        "inputs": dict(manifest.inputs),
        "madeWith": dict(manifest.made_with),
        "files": files,
        "leftOut": [{"path": path, "why": why} for path, why in left_out.items()],
    }
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"


def _extra(folder: Path, name: str, content: bytes) -> Written:
    (folder / name).write_bytes(content)
    return _seen(folder, name)


def _seen(folder: Path, name: str) -> Written:
    content = (folder / name).read_bytes()
    file = File(name, "about", "json", "application/json", "what is in this folder")
    return Written(file, len(content), hashlib.sha256(content).hexdigest())
