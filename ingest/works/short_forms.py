"""Short forms of citations in a note's words: "Id.", "supra note 27", "see note 3 above", "RFC at 14061"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claimgraph.ingest.works.cases import find_short_cases
from claimgraph.ingest.works.models import ShortKind

_ID = re.compile(
    r"\W*(?:(?:see|see also|but see|cf|accord|e\.?g)\b[.,]*\s*(?:e\.g\.,?\s*|also\s*)?)*"
    r"(?:id|ibid|ibidem)\b(?:\.|,|\s*$|\s+at\b)",
    re.I,
)
_SUPRA = re.compile(
    r"\bsupra[,.]?\s*(?:at\s*)?(?:(?:foot|end)?notes?|nn?\.|fn\.?)\s*(?P<supra>\d{1,4})"
    r"(?P<range>\s*[-‐‑–—]+\s*\d{1,4}|\s*(?:and|,|&)\s*\d{1,4}\b)?"
    r"|\b(?:(?:foot|end)?note|n\.|fn\.?)\s*(?P<above>\d{1,4})\s*,?\s*(?:above|supra)\b"
    r"|(?:^|[\s(])(?:see|see also|cf\.)\s+(?:(?:foot|end)note|note)\s+(?P<see>\d{1,4})(?=\s*(?:[.,;)]|$))",
    re.I,
)
_ELSEWHERE = re.compile(r"\bsupra\b|\binfra\b", re.I)
_HEREINAFTER = re.compile(
    r"[\[(]\s*(?:hereinafter|hereafter)[,:]?\s*(?:referred to as\s*)?"
    r"[“\"']?(?P<name>[^\])“”\"']{2,80}?)[”\"']?\s*[\])]",
    re.I,
)
_LAST_STOP = re.compile(
    r".*(?:;|\band\s+(?=[A-Z][\w’'-]+(?:\s(?:et\b|&|and)|,?\s*$))|\bsee(?: also)?\b,?|\bcf\.|\be\.g\.,?|:"
    r"|[.)]\s(?=[A-Z]\w{3,}.*\w{3,}))",
    re.I | re.S,
)
_NAME_WITHIN = 200
_NAMED_AGAIN = r"\W*(?:see\s+|see also\s+|cf\.\s+)?{name}(?=\s*(?:at\b|§|,?\s*supra|[.,]?\s*$|\s+sec))"
_PAGE = re.compile(
    r"(?P<name>[A-Z][\w.’'& -]{2,80}?(?:,? et al\.?)?),?\s+"
    r"(?:(?:(?:at )?pp?\.\s*|at )[\divxlc]+(?:\s*[-–—]\s*\d+)?)\.?"
)
_TITLED = re.compile(
    r"(?P<name>[A-Z][\w.,’'& -]{1,120}?(?:,? et al\.?)?),\s*"
    r"[“\"](?P<title>[^“”\"]{4,300}?)[,.]?[”\"](?P<rest>[^;]{0,40})"
)
_PAGES_ONLY = re.compile(r"[\s,.]*(?:(?:at\s*)?pp?\.\s*|at\s+)?[\d\s,–—-]*\.?\s*")


@dataclass(frozen=True, slots=True)
class Short:
    """A short form as it stands: its kind, the note it names, the name in front and the words behind."""

    kind: ShortKind
    text: str
    name: str = ""
    note: int | None = None
    after: str = ""
    several: bool = False


def find_short_forms(words: str, names: frozenset[str] = frozenset()) -> Iterator[Short]:
    """The short forms in a segment's words, in order; ``names`` are those that a letter has set up with "hereinafter".

    >>> [(each.kind, each.name, each.note) for each in find_short_forms("See Kapoor et al., supra note 3, at 4.")]
    [('supra', 'Kapoor et al.', 3)]
    >>> [each.kind for each in find_short_forms("Id. at 3-4.")]
    ['id']
    """
    if _ID.match(words):
        yield Short("id", words)
        return
    found = False
    last = 0
    for match in _SUPRA.finditer(words):
        number = match.group("supra") or match.group("above") or match.group("see")
        name = _LAST_STOP.sub("", words[max(last, match.start() - _NAME_WITHIN) : match.start()]).strip(" ,.(;")
        name = f"{name}." if name.endswith("et al") else name
        yield Short(
            "supra", words, name, int(number), words[match.end() : match.end() + 120], bool(match.group("range"))
        )
        found, last = True, match.end()
    if found:
        return
    for name in sorted(names, key=lambda each: (-len(each), each)):
        if re.match(_NAMED_AGAIN.replace("{name}", re.escape(name)), words, re.I):
            yield Short("named", words, name)
            return
    if _ELSEWHERE.search(words):
        yield Short("supra", words)
        return
    shorts = [Short("case", words, each.reporter) for each in find_short_cases(words)]
    if shorts:
        yield from shorts
        return
    bare = words.strip()
    if (titled := _TITLED.fullmatch(bare)) and _PAGES_ONLY.fullmatch(titled.group("rest")):
        yield Short("title", words, titled.group("name"), after=titled.group("title"))
    elif paged := _PAGE.fullmatch(bare):
        yield Short("page", words, paged.group("name"))


def find_defined_name(words: str) -> str | None:
    """The name that "[hereinafter X]" sets up.

    >>> find_defined_name("89 Fed. Reg. 14059 (Feb. 26, 2024), here [hereinafter RFC].")
    'RFC'
    """
    match = _HEREINAFTER.search(words)
    return match.group("name").strip(" .,") if match else None
