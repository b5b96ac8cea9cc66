"""The parts of a Word file: bounded, and without what XML can do beyond data (ISO/IEC 29500, Open Packaging)."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from claimgraph.ingest.errors import LetterError
from claimgraph.ingest.readers.limits import Limits

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of nearly all elements and attributes, in ElementTree's notation."""

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = "http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": W[1:-1],
    "http://purl.oclc.org/ooxml/officeDocument/relationships": R[1:-1],
}
_CHUNK = 1 << 20
_DEEPEST = 400


class Package:
    """An open Word file. Raises `LetterError` when it is damaged, encrypted, or larger unpacked than a letter is."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._left = 2 * limits.part
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise self._damaged(str(error)) from error

    def close(self) -> None:
        """Let go of the file."""
        self._archive.close()

    def part(self, name: str) -> ElementTree.Element | None:
        """A part's root element; None where the file has no such part."""
        data = self._data(name)
        return None if data is None else self._parsed(name, data)

    def targets(self, name: str) -> dict[str, str]:
        """The external targets of a part's relationships by their ids."""
        folder, base = posixpath.split(name)
        root = self.part(f"{folder}/_rels/{base}.rels")
        return {
            each.get("Id", ""): each.get("Target", "")
            for each in (root.iter(_RELATIONSHIP) if root is not None else ())
            if each.get("TargetMode") == "External"
        }

    def _data(self, name: str) -> bytes | None:
        try:
            info = self._archive.getinfo(name)
        except KeyError:
            return None
        if info.flag_bits & 1:
            raise LetterError(f"{self._path}: this Word file is encrypted: save it without password")
        parts: list[bytes] = []
        size = 0
        try:
            with self._archive.open(info) as file:
                while chunk := file.read(_CHUNK):
                    size += len(chunk)
                    if size > self._limits.part or size > self._left:
                        raise LetterError(
                            f"{self._path}: {name} unpacks to more than {min(self._limits.part, self._left):,} bytes:"
                            " this is no letter (a zip bomb?)"
                        )
                    parts.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise self._damaged(f"{name}: {error}") from error
        self._left -= size
        return b"".join(parts)

    def _parsed(self, name: str, data: bytes) -> ElementTree.Element:
        builder = ElementTree.TreeBuilder()
        parser = expat.ParserCreate(namespace_separator="}")
        depth = 0

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > _DEEPEST:
                raise self._damaged(f"{name} has elements nested more than {_DEEPEST} deep")
            builder.start(_named(tag), {_named(key): value for key, value in attributes.items()})

        def end(tag: str) -> None:
            nonlocal depth
            depth -= 1
            builder.end(_named(tag))

        def refuse(*_: object) -> None:
            raise self._damaged(f"{name} declares a document type, which no Word file does")

        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = builder.data
        parser.StartDoctypeDeclHandler = refuse
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise self._damaged(f"{name}: {error}") from error
        return builder.close()

    def _damaged(self, reason: str) -> LetterError:
        return LetterError(f"{self._path}: this Word file is damaged: {reason}: open it in Word and save it anew")


def _named(name: str) -> str:
    """Expat's name in ElementTree's notation, the strict variant's namespaces as the usual ones."""
    if "}" not in name:
        return name
    space, local = name.rsplit("}", 1)
    if space.startswith(_STRICT):
        space = _TRANSITIONAL.get(space, space)
    return f"{{{space}}}{local}"
