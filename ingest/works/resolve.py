"""Which full citation a short form stands for: one, or none and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from claimgraph.ingest.works.models import Reference, ShortForm, Unread
from claimgraph.ingest.works.short_forms import Short

Item = Reference | ShortForm | Unread
SameWork = Callable[[Reference, Reference], bool]

_NO_NAMES = frozenset(
    {
        "accord", "also", "and", "article", "at", "but", "cf", "comments", "compare", "discussion", "especially",
        "for", "generally", "id", "in", "letter", "note", "notes", "of", "on", "part", "press", "release", "section",
        "see", "the",
    }
)  # fmt: skip
"""Words that begin a sentence or a reference and are nobody's name."""

_TOKEN = re.compile(r"[^\W\d_]{2,}")


@dataclass(slots=True)
class Read:
    """What has been read of a letter so far, in order: all items of each note, and names set up with "hereinafter"."""

    notes: dict[int, list[Item]] = field(default_factory=dict)
    names: dict[str, list[Reference]] = field(default_factory=dict)

    def references(self) -> Iterable[Reference]:
        """All full citations so far."""
        return (item for items in self.notes.values() for item in items if isinstance(item, Reference))


def resolve(short: Short, note: int, read: Read) -> tuple[Reference | None, str]:
    """The citation that a short form in a note stands for, and by which rule; or None and why not."""
    match short.kind:
        case "id":
            return _previous(note, read)
        case "supra":
            return _in_note(short, note, read)
        case "named":
            return _named(short.name, read)
        case "case":
            known = [each for each in read.references() if _reporter(each) == short.name]
            return _only(known, f"the decision in {short.name} that was cited before", f"decisions in {short.name}")
        case "title":
            known = [each for each in read.references() if _titled(short, each)]
            return _only(
                known, "author and title as in a footnote before", "footnotes before with this author and title"
            )
        case "page":
            known = [each for each in read.references() if _names(short.name, _head(each.text))]
            return _only(
                known, "the one work of this author cited before", "works cited before that begin with this name"
            )


def _previous(note: int, read: Read) -> tuple[Reference | None, str]:
    here = read.notes.get(note, [])
    if here:
        return _stands_for(here[-1:], f"the citation before it in footnote {note}")
    before = read.notes.get(note - 1)
    if before is None:
        return None, f"there is no footnote {note - 1} before it"
    return _stands_for(before, f"footnote {note - 1} cites this work alone")


def _stands_for(items: Sequence[Item], reason: str) -> tuple[Reference | None, str]:
    """The one work of all the items, whether cited in full or in short."""
    if not items:
        return None, "the footnote before it cites nothing"
    works: list[Reference] = []
    for item in items:
        if isinstance(item, Unread):
            return None, "what it points to could not be told from its words"
        target = item if isinstance(item, Reference) else item.target
        if target is None:
            return None, "the short form before it is not resolved"
        works.append(target)
    return _only(works, reason, "works before it")


def _in_note(short: Short, note: int, read: Read) -> tuple[Reference | None, str]:
    if short.note is None:
        return None, "it names no footnote"
    if short.several:
        return None, "it names several footnotes"
    if short.note == note:
        return None, "it names its own footnote"
    if short.note not in read.notes:
        return None, f"there is no footnote {short.note} before it"
    items = read.notes[short.note]
    works = [t for i in items if (t := i if isinstance(i, Reference) else getattr(i, "target", None))]
    if not works:
        return None, f"footnote {short.note} cites nothing that could be told"
    defined = [
        each for name, those in read.names.items() if _same_words(name, short.name) for each in those if each in works
    ]
    if defined:
        return _only(defined, f"the work that footnote {short.note} gives this name", "works of this name")
    name = short.name.strip()
    if not _tokens(name):
        if any(isinstance(item, Unread) for item in items):
            return None, f"footnote {short.note} cites more than could be told"
        return _only(works, f"footnote {short.note} cites this work alone", f"works in footnote {short.note}")
    fitting = [each for each in works if _names(name, each.text) or _follows(short.after, each.text)]
    if not fitting:
        return None, _elsewhere(name, short.note, read)
    return _only(
        fitting, f"the work in footnote {short.note} with this name", f"works in footnote {short.note} with this name"
    )


def _elsewhere(name: str, note: int, read: Read) -> str:
    said = f"footnote {note} has nothing with the name {name!r}"
    others = sorted({each.note for each in read.references() if _names(name, each.text)})
    return f"{said}; footnote {others[0]} has" if len(others) == 1 else said


def _named(name: str, read: Read) -> tuple[Reference | None, str]:
    known = next((those for each, those in read.names.items() if _same_words(each, name)), [])
    return _only(known, f"the work that is called {name!r} from there on", f"works called {name!r}")


def _only(works: Sequence[Reference], reason: str, several: str) -> tuple[Reference | None, str]:
    keys = {each.key for each in works}
    if len(keys) == 1:
        return works[0], reason
    return None, f"there are {len(keys)} {several}" if keys else f"there are no {several}"


def _reporter(reference: Reference) -> str:
    return reference.key.value.rpartition(" ")[0] if reference.key.scheme == "case" else ""


def _titled(short: Short, reference: Reference) -> bool:
    return _names(short.name, reference.text) and _squeezed(short.after) in _squeezed(reference.text)


def _head(text: str) -> str:
    """What stands in front of a title in quotation marks, or the first words."""
    return re.split(r"[“\"]", text, maxsplit=1)[0][:200]


def _names(name: str, text: str) -> bool:
    """Whether all words of a name are in a text, or are the initials of words in it."""
    tokens = _tokens(name)
    squeezed = _squeezed(text)
    return bool(tokens) and all(token.casefold() in squeezed or _initials(token, text) for token in tokens)


def _follows(after: str, text: str) -> bool:
    """Whether the words behind "supra note 22," are a title in the text."""
    match = re.match(r"\s*,\s*([A-Z][\w’' -]{8,}\w)", after)
    return match is not None and _squeezed(match.group(1)) in _squeezed(text)


def _tokens(name: str) -> list[str]:
    plain = re.sub(r"\bet\.? al\b\.?", " ", name)
    return [token for token in _TOKEN.findall(plain) if token[0].isupper() and token.casefold() not in _NO_NAMES]


def _initials(token: str, text: str) -> bool:
    if not (token.isupper() and 2 <= len(token) <= 6):
        return False
    initials = "".join(word[0] for word in _TOKEN.findall(text) if word[0].isupper())
    return token in initials


def _same_words(left: str, right: str) -> bool:
    return _squeezed(left) == _squeezed(right)


def _squeezed(text: str) -> str:
    """Its letters and figures alone: words that lost the space between them are found in it too."""
    return "".join(character for character in text.casefold() if character.isalnum())


def names_of(read: Mapping[str, list[Reference]]) -> frozenset[str]:
    """The names set up so far by exactly one work."""
    return frozenset(name for name, those in read.items() if len({each.key for each in those}) == 1)
