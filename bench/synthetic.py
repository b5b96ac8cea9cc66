"""A docket of synthetic letters, in our own terms: the same number of letters always gives the same statements.

A letter has 60 claims and 40 citations; the works cited and the propositions affirmed or denied follow Zipf's law.
With their words, letters have about 1,980 statements each, their share of the docket's and the derived ones included.
Statements are lines of N-Quads, which are ten times faster to make than objects.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from itertools import chain

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from claimgraph.ontology import CG, CITO, DCTERMS, OA, ORG, RDF, RDFS, XSD, Iris

IRIS = Iris("https://example.org/synthetic/")
CLAIMS, CITATIONS, TOPICS = 60, 40, 24
WORKS, PROPOSITIONS = 20, 30
"""How many works and propositions there are for each letter."""

_BASE = IRIS.base
_NO_TEXT = "0" * 64
WORDS = (
    *("open", "model", "weights", "access", "risk", "safety", "research", "release", "developers", "evaluation"),
    *("benefits", "harms", "misuse", "license", "export", "control", "standard", "audit", "community", "security"),
    *("transparency", "competition", "innovation", "small", "firms", "public", "interest", "policy"),
)
_INTEGER = f"^^{XSD.integer}"


def quads(letters: int) -> Iterator[Quad]:
    """The docket's statements, words and derived ones included, each in its graph."""
    return chain.from_iterable(parse(part, RdfFormat.N_QUADS, lenient=True) for part in n_quads(letters))


def n_quads(letters: int) -> Iterator[bytes]:
    """The same as N-Quads, a part for the docket, for each letter and for what is derived."""
    draw, words = random.Random(letters), random.Random(-letters)
    aligned = _Aligned()
    shared = chain(_works(letters, draw), _works_words(letters, words))
    yield _in_graph(IRIS.docket_graph(), shared)
    for n in range(letters):
        said = list(_letter(f"l{n}", letters, draw))
        aligned.add(f"l{n}", said)
        yield _in_graph(IRIS.letter_graph(f"l{n}"), chain(said, _letter_words(f"l{n}", words)))
    yield _in_graph(IRIS.docket_graph(), chain(_propositions(letters), _propositions_words(letters, words)))
    yield _in_graph(IRIS.derived_graph(), aligned.derived())
    yield _in_graph(IRIS.docket_graph(), aligned.agreements())


def triples(letters: int) -> list[Triple]:
    """The docket's statements that rules and axioms read: no words, nothing derived."""
    draw = random.Random(letters)
    said = chain(
        _works(letters, draw),
        *(_letter(f"l{n}", letters, draw) for n in range(letters)),
        _propositions(letters),
    )
    data = "".join(f"{each} .\n" for each in said)
    return [quad.triple for quad in parse(data, RdfFormat.N_TRIPLES, lenient=True)]


def topic(n: int) -> NamedNode:
    """One of the docket's TOPICS topics."""
    return IRIS.topic(f"t{n % TOPICS}")


def _in_graph(graph: NamedNode, statements: Iterable[str]) -> bytes:
    ending = f" {graph} .\n"
    return (ending.join(statements) + ending).encode()


def _typed(path: str, *kinds: NamedNode) -> Iterator[str]:
    """A thing's label and classes."""
    yield f'<{_BASE}{path}> {RDFS.label} "{path.rpartition("/")[2]}"'
    for kind in kinds:
        yield f"<{_BASE}{path}> {RDF.type} {kind}"


def _works(letters: int, draw: random.Random) -> Iterator[str]:
    """Works, and organisations that publish them, some as parts of others."""
    count = letters * WORKS
    publishers = count // 4 + 1
    for n in range(publishers):
        yield from _typed(f"organization/o{n}", ORG.Organization)
        if n % 3:
            yield f"<{_BASE}organization/o{n}> {ORG.subOrganizationOf} <{_BASE}organization/o{n - n % 3}>"
    for n in range(count):
        yield from _typed(f"source/s{n}", CG.EvidenceSource)
        yield f"<{_BASE}source/s{n}> {CG.publishedBy} <{_BASE}organization/o{draw.randrange(publishers)}>"


def _works_words(letters: int, draw: random.Random) -> Iterator[str]:
    for n in range(letters * WORKS):
        yield f'<{_BASE}source/s{n}> {DCTERMS.title} "{_text(draw, 7)}"'
        yield f"<{_BASE}source/s{n}> {CG.hasLocation} <{_BASE}location/u{n}>"
        yield f'<{_BASE}location/u{n}> {CG.url} "https://works.example/{n}"'


def _propositions(letters: int) -> Iterator[str]:
    for n in range(letters * PROPOSITIONS):
        yield from _typed(f"proposition/p{n}", CG.Proposition)


def _propositions_words(letters: int, draw: random.Random) -> Iterator[str]:
    for n in range(letters * PROPOSITIONS):
        yield f'<{_BASE}proposition/p{n}> {CG.statement} "{_text(draw, 10)}."'


def _letter(slug: str, letters: int, draw: random.Random) -> Iterator[str]:
    """A letter with its claims and citations."""
    letter, respondent = f"<{_BASE}letter/{slug}>", f"<{_BASE}organization/{slug}>"
    text, section = IRIS.text(slug, _NO_TEXT), f"<{_BASE}letter/{slug}/section/1>"
    yield from _typed(f"letter/{slug}", CG.CommentLetter)
    yield from _typed(f"organization/{slug}", ORG.Organization, CG.Respondent)
    yield from _typed(text.value.removeprefix(_BASE), CG.TextVersion)
    yield from _typed(f"letter/{slug}/section/1", CG.Section)
    yield f"{letter} {CG.submittedBy} {respondent}"
    yield f"{text} {CG.versionOf} {letter}"
    yield f"{section} {CG.sectionOf} {letter}"
    for n in range(CITATIONS):
        note = f"letter/{slug}/footnote/{n}"
        citation = f"{note}/citation/1"
        yield from _typed(note, CG.Footnote)
        yield from _typed(citation, CG.Citation)
        yield f"<{_BASE}{note}> {CG.footnoteOf} {letter}"
        yield f"<{_BASE}{citation}> {CG.citedIn} <{_BASE}{note}>"
        yield f"<{_BASE}{citation}> {CG.citesSource} <{_BASE}source/s{_zipf(letters * WORKS, draw)}>"
    for n in range(CLAIMS):
        claim, passage = f"<{_BASE}claim/{slug}/c{n}>", _passage(slug, n)
        yield from _typed(passage, CG.Passage)
        yield from _typed(f"claim/{slug}/c{n}", CG.Claim, CG.FactualClaim)
        yield f"<{_BASE}{passage}> {CG.inText} {text}"
        yield f"{claim} {CG.assertedIn} <{_BASE}{passage}>"
        yield f"{claim} {CG.statedIn} {section}"
        yield f"{claim} {CG.madeBy} {respondent}"
        stance = CG.denies if draw.random() < 0.1 else CG.affirms
        yield f"{claim} {stance} <{_BASE}proposition/p{_zipf(letters * PROPOSITIONS, draw)}>"
        if draw.random() < 0.4:
            cited = draw.randrange(CITATIONS)
            yield f"{claim} {CG.hasCitation} <{_BASE}letter/{slug}/footnote/{cited}/citation/1>"


def _letter_words(slug: str, draw: random.Random) -> Iterator[str]:
    """What the letter says and where: quotes, offsets, notes, topics."""
    letter = f"<{_BASE}letter/{slug}>"
    yield f'{letter} {DCTERMS.date} "2024-03-{1 + draw.randrange(27):02d}"^^{XSD.date}'
    paragraphs = r"\n\n".join(_text(draw, 80) for _ in range(50))
    yield f"{letter} {CG.currentText} {IRIS.text(slug, _NO_TEXT)}"
    yield f'{IRIS.text(slug, _NO_TEXT)} {CG.content} "{paragraphs}"'
    yield f'<{_BASE}letter/{slug}/section/1> {CG.heading} "{_text(draw, 5)}"'
    for n in range(CITATIONS):
        note = f"<{_BASE}letter/{slug}/footnote/{n}>"
        yield f'{note} {CG.noteNumber} "{n}"{_INTEGER}'
        yield f'{note} {CG.noteText} "{_text(draw, 12)}"'
        yield f'{note} {OA.start} "{40_000 + n * 90}"{_INTEGER}'
        yield f'{note} {OA.end} "{40_080 + n * 90}"{_INTEGER}'
        yield f"<{_BASE}letter/{slug}/footnote/{n}/citation/1> {CITO.hasCitingEntity} {letter}"
    for n in range(CLAIMS):
        claim, passage, quote = f"<{_BASE}claim/{slug}/c{n}>", f"<{_BASE}{_passage(slug, n)}>", _text(draw, 18)
        yield f'{claim} {CG.quote} "{quote}"'
        yield f"{claim} {CG.topic} {topic(draw.randrange(TOPICS))}"
        yield f'{claim} {CG.position} "{n}"{_INTEGER}'
        yield f'{passage} {OA.exact} "{quote}"'
        yield f'{passage} {OA.prefix} "{_text(draw, 5)}"'
        yield f'{passage} {OA.suffix} "{_text(draw, 5)}"'
        yield f'{passage} {OA.start} "{n * 100}"{_INTEGER}'
        yield f'{passage} {OA.end} "{n * 100 + 90}"{_INTEGER}'
        yield f"{passage} {CG.inSection} <{_BASE}letter/{slug}/section/1>"


class _Aligned:
    """What follows from the letters one after the other: evidence behind claims, agreements between two letters."""

    def __init__(self) -> None:
        self._derived: list[str] = []
        self._agreements: list[str] = []
        self._last: dict[str, str] = {}
        self._seen = 0

    def add(self, slug: str, said: list[str]) -> None:
        """Takes in a letter's statements."""
        triples = [line.split(" ", 2) for line in said]
        works = {subject: value for subject, predicate, value in triples if predicate == str(CG.citesSource)}
        for subject, predicate, value in triples:
            if predicate == str(CG.hasCitation):
                self._derived.append(f"{subject} {CG.backedBy} {works[value]}")
            elif predicate == str(CG.affirms):
                other = self._last.get(value, "")
                self._last[value] = subject
                self._seen += 1
                if other and f"/claim/{slug}/" not in other and self._seen % 6 == 0:
                    self._agree(value, other, subject)

    def _agree(self, proposition: str, *claims: str) -> None:
        path = f"alignment/a{len(self._agreements)}"
        self._agreements += _typed(path, CG.Alignment, CG.Agreement)
        self._agreements.append(f"<{_BASE}{path}> {CG.onProposition} {proposition}")
        self._agreements.append(f"<{_BASE}{path}> {CG.reviewStatus} {CG.Reviewed}")
        self._agreements += [f"<{_BASE}{path}> {CG.aligns} {claim}" for claim in claims]

    def derived(self) -> list[str]:
        """The evidence behind claims."""
        return self._derived

    def agreements(self) -> list[str]:
        """Agreements, each of two claims on one proposition."""
        return self._agreements


def _passage(slug: str, n: int) -> str:
    return IRIS.passage(slug, _NO_TEXT, n * 100, n * 100 + 90).value.removeprefix(_BASE)


def _text(draw: random.Random, words: int) -> str:
    return " ".join(draw.choices(WORDS, k=words))


def _zipf(count: int, draw: random.Random) -> int:
    """A rank from 0 below the count, about as often as 1 / (rank + 1)."""
    return min(int(count ** draw.random()), count) - 1
