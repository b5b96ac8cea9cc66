"""One made-up letter: its text, and the annotation that a careful reader would have written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from claimgraph.ingest.synthetic.pools import generator, organizations, propositions, works, zipf
from claimgraph.ingest.synthetic.wording import AGENCY, QUESTIONS, TOPICS, name_of, opinion, place, remark, statement

__all__ = ["Claim", "Letter", "Note", "write_letter"]

_TYPES = {
    "affirms": "factual",
    "qualifies": "factual",
    "denies": "factual",
    "recommends": "recommendation",
    "demands": "policy",
}
_MODALITIES = {
    "qualifies": ("possible", "may"),
    "recommends": ("advised", "should"),
    "demands": ("required", "must"),
}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_CLAIMS_A_PARAGRAPH = 3
_OWN_CAMP = 0.85
"""How often a letter says what its camp says."""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote with one address: that of a work, by its number, that many letters cite, or of a page of its own."""

    number: int
    url: str
    work: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as the annotation has it; ``kind`` is what the sentence does."""

    slug: str
    kind: str
    quote: str
    proposition: int
    notes: tuple[int, ...]

    @property
    def stance(self) -> str:
        """Of the claim towards its proposition."""
        return self.kind if self.kind in ("qualifies", "denies") else "affirms"

    def entry(self) -> dict[str, object]:
        """The claim in the annotation's own keys."""
        made: dict[str, object] = {"slug": self.slug, "type": _TYPES[self.kind], "quote": self.quote}
        made |= {"stance": self.stance, "proposition": f"p{self.proposition}"}
        made["topic"] = TOPICS[self.proposition % len(TOPICS)]
        if self.kind in _MODALITIES:
            made["modality"], made["cue"] = _MODALITIES[self.kind]
        if self.kind == "recommends":
            made["addressees"] = ["agency"]
        return made | ({"footnotes": list(self.notes)} if self.notes else {})


@dataclass(slots=True)
class Letter:
    """A letter with the number by which everything in it is drawn."""

    number: int
    claims: list[Claim] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    member_of: int | None = None

    @property
    def slug(self) -> str:
        """Names the letter, its respondent and its files."""
        return f"letter-{self.number + 1:05}"

    @property
    def respondent(self) -> str:
        """The name of whoever submitted it."""
        return f"{name_of(self.number)} of {place(self.number)}"

    @property
    def text(self) -> str:
        """The letter, as a text version has it."""
        return "\n\n".join(self.paragraphs) + "\n"

    def annotation(self) -> dict[str, object]:
        """What a reader found in it."""
        made: dict[str, object] = {"letter": self.slug, "text": f"{self.slug}.txt"}
        made |= {"comment": f"SYN-2025-0001-{self.number + 1:05}", "respondents": [self.slug]}
        if self.member_of is not None:
            tie = {"organization": f"publisher-{self.member_of + 1}", "kind": "member", "quote": self._tie()}
            made["affiliations"] = [tie]
        return made | {"claims": [claim.entry() for claim in self.claims]}

    def _tie(self) -> str:
        return f"{self.respondent} is a member of {name_of_publisher(self.member_of or 0)}."


def name_of_publisher(number: int) -> str:
    """The name of an organisation that publishes works."""
    return f"{name_of(number)} for Weather Research"


def write_letter(seed: int, number: int, claims: int, notes: int) -> Letter:
    """The docket's letter with that number; ``claims`` and ``notes`` are what letters have on average."""
    draw = generator(seed, "letter", number)
    size = draw.uniform(0.5, 1.5)
    letter = Letter(number)
    if draw.random() < 0.3:
        letter.member_of = draw.randrange(organizations(number))
    letter.paragraphs += _opening(letter, draw)
    wanted = max(1, round(claims * size))
    share = min(1.0, notes / claims)
    answered = sorted(draw.sample(range(len(QUESTIONS)), k=min(len(QUESTIONS), 1 + wanted // 6)))
    for place_, question in enumerate(answered):
        letter.paragraphs.append(QUESTIONS[question])
        there = wanted * (place_ + 1) // len(answered) - wanted * place_ // len(answered)
        letter.paragraphs += _section(letter, there, share, seed, draw)
    letter.paragraphs += ["Respectfully submitted,", f"{name_of(number).split()[0]} {place(number + 3).split()[1]}"]
    return letter


def _opening(letter: Letter, draw: Random) -> Iterator[str]:
    yield f"March {1 + draw.randrange(28)}, 2025"
    yield AGENCY
    yield "RE: Docket SYN-2025-0001, Open Forecast Models"
    yield "Dear Director:"
    welcome = f"{letter.respondent} appreciates the opportunity to comment on open forecast models."
    yield f"{welcome} {letter._tie()}" if letter.member_of is not None else welcome


def _section(letter: Letter, claims: int, share: float, seed: int, draw: Random) -> list[str]:
    """The paragraphs of one question, its notes at the end, as on a page."""
    paragraphs, first = [], len(letter.notes)
    while claims > 0:
        sentences = []
        for _ in range(min(claims, _CLAIMS_A_PARAGRAPH)):
            cites = draw.random() < share
            if cites:
                letter.notes.append(_note(letter, draw))
            sentences.append(_claim(letter, cites, seed, draw))
            for more in range(draw.randint(1, 2)):
                sentences.append(remark(1000 + 10 * len(letter.claims) + more, draw))
        claims -= _CLAIMS_A_PARAGRAPH
        paragraphs.append(" ".join(sentences))
    return paragraphs + [f"{_mark(note.number)} <{note.url}>" for note in letter.notes[first:]]


def _claim(letter: Letter, cites: bool, seed: int, draw: Random) -> str:
    """Add a claim to the letter, and return its sentence with its mark."""
    said = zipf(propositions(letter.number), draw)
    camp = letter.number % 3
    favours = generator(seed, "proposition", said, camp).random() < (0.9, 0.2, 0.55)[camp]
    if draw.random() > _OWN_CAMP:
        favours = not favours
    kind = draw.choice(("affirms", "affirms", "recommends", "demands")) if favours else "denies"
    kind = "qualifies" if draw.random() < 0.1 else kind
    number = 100 + len(letter.claims)
    quote = opinion(kind, statement(said), number, draw)
    notes = (len(letter.notes),) if cites else ()
    letter.claims.append(Claim(f"c{len(letter.claims) + 1}", kind, quote, said, notes))
    return quote + "".join(map(_mark, notes))


def _note(letter: Letter, draw: Random) -> Note:
    """Half of the notes cite works that many letters cite, the others pages that nobody else does."""
    number = len(letter.notes) + 1
    if draw.random() < 0.5:
        work = zipf(works(letter.number), draw)
        return Note(number, f"https://works.example/{work + 1}", work)
    own = draw.random() < 0.3
    host = f"{letter.slug}.example" if own else "pages.example"
    return Note(number, f"https://{host}/{letter.slug}/{number}")


def _mark(number: int) -> str:
    return str(number).translate(_SUPERSCRIPT)
