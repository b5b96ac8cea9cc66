"""The IRIs of a docket's things and graphs; docs/model.md lists their patterns."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from pyoxigraph import NamedNode

ONTOLOGY_GRAPH = NamedNode("https://w3id.org/claimgraph/ontology")

_RULES = "https://w3id.org/claimgraph/rule/"
_TEXT_DIGITS = 12
_URL_DIGITS = 16


def rule_iri(name: str) -> NamedNode:
    """The IRI of the rule in `rules/{name}.rq`.

    >>> rule_iri("backed-by").value
    'https://w3id.org/claimgraph/rule/backed-by'
    """
    return NamedNode(_RULES + name)


def name_slug(name: str) -> str:
    """The name in lower-case ASCII words joined by hyphens; accents are dropped.

    Raises ValueError where nothing is left of it.

    >>> name_slug("Darío Gil")
    'dario-gil'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    slug = "-".join(re.findall(r"[a-z0-9]+", plain.lower()))
    if not slug:
        raise ValueError(f"the name {name!r} has no letter of the Latin alphabet; write it in Latin letters")
    return slug


@dataclass(frozen=True, slots=True)
class Iris:
    """The IRIs under one docket's base, which ends in a slash; a `slug` without more ado is the letter's.

    Raises ValueError for a base that is no IRI or doesn't end in a slash, and for a slug that doesn't fit into an IRI.

    >>> iris = Iris("https://w3id.org/claimgraph/ntia-2023-0009/")
    >>> iris.claim("ibm", "safety-is-contextual").value
    'https://w3id.org/claimgraph/ntia-2023-0009/claim/ibm/safety-is-contextual'
    """

    base: str

    def __post_init__(self) -> None:
        NamedNode(self.base)
        if not self.base.endswith("/"):
            raise ValueError(f"the base IRI {self.base!r} has to end in a slash: {self.base + '/'!r}")

    def _node(self, *steps: str | int) -> NamedNode:
        return NamedNode(self.base + "/".join(map(str, steps)))

    def docket_graph(self) -> NamedNode:
        """The graph of what the letters share."""
        return self._node("graph", "docket")

    def letter_graph(self, slug: str) -> NamedNode:
        """The graph of what one letter says."""
        return self._node("graph", "letter", slug)

    def works_graph(self) -> NamedNode:
        """The graph of the works, publishers and respondents that programs found in the letters."""
        return self._node("graph", "works")

    def derived_graph(self) -> NamedNode:
        """The graph of what the rules derive."""
        return self._node("graph", "derived")

    def docket(self) -> NamedNode:
        """The docket."""
        return self._node("docket")

    def request(self) -> NamedNode:
        """The docket's request for comment."""
        return self._node("request")

    def question(self, notation: str) -> NamedNode:
        """The request's question with this notation, as `2d.i`."""
        return self._node("question", notation)

    def letter(self, slug: str) -> NamedNode:
        """The letter."""
        return self._node("letter", slug)

    def text(self, slug: str, sha256: str) -> NamedNode:
        """The version of the letter's text whose UTF-8 bytes have this SHA-256, in hexadecimal digits."""
        return self._node("letter", slug, "text", sha256[:_TEXT_DIGITS])

    def passage(self, slug: str, sha256: str, start: int, end: int) -> NamedNode:
        """The span of that text, in code points, `end` exclusive."""
        return self._node("letter", slug, "text", sha256[:_TEXT_DIGITS], "passage", f"{start}-{end}")

    def section(self, slug: str, n: int) -> NamedNode:
        """The letter's section `n`; 0 is what stands before the first heading."""
        return self._node("letter", slug, "section", n)

    def footnote(self, slug: str, n: int) -> NamedNode:
        """The letter's footnote `n`."""
        return self._node("letter", slug, "footnote", n)

    def mark(self, slug: str, n: int, k: int) -> NamedNode:
        """The `k`th mark of footnote `n`, from 1."""
        return self._node("letter", slug, "footnote", n, "mark", k)

    def citation(self, slug: str, n: int, k: int) -> NamedNode:
        """The `k`th citation in footnote `n`, from 1."""
        return self._node("letter", slug, "footnote", n, "citation", k)

    def link(self, slug: str, k: int) -> NamedNode:
        """The `k`th link in the letter's body by which it cites a work, from 1."""
        return self._node("letter", slug, "link", k)

    def short_form(self, slug: str, n: int, k: int) -> NamedNode:
        """The short form that is the `k`th part of footnote `n`, from 1."""
        return self._node("letter", slug, "footnote", n, "short-form", k)

    def file(self, slug: str) -> NamedNode:
        """The letter's file as it was filed."""
        return self._node("letter", slug, "file")

    def submission(self, slug: str) -> NamedNode:
        """The submission that joins another one's letter, by the slug that it would have as a letter."""
        return self._node("submission", slug)

    def claim(self, letter: str, slug: str) -> NamedNode:
        """The letter's claim."""
        return self._node("claim", letter, slug)

    def topic(self, slug: str) -> NamedNode:
        """The topic."""
        return self._node("topic", slug)

    def proposition(self, slug: str) -> NamedNode:
        """The proposition."""
        return self._node("proposition", slug)

    def alignment(self, slug: str) -> NamedNode:
        """The reviewed alignment; derived ones are minted by the rules, under `alignment/derived/`."""
        return self._node("alignment", slug)

    def organization(self, slug: str) -> NamedNode:
        """The organisation, respondents included."""
        return self._node("organization", slug)

    def person(self, slug: str, name: str) -> NamedNode:
        """The person who signed the letter under this name, as it is printed; nobody is taken for a namesake."""
        return self._node("person", slug, name_slug(name))

    def source(self, slug: str) -> NamedNode:
        """The cited work."""
        return self._node("source", slug)

    def location(self, url: str) -> NamedNode:
        """The web address, under the first digits of its UTF-8 bytes' SHA-256."""
        return self._node("location", hashlib.sha256(url.encode()).hexdigest()[:_URL_DIGITS])

    def affiliation(self, respondent: str, organization: str) -> NamedNode:
        """The tie of a respondent with an organisation, both by slug."""
        return self._node("affiliation", respondent, organization)

    def programme(self, slug: str) -> NamedNode:
        """The programme or instrument."""
        return self._node("programme", slug)

    def element(self, letter: str, kind: str, slug: str) -> NamedNode:
        """The letter's table, gradient step or entry: `element("microsoft", "risk", "no-trade-secret-protection")`."""
        return self._node("letter", letter, kind, slug)
