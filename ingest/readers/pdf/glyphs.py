"""Characters, rules and links of a PDF's pages, as PDFium sees them."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_SPACES = "\u0020\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_LINK_URI = 3
_TEXT_OBJECT, _PATH_OBJECT, _IMAGE_OBJECT, _FORM_OBJECT = 1, 2, 3, 5
_INVISIBLE_MODE = 3
_RULE_HEIGHT = 3.0
_RULE_WIDTH = 36.0
_UPRIGHT_HEIGHT = 8.0
_MOST_OBJECTS = 20_000


class Glyph(NamedTuple):
    """A character in upright page coordinates (points, y upwards); ``y`` is its baseline.

    ``rise`` is how far above its baseline a figure's ink begins: many fonts have figures that are drawn raised. A blank
    that PDFium infers has no place: ``x1`` is less than ``x0``.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    rise: float = 0.0


class Box(NamedTuple):
    """A rectangle in upright page coordinates."""

    x0: float
    y0: float
    x1: float
    y1: float


class PageGlyphs(NamedTuple):
    """What stands on one page; ``aslant`` are the words of text that runs in another direction than most.

    ``unmapped`` counts characters of which the font tells nothing, ``guessed`` those that are read as the numbers by
    which the file calls them.
    """

    glyphs: list[Glyph | None]
    rules: list[Box]
    uprights: list[Box]
    links: list[tuple[str, list[Box]]]
    aslant: str
    pictures: bool
    unmapped: int
    guessed: int
    ghostly: bool
    empty: bool
    height: float


def read_glyphs(page: pdfium.PdfPage) -> PageGlyphs:
    """A page's characters in PDFium's order; None where PDFium sees a line end."""
    text_page = page.get_textpage()
    try:
        return _read(page, text_page)
    finally:
        text_page.close()


def _read(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> PageGlyphs:
    handle: Any = text_page.raw  # Any: a ctypes pointer of PDFium's
    count = raw.FPDFText_CountChars(handle)
    turned = _direction(handle, count)
    glyphs, aslant, unmapped, guessed = _characters(handle, count, turned)
    rules, uprights, pictures = _objects(page, turned)
    ghostly = count > 0 and _ghostly(handle, count)
    height = raw.FPDF_GetPageHeightF(page.raw)
    empty = not any(glyph is not None and not glyph.text.isspace() for glyph in glyphs)
    return PageGlyphs(
        glyphs,
        rules,
        uprights,
        list(_links(page, turned)),
        aslant,
        pictures,
        unmapped,
        guessed,
        ghostly,
        empty,
        height,
    )


def _direction(handle: Any, count: int) -> int:  # Any: see _read
    """In quarters of a full turn, the way in which most characters run."""
    step = max(1, count // 400)
    seen: Counter[int] = Counter()
    for index in range(0, count, step):
        if not raw.FPDFText_IsGenerated(handle, index):
            angle = raw.FPDFText_GetCharAngle(handle, index)
            seen[round(angle / (math.pi / 2)) % 4 if angle >= 0 else 0] += 1
    return seen.most_common(1)[0][0] if seen else 0


def _upright(turned: int, x: float, y: float) -> tuple[float, float]:
    return ((x, y), (-y, x), (-x, -y), (y, -x))[turned]


def _box(turned: int, left: float, bottom: float, right: float, top: float) -> Box:
    (ax, ay), (bx, by) = _upright(turned, left, bottom), _upright(turned, right, top)
    return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _characters(handle: Any, count: int, turned: int) -> tuple[list[Glyph | None], str, int, int]:  # Any: see _read
    glyphs: list[Glyph | None] = []
    aslant: list[str] = []
    unmapped = guessed = 0
    rect, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    high = 0
    for index in range(count):
        code = raw.FPDFText_GetUnicode(handle, index)
        if raw.FPDFText_IsGenerated(handle, index):
            if code in (0x0A, 0x0D):
                if glyphs and glyphs[-1] is not None:
                    glyphs.append(None)
            elif glyphs and glyphs[-1] is not None and glyphs[-1].text != " ":
                last = glyphs[-1]
                glyphs.append(Glyph(" ", last.x1, last.x1 - 1, last.y, last.size, last.bold))
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        character = _character(code, raw.FPDFText_IsHyphen(handle, index) == 1)
        if not character:
            continue
        unmapped += character == "\ufffd"
        guessed += character != "\ufffd" and raw.FPDFText_HasUnicodeMapError(handle, index) == 1
        angle = raw.FPDFText_GetCharAngle(handle, index)
        quarters = angle / (math.pi / 2)
        if angle >= 0 and character != " " and abs((quarters - turned + 2) % 4 - 2) > 0.15:
            aslant.append(character)
            continue
        raw.FPDFText_GetLooseCharBox(handle, index, rect)
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        raw.FPDFText_GetMatrix(handle, index, matrix)
        size = raw.FPDFText_GetFontSize(handle, index) * (math.hypot(matrix.c, matrix.d) or 1.0)
        box = _box(turned, rect.left, rect.bottom, rect.right, rect.top)
        base = _upright(turned, x.value, y.value)[1]
        bold = raw.FPDFText_GetFontWeight(handle, index) >= 600 or _is_bold(handle, index)
        rise = _ink(handle, index, turned) - base if "0" <= character <= "9" else 0.0
        glyphs.append(Glyph(character, box.x0, box.x1, base, size, bold, rise))
    return glyphs, "".join(aslant), unmapped, guessed


def _ink(handle: Any, index: int, turned: int) -> float:  # Any: see _read
    """The lower edge of what is drawn."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
    return _box(turned, left.value, bottom.value, right.value, top.value).y0


def _character(code: int, hyphen: bool) -> str:
    """What a code stands for in the text; nothing for controls."""
    if hyphen or code == 0x02:
        return "-"
    if code in _LIGATURES:
        return _LIGATURES[code]
    if code < 0x20 or 0x7F <= code < 0xA0:
        return " " if code in (0x09, 0x0A, 0x0D) else ""
    if 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF) or 0xE000 <= code < 0xF900:
        return "\ufffd" if not 0xF000 <= code < 0xF100 else _symbol(code)
    character = chr(code)
    return " " if character in _SPACES else character


def _symbol(code: int) -> str:
    """Symbol and Wingdings have their signs at U+F000 and above; there the common ones are bullets."""
    return {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF02D: "-", 0xF06F: "o"}.get(code, "•")


def _is_bold(handle: Any, index: int) -> bool:  # Any: see _read
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(handle, index, name, 128, flags)
    lower = name.value.lower()
    return b"bold" in lower or b"black" in lower or b"heavy" in lower


def _objects(page: pdfium.PdfPage, turned: int) -> tuple[list[Box], list[Box], bool]:
    """The horizontal and the upright rules, and whether there is a picture."""
    rules: list[Box] = []
    uprights: list[Box] = []
    pictures = False
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for index in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page.raw, index)
        kind = raw.FPDFPageObj_GetType(thing)
        pictures |= kind in (_IMAGE_OBJECT, _FORM_OBJECT)
        if kind == _PATH_OBJECT and raw.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
            box = _box(turned, left.value, bottom.value, right.value, top.value)
            if box.y1 - box.y0 <= _RULE_HEIGHT and box.x1 - box.x0 >= _RULE_WIDTH:
                rules.append(box)
            elif box.x1 - box.x0 <= _RULE_HEIGHT and box.y1 - box.y0 >= _UPRIGHT_HEIGHT:
                uprights.append(box)
            elif box.x1 - box.x0 >= _RULE_WIDTH and box.y1 - box.y0 >= _UPRIGHT_HEIGHT and _stroked(thing):
                rules.extend((box._replace(y0=box.y1), box._replace(y1=box.y0)))
                uprights.extend((box._replace(x1=box.x0), box._replace(x0=box.x1)))
    return rules, uprights, pictures


def _stroked(path: Any) -> bool:  # Any: see _read
    """Whether a path is a drawn frame: four corners and a stroke."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    return bool(stroke.value) and raw.FPDFPath_CountSegments(path) in (4, 5)


def _ghostly(handle: Any, count: int) -> bool:  # Any: see _read
    """Whether the page's text is drawn invisibly, as programs that recognise scanned letters leave it."""
    step = max(1, count // 20)
    modes: list[int] = []
    for index in range(0, count, step):
        thing = raw.FPDFText_GetTextObject(handle, index)
        if thing:
            modes.append(raw.FPDFTextObj_GetTextRenderMode(thing))
    return bool(modes) and all(mode == _INVISIBLE_MODE for mode in modes)


def _links(page: pdfium.PdfPage, turned: int) -> Iterator[tuple[str, list[Box]]]:
    document = page.pdf.raw
    position, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page.raw, position, link):
        action = raw.FPDFLink_GetAction(link)
        if not action or raw.FPDFAction_GetType(action) != _LINK_URI:
            continue
        length = raw.FPDFAction_GetURIPath(document, action, None, 0)
        if not 1 < length <= 8192:
            continue
        buffer = ctypes.create_string_buffer(length)
        raw.FPDFAction_GetURIPath(document, action, buffer, length)
        target = "".join(buffer.value.decode("utf-8", "replace").split())
        boxes = list(_areas(link, turned))
        if target and boxes:
            yield target, boxes


def _areas(link: Any, turned: int) -> Iterator[Box]:  # Any: see _read
    quad = raw.FS_QUADPOINTSF()
    quads = raw.FPDFLink_CountQuadPoints(link)
    for index in range(quads):
        if raw.FPDFLink_GetQuadPoints(link, index, quad):
            xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            yield _box(turned, min(xs), min(ys), max(xs), max(ys))
    rect = raw.FS_RECTF()
    if not quads and raw.FPDFLink_GetAnnotRect(link, rect):
        yield _box(turned, rect.left, min(rect.bottom, rect.top), rect.right, max(rect.bottom, rect.top))
