"""Who signed a letter: what stands under its closing line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from claimgraph.ingest.structure.captions import is_closing
from claimgraph.ingest.structure.marks import Warn
from claimgraph.ingest.structure.names import OFFICE, ORGANIZATION, PERSON_NAME, PROPER, ROLE
from claimgraph.ingest.structure.paragraphs import Paragraph
from claimgraph.ingest.structure.signatories import (
    CREDENTIAL,
    PLACE,
    SIGNED,
    Columns,
    bare,
    is_office,
    read_signatories,
)

_SHORT = 250
_LINES, _ALL_LINES = 7, 60


@dataclass(frozen=True, slots=True)
class Signature:
    """The one who signed, or None; ``signatories`` are all who seem to have, ``organizations`` the lines like names."""

    name: str | None = None
    role: str | None = None
    organizations: tuple[str, ...] = ()
    signatories: tuple[str, ...] = ()
    start: int = 0


def read_signature(paragraphs: Sequence[Paragraph], warn: Warn) -> Signature:
    """What stands under the last closing line that a name follows, or several organizations.

    Where several have signed there is no signatory, and a warning.
    """
    closings = [(at, n) for at, p in enumerate(paragraphs) for n, line in enumerate(p.lines) if is_closing(line)]
    for index in range(len(closings) - 1, -1, -1):
        signed = _signed(_cells(_under(paragraphs, *closings[index])))
        first = index
        while first and _reaches(paragraphs, closings[first - 1][0], closings[index][0]):
            first -= 1
        position, line = closings[first]
        before = " ".join(paragraph.words for paragraph in paragraphs[:position]).casefold()
        lines = list(_under(paragraphs, position, line))[:_ALL_LINES]
        names = read_signatories(lines if signed.name else lines[:_LINES], before, signed.name)
        if signed.name is None and len(names) < 2 and len(signed.organizations) < 2:
            continue
        signed = replace(signed, signatories=names, start=paragraphs[position].start)
        if len(names) < 2:
            return signed
        warn(f"several signatories: {'; '.join(names)}; none is taken", signed.start)
        every = _signed(_cells(lines), _ALL_LINES)
        others = tuple(name for name in every.organizations if name not in names)
        return replace(signed, name=None, role=None, organizations=others)
    return Signature()


def _under(paragraphs: Sequence[Paragraph], position: int, line: int) -> Iterator[Columns]:
    """The lines behind a closing, up to a heading or to what is too long for a signature; with it if it is one."""
    closing = paragraphs[position]
    yield from closing.columns[line if closing.lines[line].startswith(SIGNED) else line + 1 :]
    for paragraph in takewhile(_is_short, paragraphs[position + 1 :]):
        yield from paragraph.columns


def _cells(lines: Iterable[Columns]) -> list[str]:
    return [cell for columns in lines for cell in columns]


def _is_short(paragraph: Paragraph) -> bool:
    return len(paragraph.words) < _SHORT and not paragraph.heading


def _reaches(paragraphs: Sequence[Paragraph], earlier: int, later: int) -> bool:
    return all(map(_is_short, paragraphs[earlier + 1 : later + 1]))


def _signed(lines: Sequence[str], most: int = _LINES) -> Signature:
    signature = Signature()
    for line in [line for line in map(bare, lines) if line][:most]:
        if signature.name is None and not signature.organizations:
            given, _, title = CREDENTIAL.sub("", line).partition(", ")
            if PERSON_NAME.fullmatch(given) and not ORGANIZATION.search(given) and not is_office(given):
                signature = replace(signature, name=given, role=title or None)
                continue
        if line == signature.name or len(line) > 140:
            continue
        if signature.name and signature.role is None and ROLE.search(line):
            signature = replace(signature, role=line)
        elif _is_organization(line, signature.name is None):
            signature = replace(signature, organizations=(*signature.organizations, line.rstrip(",")))
    return signature


def _is_organization(line: str, unsigned: bool) -> bool:
    if not re.fullmatch(PROPER, line) or len(line) > 100 or PLACE.search(line):
        return False
    if CREDENTIAL.search(line) or OFFICE.search(line):
        return False
    return ORGANIZATION.search(line) is not None or not (unsigned or ROLE.search(line))
