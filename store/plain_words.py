"""The words of a query as long as each is plain and apart from the next; a text with any other is of another kind."""

import re
from collections.abc import Callable, Iterator
from typing import NoReturn, TypeVar

# The engine ends some words where it likes, so each must be followed by what can't belong to it.
_END = r"(?=[ \t\r\n{}()/^;,*]|\.[ \t\r\n}]|\Z)"
_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\r\n]+|\#[^\r\n]*)
    | <(?P<iri>[a-z][a-z0-9+-]*:[!\#$%&'()*+,./0-9:;=?@A-Z_a-z~-]+)>{_END}
    | [?$](?P<variable>[A-Za-z_][A-Za-z0-9_]*){_END}
    | (?P<prefix>(?:[A-Za-z][A-Za-z0-9]*)?):(?P<local>(?:[A-Za-z0-9_][A-Za-z0-9_-]*)?){_END}
    | (?P<word>[A-Za-z]+){_END}
    | (?P<number>0|[1-9][0-9]{{0,14}}){_END}
    | (?P<mark>[<>!]=|[<>=]|[{{}}()/^;,.*])
    """,
    re.VERBOSE,
)

_Item = TypeVar("_Item")


class OtherKindError(Exception):
    """The text isn't of the kind that is recognised."""


def other() -> NoReturn:
    """Raises OtherKindError."""
    raise OtherKindError


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Each token's kind and text; a prefixed name comes as its prefix and its local part."""
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            other()
        position = match.end()
        if match.lastgroup == "local":
            yield "prefix", match["prefix"]
        if match.lastgroup != "space":
            yield match.lastgroup, match[match.lastgroup]
    yield "end", ""


class Words:
    """The words of a text, passed one by one; what must come and doesn't raises OtherKindError."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def some(self, read: Callable[[], _Item | None]) -> list[_Item]:
        """What is read one after another until it is None; one at least."""
        found = []
        while (each := read()) is not None:
            found.append(each)
        return found or other()

    def next(self) -> tuple[str, str]:
        """The next word's kind and text."""
        return self._tokens[self._at]

    def take(self, kind: str) -> str | None:
        """The next token's text where it is of that kind, which is passed then."""
        found, text = self.next()
        if found != kind:
            return None
        self._at += kind != "end"
        return text

    def takes(self, kind: str, wanted: str) -> bool:
        """Whether the next token is that one, which is passed then; keywords are written in any case, `a` is not."""
        found, text = self.next()
        if found != kind or (text if wanted == "a" else text.upper()) != wanted:
            return False
        self._at += 1
        return True

    def text(self, kind: str) -> str:
        """The text of the next word, which must be of that kind."""
        text = self.take(kind)
        return other() if text is None else text

    def word(self, wanted: str) -> None:
        """Passes the keyword that must come."""
        if not self.takes("word", wanted):
            other()

    def mark(self, wanted: str) -> None:
        """Passes the mark that must come."""
        if not self.takes("mark", wanted):
            other()
