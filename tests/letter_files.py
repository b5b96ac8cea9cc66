"""Small files of letters, written by hand: PDF, DOCX and what is wrong with them."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


PLAIN = "/Encoding/WinAnsiEncoding"


@dataclass(frozen=True)
class Sheet:
    """One page: words (x, y, size, text, bold), rules (x, y, width), links (box, target) and other annotations."""

    words: Sequence[tuple[float, float, float, str] | tuple[float, float, float, str, bool]] = ()
    rules: Sequence[tuple[float, float, float]] = ()
    links: Sequence[tuple[tuple[float, float, float, float], str]] = ()
    rotate: int = 0
    raw: bytes = b""
    annotations: Sequence[str] = ()
    picture: bool = False


def prose(lines: Sequence[str], top: float = 720, size: float = 11, x: float = 72, pitch: float = 14) -> list:
    """Lines under one another."""
    return [(x, top - pitch * number, size, line) for number, line in enumerate(lines)]


def write_pdf(path: Path, sheets: Sequence[Sheet], catalog: str = "", trailer: str = "", font: str = PLAIN) -> Path:
    """A PDF in Courier; ``catalog``, ``trailer`` and ``font`` are further entries there."""
    objects: list[bytes] = [b"", b"", b"", b"", b""]
    pages: list[int] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    for sheet in sheets:
        contents = add(stream(content(sheet)))
        annotations = [*(annotation(*link) for link in sheet.links), *map(str.encode, sheet.annotations)]
        links = " ".join(f"{add(each)} 0 R" for each in annotations)
        pages.append(
            add(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Rotate {sheet.rotate}/Contents {contents} 0 R"
                f"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>/XObject<</I 5 0 R>>>>/Annots[{links}]>>".encode()
            )
        )
    objects[0] = f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode()
    kids = " ".join(f"{number} 0 R" for number in pages)
    objects[1] = f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode()
    objects[2] = f"<</Type/Font/Subtype/Type1/BaseFont/Courier{font}>>".encode()
    objects[3] = b"<</Type/Font/Subtype/Type1/BaseFont/Courier-Bold/Encoding/WinAnsiEncoding>>"
    objects[4] = stream(
        b"\x00", "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
    )
    out = bytearray(b"%PDF-1.7\n")
    offsets: list[int] = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    path.write_bytes(out)
    return path


def stream(data: bytes, entries: str = "") -> bytes:
    """A compressed stream."""
    packed = zlib.compress(data)
    return f"<</Length {len(packed)}/Filter/FlateDecode{entries}>>stream\n".encode() + packed + b"\nendstream"


def content(sheet: Sheet) -> bytes:
    """What a page draws."""
    parts = [sheet.raw]
    for x, y, size, text, *bold in sheet.words:
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
        font = 2 if bold and bold[0] else 1
        parts.append(f"BT /F{font} {size} Tf 1 0 0 1 {x} {y} Tm (".encode() + escaped + b") Tj ET\n")
    parts.extend(f"{x} {y} {width} 0.5 re f\n".encode() for x, y, width in sheet.rules)
    if sheet.picture:
        parts.append(b"q 500 0 0 700 50 50 cm /I Do Q\n")
    return b"".join(parts)


def annotation(box: tuple[float, float, float, float], target: str) -> bytes:
    """A link."""
    return f"<</Type/Annot/Subtype/Link/Rect[{' '.join(map(str, box))}]/A<</S/URI/URI({target})>>>>".encode()


def width(text: str, size: float) -> float:
    """How wide Courier sets a text."""
    return 0.6 * size * len(text)


def write_docx(path: Path, body: str, **parts: str) -> Path:
    """A Word file from its body's XML; ``parts`` are others: footnotes, endnotes, styles, numbering, and links."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name in ("footnotes", "endnotes", "styles", "numbering"):
            if name in parts:
                archive.writestr(f"word/{name}.xml", f"<w:{name} {W}>{parts[name]}</w:{name}>")
        for name in ("document", "footnotes"):
            targets = parts.get(f"{name}_links", "").split()
            entries = "".join(
                f'<Relationship Id="r{number}" Type="hyperlink" Target="{target}" TargetMode="External"/>'
                for number, target in enumerate(targets, start=1)
            )
            space = "http://schemas.openxmlformats.org/package/2006/relationships"
            archive.writestr(f"word/_rels/{name}.xml.rels", f'<Relationships xmlns="{space}">{entries}</Relationships>')
    return path


def paragraph(*runs: str, style: str = "") -> str:
    """A paragraph of runs, each its text or XML."""
    shape = f"<w:pPr>{style}</w:pPr>" if style else ""
    return f"<w:p>{shape}{''.join(run if run.startswith('<') else words(run) for run in runs)}</w:p>"


def words(text: str, shape: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{shape}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
