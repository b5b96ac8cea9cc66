"""How to cite a claim: as text, BibTeX and CSL-JSON, with its letter and the generation that it was read from."""

import json
import re
from dataclasses import dataclass

from claimgraph.api.service.graph import Row

__all__ = ["Citable", "citable"]

_SPECIAL = re.compile(r"[\\{}%#&$_^~]")
_ESCAPED = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Citable:
    """A claim as others cite it; `date` is YYYY-MM-DD or empty, `place` says where in the letter it stands."""

    iri: str
    author: str
    quote: str
    title: str
    comment: str
    date: str
    place: str
    generation: int

    @property
    def text(self) -> str:
        """The citation in one paragraph.

        >>> Citable("urn:claim/a/b", "A & Co.", "It is so.", "Lamps", "L-1", "2024-03-27", "", 3).text
        'A & Co.: “It is so.” Comment letter on “Lamps” (L-1), 2024-03-27. claimgraph, generation 3, urn:claim/a/b'
        """
        letter = f"Comment letter on “{self.title}”" if self.title else "Comment letter"
        where = ", ".join(each for each in (self._numbered(letter), self.date, self.place) if each)
        return f"{self.author}: “{self.quote}” {where}. claimgraph, generation {self.generation}, {self.iri}"

    @property
    def bibtex(self) -> str:
        """The citation as a BibTeX entry; what BibTeX would read as its own is escaped."""
        year, month = (found[1], found[2]) if (found := _DAY.fullmatch(self.date)) else ("", "")
        key = re.sub(r"[^a-z0-9]+", "-", "/".join(self.iri.split("/")[-2:]).lower()).strip("-")
        letter = f"Comment letter on {self.title}" if self.title else "Comment letter"
        fields = {
            "author": f"{{{_escaped(self.author)}}}",
            "title": f"{{{_escaped(self._numbered(letter))}}}",
            "year": year,
            "month": str(int(month)) if month else "",
            "note": _escaped(f"“{self.quote}”" + (f", {self.place}" if self.place else "")),
            "howpublished": f"claimgraph, generation {self.generation}",
            "url": self.iri,
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"

    @property
    def csl(self) -> str:
        """The citation as CSL-JSON, an array of one item."""
        issued = (
            {"issued": {"date-parts": [[int(part) for part in found.groups()]]}}
            if (found := _DAY.fullmatch(self.date))
            else {}
        )
        item = {
            "id": self.iri,
            "type": "document",
            "author": [{"literal": self.author}],
            "title": f"Comment letter on {self.title}" if self.title else "Comment letter",
            **({"number": self.comment} if self.comment else {}),
            **issued,
            "note": f"“{self.quote}”" + (f", {self.place}" if self.place else ""),
            "archive": "claimgraph",
            "version": f"generation {self.generation}",
            "URL": self.iri,
        }
        return json.dumps([item], ensure_ascii=False, indent=2)

    def _numbered(self, letter: str) -> str:
        return f"{letter} ({self.comment})" if self.comment else letter


def citable(iri: str, known: Row, said: Row, generation: int) -> Citable:
    """Return a claim as it is cited, from the solutions of `claim-context.rq` and `claim-position.rq`."""
    start, end = _text(known, "start"), _text(known, "end")
    place = f"characters {start} to {end}" if start and end else ""
    author = _text(known, "name") or _text(known, "respondent")
    title = _text(known, "docketTitle") or _text(known, "docketId")
    comment, date = _text(known, "identifier"), _text(known, "date")
    return Citable(iri, author, _text(said, "quote"), title, comment, date, place, generation)


def _escaped(text: str) -> str:
    r"""Return the text as BibTeX takes it.

    >>> _escaped("R&D_{50%}")
    'R\\&D\\_\\{50\\%\\}'
    """
    return _SPECIAL.sub(lambda found: _ESCAPED.get(found[0], f"\\{found[0]}"), text)


def _text(row: Row, name: str) -> str:
    term = row[name]
    return term.value if term else ""
