"""A review's pages and what their forms do, apart from the connection that they come over."""

import secrets
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from claimgraph.api.review.forms import acceptance, alignment, edits, head
from claimgraph.api.review.wording import harmless, progress_words, trouble_words
from claimgraph.ingest import IngestError
from claimgraph.ingest.review import (
    ALIGNMENT_KINDS,
    CHOICES,
    CONFIDENCES,
    EDITABLE,
    ORGANIZATION_KINDS,
    Session,
    alignment_slug,
    sheet,
    undecided,
)

__all__ = ["Answer", "Pages"]

_HTML = "text/html; charset=utf-8"
_MOST_FIELDS = 100
_POLICY = (
    "default-src 'none'; style-src 'nonce-{}'; img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No script at all; the style stands in the page, so that the last page needs no server any more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; after the last one the server ends."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    last: bool = False

    @classmethod
    def plain(cls, status: int, words: str) -> "Answer":
        """Returns an answer in plain words."""
        return cls(status, f"{words}\n".encode(), {"Content-Type": "text/plain; charset=utf-8"})


class Pages:
    """The pages of one review, below ``root``; every form leads to a page that can be asked for again."""

    def __init__(self, session: Session, root: str) -> None:
        self._session = session
        self._root = root
        self._said: list[str] = []
        package = files("claimgraph.api")
        sheets = (package.joinpath("static", name).read_text("utf-8") for name in ("style.css", "review.css"))
        self._style = Markup("".join(sheets))  # noqa: S704 - our own
        loader = FileSystemLoader(Path(str(package.joinpath("templates"))))
        self._environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        self._environment.filters["harmless"] = harmless

    def get(self, path: str) -> Answer:
        """Returns the page at a path below the root."""
        path, _, query = path.partition("?")
        try:
            desk = self._session.desk()
            total = len(desk.draft.content.claims)
            if path == "/":
                return self._to(undecided(desk) or 1)
            if path == "/jump":
                return self._jump(parse_qs(query).get("to", [""])[0])
            number, _, action = path.removeprefix("/").partition("/")
            if action:  # the address of a form that was sent back
                return self._to(int(number)) if number.isdecimal() and len(number) < 9 else self._to(1)
            if number.isdecimal() and len(number) < 9 and 1 <= int(number) <= max(total, 1):
                return self._page(int(number))
        except (IngestError, OSError) as error:
            return self._trouble(error)
        return Answer.plain(404, "there is no such page")

    def post(self, path: str, form: bytes) -> Answer:
        """Does what a form asks for; leads to the next page, or back to the form with what is wrong."""
        try:
            fields = {
                name: values[-1]
                for name, values in parse_qs(
                    form.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
                ).items()
            }
        except ValueError:
            return Answer.plain(400, "this is no form of a browser")
        number, _, action = path.removeprefix("/").partition("/")
        if path == "/done":
            return self._done()
        if not (number.isdecimal() and len(number) < 9):
            return Answer.plain(404, "there is no such page")
        try:
            return self._do(int(number), action, fields)
        except (IngestError, OSError) as error:
            return self._refused(int(number), fields, error)

    def _do(self, number: int, action: str, fields: dict[str, str]) -> Answer:
        session, slug, seen = self._session, fields.get("claim", ""), fields.get("seen", "")
        desk = session.desk()
        if action == "undo":
            self._said = [f"undone: {session.undo()}"]
        elif action == "save":
            session.edit(slug, edits(desk, slug, fields), seen=seen)
            self._said = ["saved in the draft"]
        elif action == "accept":
            given, new = acceptance(desk, slug, fields)
            session.accept(slug, given, new, seen=seen)
            return self._onward(number, f"accepted: {fields.get('slug') or slug}")
        elif action == "reject":
            session.reject(slug, fields.get("because", ""), seen=seen)
            return self._onward(number, f"rejected: {slug}")
        elif action == "reopen":
            session.reopen(slug, seen=seen)
            self._said = [f"reopened: {slug}"]
        elif action == "begin":
            session.begin(*head(desk, fields))
            self._said = ["the annotation is begun: claims can be accepted"]
        elif action == "align":
            session.align(slug, alignment(desk, slug, fields))
            self._said = [f"aligned with {fields.get('with')}"]
        else:
            return Answer.plain(404, "there is no such page")
        return self._to(number)

    def _onward(self, number: int, words: str) -> Answer:
        ahead = undecided(self._session.desk(), number)
        self._said = [words] if ahead else [words, "nothing is left to decide"]
        return self._to(ahead or number)

    def _jump(self, where: str) -> Answer:
        slugs = [claim.slug for claim in self._session.desk().draft.content.claims]
        if where in slugs:
            return self._to(slugs.index(where) + 1)
        if where.isdecimal() and len(where) < 9 and 1 <= int(where) <= len(slugs):
            return self._to(int(where))
        self._said = [f"there is no claim {where!r}: give a number or a slug"]
        return self._to(1)

    def _refused(self, number: int, fields: dict[str, str], error: Exception) -> Answer:
        """Returns the page that the form is on, with what was typed and what is wrong with it."""
        try:
            return self._page(number, 422, trouble_words(error), fields)
        except (IngestError, OSError) as further:
            return self._trouble(further)

    def _page(
        self, number: int, status: int = 200, trouble: tuple[str, ...] = (), typed: dict[str, str] | None = None
    ) -> Answer:
        desk = self._session.desk()
        claims = desk.draft.content.claims
        shown = sheet(desk, min(number, len(claims))) if claims else None
        same = typed if shown and typed and typed.get("claim") == shown.slug else {}
        said, self._said = self._said, []
        return self._rendered(
            status,
            shown=shown,
            values={key: same.get(key, shown.fields[key]) for key in EDITABLE} if shown else {},
            aligning=same if "with" in same else {},
            statement=same.get("statement", ""),
            because=same.get("because", ""),
            slugs=[alignment_slug(desk, shown.slug, each.claim, each.proposition) for each in shown.candidates]
            if shown
            else [],
            total=len(claims),
            letter=desk.slug,
            begin=None if desk.begun else (typed or {}),
            draft=desk.draft.content,
            caution=desk.caution,
            progress=progress_words(shown.number if shown else 0, self._session.progress()),
            propositions=desk.corpus.propositions.content.propositions,
            topics=desk.corpus.propositions.content.topics,
            said=said,
            trouble=trouble,
            last=self._session.last,
        )

    def _trouble(self, error: Exception) -> Answer:
        """Returns a page that says what is wrong with the files, until somebody has put it right."""
        return self._rendered(
            409, shown=None, total=0, letter="", progress="", said=[], trouble=trouble_words(error), last=None
        )

    def _done(self) -> Answer:
        try:
            counted = self._session.progress()
            words = f"{counted.accepted} accepted, {counted.rejected} rejected, {counted.proposed} to decide."
        except (IngestError, OSError):
            words = "Everything was saved as you decided it."
        said = [f"Done: {words} This window can be closed."]
        page = self._rendered(200, shown=None, total=-1, letter="", progress="", said=said, trouble=(), last=None)
        return Answer(page.status, page.body, page.headers, last=True)

    def _rendered(self, status: int, **context: object) -> Answer:
        names = {
            "root": self._root,
            "choices": CHOICES,
            "kinds": ALIGNMENT_KINDS,
            "confidences": CONFIDENCES,
            "organization_kinds": ORGANIZATION_KINDS,
        }
        nonce = secrets.token_urlsafe(12)
        page = self._environment.get_template("review.html").render(style=self._style, nonce=nonce, **names, **context)
        headers = {"Content-Type": _HTML, "Content-Security-Policy": _POLICY.format(nonce)}
        return Answer(status, page.encode("utf-8", "replace"), headers)

    def _to(self, number: int) -> Answer:
        return Answer(303, headers={"Location": f"{self._root}/{number}"})
