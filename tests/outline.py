"""A page as its elements, for the tests of what browsers without JavaScript get."""

from __future__ import annotations

from html.parser import HTMLParser

import httpx

HTML = {"Accept": "text/html"}
VOID = {"meta", "link", "br", "input", "img", "hr"}


class Outline(HTMLParser):
    """The elements of a page; raises AssertionError where they don't nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def all(self, tag: str, attribute: str) -> list[str]:
        return [value for name, attrs in self.elements if name == tag and (value := attrs.get(attribute)) is not None]


def page(client: httpx.Client, path: str, status: int = 200) -> tuple[httpx.Response, Outline]:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer, Outline(answer.text)
