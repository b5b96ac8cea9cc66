"""What every reader hands over."""

from __future__ import annotations

from dataclasses import dataclass

from claimgraph.ingest.layout import Layout, Remark


@dataclass(frozen=True, slots=True)
class Document:
    """A letter's text version with what its file tells beyond it.

    ``form`` is the format's short name; ``layout`` is None where the text is all there is. ``pages`` counts pages, None
    where the format has none. The respondent, date (ISO 8601) and docket are those of a record that came with the
    letter, and ``attachments`` the files that the record names, each once, with the formats in which it is offered;
    ``individual`` is true where the record gives a person's name and no organisation.
    """

    text: str
    form: str
    layout: Layout | None = None
    pages: int | None = None
    remarks: tuple[Remark, ...] = ()
    respondent: str | None = None
    date: str | None = None
    docket: str | None = None
    attachments: tuple[Attachment, ...] = ()
    individual: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a comment: its title, and for each format its address."""

    title: str
    urls: tuple[tuple[str, str], ...]
    restricted: str | None = None
