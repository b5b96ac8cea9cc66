"""The queries that come with the service: the examples offered to people, and those its own pages ask."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pyoxigraph import NamedNode

__all__ = ["Example", "about", "examples", "page_query"]

_FILE = re.compile(r"[0-9]{2}-([a-z-]+)\.rq")
_HEAD = re.compile(r"\A(?:#[^\n]*\n)+")
_THIS, _THOSE = "<this:>", "<those:>"


@dataclass(frozen=True, slots=True)
class Example:
    """A question worth asking: its short name, the question in words, what the answer shows, and the query itself."""

    name: str
    title: str
    description: str
    query: str


@cache
def examples() -> tuple[Example, ...]:
    """Return the example questions in the order in which they are offered.

    >>> [example.name for example in examples()][:2]
    ['agree-or-disagree', 'who-claims-what']
    """
    return tuple(_examples())


@cache
def page_query(name: str) -> str:
    """Return the text of one of the pages' own queries, by file name without `.rq`.

    >>> page_query("page-counts").startswith("# title: ")
    True
    """
    return files(__package__).joinpath("queries", f"{name}.rq").read_text("utf-8")


def about(name: str, *these: str, those: Iterable[str] = ()) -> str:
    """Return the page query `name` with IRIs in the place of `<this:>`, and others in that of `<those:>`.

    Several stand side by side, as VALUES has them, and in round brackets with commas, as IN does.

    Raises ValueError for what is no IRI, and so could break out of the query.
    """
    text = page_query(name)
    for place, iris in ((_THIS, these), (_THOSE, those)):
        named = [str(NamedNode(iri)) for iri in iris]
        text = text.replace(f"({place})", f"({', '.join(named)})").replace(place, " ".join(named))
    return text


def _examples() -> Iterator[Example]:
    folder: Traversable = files(__package__).joinpath("queries")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if match := _FILE.fullmatch(file.name):
            text = file.read_text("utf-8")
            query = _HEAD.sub("", text, count=1)
            yield Example(match[1], _comment(text, "title"), _comment(text, "description"), query)


def _comment(text: str, name: str) -> str:
    match = re.search(rf"^# {name}: (.+)$", text, re.MULTILINE)
    if match is None:
        raise ValueError(f"a query file has no line `# {name}: …`: {text[:60]!r}")
    return match[1]
