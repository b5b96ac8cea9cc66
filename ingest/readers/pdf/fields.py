"""What was typed into a PDF's form: text fields are made part of their pages, where they are read like all text."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_READ = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX)
_PASSWORD = 1 << 13
"""Of a text field's flags (ISO 32000-1, table 228)."""

_LONGEST = 1 << 22


def has_form(pdf: pdfium.PdfDocument) -> bool:
    """Whether the document has a form that can be read; it is then made ready for `fill_page`, before any page is."""
    if pdf.get_formtype() not in (raw.FORMTYPE_ACRO_FORM, raw.FORMTYPE_XFA_FOREGROUND):
        return False
    try:
        pdf.init_forms()
    except pdfium.PdfiumError:  # a form that is damaged
        return False
    return True


def fill_page(page: pdfium.PdfPage) -> tuple[str, ...]:
    """The values of a page's filled text fields and lists, which from the page's next loading on are part of its text.

    Passwords, boxes to tick, buttons, comments and links are hidden from the page in memory; the file stays.
    """
    form: Any = page.pdf.formenv.raw  # Any: a ctypes pointer of PDFium's
    values: list[str] = []
    others: list[int] = []
    for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        value = _value(form, page, index)
        if value.strip():
            values.append(value)
        else:
            others.append(index)
    if not values:
        return ()
    for index in others:
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        if annotation:
            raw.FPDFAnnot_SetFlags(annotation, raw.FPDF_ANNOT_FLAG_HIDDEN)
            raw.FPDFPage_CloseAnnot(annotation)
    raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
    return tuple(values)


def cut_off(values: tuple[str, ...], text: str) -> Iterator[str]:
    """The values that don't stand whole in a page's text, as their field is too small for them.

    >>> list(cut_off(("Lamps are dim.", "And few."), "Lamps are" + chr(10) + "dim."))
    ['And few.']
    """
    bare = "".join(text.split())
    yield from (value for value in values if "".join(value.split()) not in bare)


def _value(form: Any, page: pdfium.PdfPage, index: int) -> str:  # Any: see fill_page
    annotation = raw.FPDFPage_GetAnnot(page.raw, index)
    if not annotation:
        return ""
    try:
        if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_WIDGET:
            return ""
        if raw.FPDFAnnot_GetFormFieldType(form, annotation) not in _READ:
            return ""
        if raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
            return ""
        length = raw.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0)
        if not 2 < length <= _LONGEST:
            return ""
        buffer = ctypes.create_string_buffer(length)
        raw.FPDFAnnot_GetFormFieldValue(form, annotation, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
        return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
    finally:
        raw.FPDFPage_CloseAnnot(annotation)
