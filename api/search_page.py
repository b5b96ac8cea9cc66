"""What the search page shows: results with their addresses, and every choice as a link."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from claimgraph.api.search_words import FIELD_LABELS, KIND_LABELS, label_of, many
from claimgraph.store.search import FIELDS, RANKED, Found, Hit, Piece, Search

__all__ = ["PAGE", "Asked", "Group", "Option", "Result", "Shown", "shown"]

PAGE = 20
"""Results on a page."""

SHOWN_VALUES = 8

Href = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asked for: the text, the values chosen, which page, and of which generation (0: the current)."""

    text: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    page: int = 1
    generation: int = 0

    @property
    def address(self) -> str:
        """The address of the page that shows this.

        >>> Asked("open weights", (("kind", "claim"),), 2).address
        '/search?q=open+weights&kind=claim&page=2'
        """
        said = [("q", self.text), *self.chosen]
        said += [("page", str(self.page))] if self.page > 1 else []
        said += [("generation", str(self.generation))] if self.generation else []
        return f"/search?{urlencode(said)}"

    def with_value(self, field: str, key: str | None) -> "Asked":
        """Return the same, from its first page, with this value in the field, or with none."""
        chosen = {**dict(self.chosen), field: key}
        return replace(self, chosen=tuple((name, value) for name in FIELDS if (value := chosen.get(name))), page=1)

    def page_of(self, iri: str, start: int | None, href: Href) -> str | None:
        """Return the address of the thing's page, at the paragraph that starts there, of the same generation.

        >>> Asked(generation=3).page_of("https://a.example/text/1", 5, lambda iri: "/text/1")
        '/text/1?generation=3#p5'
        """
        address = href(iri)
        if address is None or not address.startswith("/"):
            return address
        of = f"?generation={self.generation}" if self.generation else ""
        return f"{address}{of}{'' if start is None else f'#p{start}'}"

    def search(self, most: int = PAGE) -> Search:
        """Return what the index is to be asked."""
        return Search(self.text, self.chosen, (self.page - 1) * most, most)


@dataclass(frozen=True, slots=True)
class Option:
    """A value that results can be narrowed to; its address takes the choice back where it `is_chosen`."""

    label: str
    count: int
    is_chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """A field's values, the first of them and the others."""

    name: str
    label: str
    first: tuple[Option, ...]
    others: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One result as the page shows it; `beside` are words and the addresses that they link to, if any."""

    kind: str
    href: str
    words: tuple[Piece, ...]
    about: tuple[Piece, ...]
    beside: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The parts of the page. `chosen` are the values chosen, each with the address without it."""

    summary: str
    results: tuple[Result, ...]
    groups: tuple[Group, ...]
    chosen: tuple[tuple[str, str], ...]
    first: int
    before: str
    after: str
    without: str
    meant: tuple[str, str] | None
    is_cut: bool


def shown(asked: Asked, found: Found, href: Href) -> Shown:
    """Return what the page shows of what was found."""
    first = (asked.page - 1) * PAGE
    more = first + PAGE < found.total
    meant = replace(asked, text=found.meant, page=1) if found.meant else None
    return Shown(
        _summary(asked, found, first),
        tuple(_result(asked, hit, href) for hit in found.hits),
        tuple(group for name in FIELDS if (group := _group(asked, found, name)) is not None),
        tuple(
            (f"{FIELD_LABELS[name]}: {_chosen_label(found, name, key)}", asked.with_value(name, None).address)
            for name, key in asked.chosen
        ),
        first + 1,
        replace(asked, page=min(asked.page - 1, -(-found.total // PAGE))).address if asked.page > 1 else "",
        replace(asked, page=asked.page + 1).address if more else "",
        replace(asked, chosen=(), page=1).address if asked.chosen and found.without > found.total else "",
        (meant.text, meant.address) if meant else None,
        bool(asked.text) and found.total > RANKED,
    )


def _summary(asked: Asked, found: Found, first: int) -> str:
    """Return in a sentence what was found."""
    text = f"“{asked.text.strip()}”"
    if not found.total:
        return f"Nothing found for {text}" if asked.text.strip() else "Nothing found"
    if found.match == "everything":
        said = f"{many(found.total, 'entry', 'entries')} in all"
    elif found.match == "all":
        said = f"{many(found.total, 'result', 'results')} for {text}"
    else:
        said = f"{many(found.total, 'result', 'results')} with some of the words of {text}; none has all of them"
    last = min(first + PAGE, found.total)
    return f"{said}, {first + 1:,} to {last:,}" if first < found.total > PAGE else said


def _chosen_label(found: Found, name: str, key: str) -> str:
    counted = next((each for each in found.facets[name] if each.is_chosen), None)
    return label_of(name, counted.value) if counted else key


def _group(asked: Asked, found: Found, name: str) -> Group | None:
    """Return the field's values; none where there is nothing to choose."""
    counted = found.facets[name]
    if not counted or (len(counted) == 1 and not counted[0].is_chosen and counted[0].count == found.total):
        return None
    options = [
        Option(
            label_of(name, each.value),
            each.count,
            each.is_chosen,
            asked.with_value(name, None if each.is_chosen else each.value.key).address,
        )
        for each in counted
    ]
    first = [each for n, each in enumerate(options) if n < SHOWN_VALUES or each.is_chosen]
    return Group(name, FIELD_LABELS[name], tuple(first), tuple(each for each in options if each not in first))


def _result(asked: Asked, hit: Hit, href: Href) -> Result:
    address = asked.page_of(hit.iri, hit.start, href) or "/"
    beside = tuple((label, iri and asked.page_of(iri, None, href)) for label, iri in _beside(hit))
    return Result(KIND_LABELS[hit.kind][0].capitalize(), address, hit.words, _about(hit), beside)


def _about(hit: Hit) -> tuple[Piece, ...]:
    """Return what it is said of, unless that is what it says."""
    said, about = ("".join(text for text, _ in pieces) for pieces in (hit.words, hit.about))
    return () if said == about else hit.about


def _beside(hit: Hit) -> list[tuple[str, str | None]]:
    """Return who says it, which way and of what kind it is, and what else its entry says it is, with IRIs."""
    found: list[tuple[str, str | None]] = []
    if hit.kind == "claim":
        found += [(value.label, value.value) for value in hit.values["respondent"]]
        found += [(label_of(name, value), None) for name in ("stance", "type") for value in hit.values[name]]
        found += [(value.label, value.value) for value in hit.values["topic"]]
    return [*found, (hit.line, None)] if hit.line else found
