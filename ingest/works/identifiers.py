"""The normal forms of what works are known by: DOI, arXiv, SSRN, report numbers, law.

Each function takes what was found, in an address or in print, and gives the one form under which two spellings meet, or
None where it is no such identifier.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimgraph.ingest.works.models import Identifier

SCHEMES = {
    "doi": "DOI",
    "arxiv": "arXiv number",
    "ssrn": "SSRN number",
    "pmc": "PubMed Central number",
    "pmid": "PubMed number",
    "isbn": "ISBN",
    "openreview": "OpenReview identifier",
    "neurips": "NeurIPS paper",
    "pmlr": "PMLR paper",
    "jmlr": "JMLR paper",
    "cvf": "CVF paper",
    "ieee": "IEEE Xplore number",
    "jstor": "JSTOR number",
    "nber": "NBER number",
    "nist": "NIST number",
    "rand": "RAND number",
    "gao": "GAO number",
    "crs": "CRS number",
    "iso": "ISO number",
    "celex": "CELEX number",
    "eo": "executive order",
    "frdoc": "Federal Register document",
    "fr": "Federal Register page",
    "usc": "section of the U.S. Code",
    "cfr": "part of the CFR",
    "plaw": "public law",
    "bill": "bill",
    "case": "reported case",
    "regulations": "regulations.gov number",
    "youtube": "YouTube video",
    "post": "post on X",
    "web": "address",
    "words": "words",
}
"""What each scheme is called, the ones that say most of a work first: a work is named by the first that it has."""

_ARXIV = re.compile(
    r"(?:(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})|([a-z-]+)(?:\.[a-z]{2})?/(\d{2}(?:0[1-9]|1[0-2])\d{3}))(?:v([1-9]\d?))?",
    re.I,
)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_DOI_ENDS = ".,;:'\"*”’…"
_DOI_PAIRS = {")": "(", "]": "[", ">": "<"}
_NIST = re.compile(
    r"(?:nist[\s._-]*)?(sp|ai|ir|cswp|fips|gcr|tn|hb)[\s._-]*(?:pub[\s._-]*)?(\d+(?:-\d+[a-z]?)?(?:e\d{4})?)"
    r"(?:[\s._,-]*(?:r|rev(?:ision)?[\s.-]*)(\d+))?((?:[._-]*(?:i|f|\d)?pd)?)(?:[._-]*upd\d+)?",
    re.I,
)
_RAND = re.compile(r"(RRA?|PEA?|CTA?|WRA?|TLA?|MG|TR|RB|OP|CF|RM|P)[\s-]?(A?\d{2,5}(?:-\d{1,2})?)", re.I)


@dataclass(frozen=True, slots=True)
class Found:
    """An identifier, and the version that was named with it."""

    identifier: Identifier
    version: str | None = None


def arxiv(text: str) -> Found | None:
    """An arXiv number of either kind, without its version.

    >>> found = arxiv("2403.07918v2")
    >>> str(found.identifier), found.version, str(arxiv("math.GT/0309136").identifier), arxiv("2513.07918")
    ('arxiv:2403.07918', '2', 'arxiv:math/0309136', None)
    """
    match = _ARXIV.fullmatch(text)
    if not match:
        return None
    number = match.group(1) or f"{match.group(2).lower()}/{match.group(3)}"
    return Found(Identifier("arxiv", number), match.group(4))


def doi(text: str) -> Found | None:
    """A DOI in lower case; what a registrant's DOI says of another scheme is given as that.

    >>> str(doi("10.48550/arXiv.2302.04844").identifier), str(doi("10.1145/3514094.3534167).").identifier)
    ('arxiv:2302.04844', 'doi:10.1145/3514094.3534167')
    """
    match = _DOI.match(text)
    if not match:
        return None
    name = match.group().lower()
    while name[-1] in _DOI_ENDS or (name[-1] in _DOI_PAIRS and name.count(name[-1]) > name.count(_DOI_PAIRS[name[-1]])):
        name = name[:-1]
    prefix, _, suffix = name.partition("/")
    if not suffix:
        return None
    special: Found | None = None
    if prefix == "10.48550" and suffix.startswith("arxiv."):
        special = arxiv(suffix.removeprefix("arxiv."))
    elif prefix == "10.2139" and re.fullmatch(r"ssrn\.\d+", suffix):
        special = Found(Identifier("ssrn", suffix.removeprefix("ssrn.")))
    elif prefix == "10.6028":
        special = nist(suffix)
    elif prefix == "10.3386" and (number := re.fullmatch(r"w(\d+)", suffix)):
        special = Found(Identifier("nber", f"w{number.group(1)}"))
    elif prefix == "10.1101" and (versioned := re.fullmatch(r"([\d.]+)v(\d+)", suffix)):
        special = Found(Identifier("doi", f"10.1101/{versioned.group(1)}"), versioned.group(2))
    return special or Found(Identifier("doi", name))


def nist(text: str) -> Found | None:
    """The number of a NIST publication; drafts (``ipd``) and revisions are publications of their own.

    >>> [str(nist(each).identifier) for each in ("NIST.AI.100-1", "Special Publication 800-218")]
    ['nist:ai-100-1', 'nist:sp-800-218']
    >>> [str(nist(each).identifier) for each in ("sp/800/53/r5/upd1/final", "NISTIR 8286", "NIST.SP.800-226.ipd")]
    ['nist:sp-800-53r5', 'nist:ir-8286', 'nist:sp-800-226-ipd']
    """
    plain = re.sub(r"special publication", "sp", text.strip(), flags=re.I).replace("NISTIR", "NIST IR")
    plain = re.sub(r"^(sp|ir|ai|cswp|fips)/(\d+)/(\d+\w?)", r"\1 \2-\3", plain, flags=re.I)
    plain = re.sub(r"/(?:final|upd\d+)\b", "", plain, flags=re.I).replace("/", ".")
    match = _NIST.fullmatch(plain)
    if not match:
        return None
    series, number, revision, draft = (part.lower() if part else "" for part in match.groups())
    value = f"{series}-{number}{f'r{revision}' if revision else ''}"
    return Found(Identifier("nist", f"{value}-{draft.strip('._-')}" if draft else value))


def rand(text: str) -> Found | None:
    """The number of a RAND publication.

    >>> [str(rand(each).identifier) for each in ("RRA2977-2", "RR-A2977-2", "RR610")]
    ['rand:RRA2977-2', 'rand:RRA2977-2', 'rand:RR610']
    """
    match = _RAND.fullmatch(text)
    return Found(Identifier("rand", (match.group(1) + match.group(2)).upper())) if match else None


def isbn(text: str) -> Found | None:
    """An ISBN with thirteen figures, if its check figure is right.

    >>> str(isbn("0-306-40615-2").identifier), isbn("0-306-40615-3")
    ('isbn:9780306406157', None)
    """
    figures = re.sub(r"[\s‐-–-]", "", text).upper()
    if re.fullmatch(r"\d{9}[\dX]", figures):
        values = [10 if each == "X" else int(each) for each in figures]
        if sum(value * weight for value, weight in zip(values, range(10, 0, -1), strict=True)) % 11:
            return None
        body = f"978{figures[:9]}"
        return Found(Identifier("isbn", body + str(-_weighted(body) % 10)))
    if re.fullmatch(r"97[89]\d{10}", figures) and _weighted(figures) % 10 == 0:
        return Found(Identifier("isbn", figures))
    return None


def federal_register(volume: str, page: str) -> Found:
    """A page of the Federal Register.

    >>> str(federal_register("89", "14,059").identifier)
    'fr:89/14059'
    """
    return Found(Identifier("fr", f"{int(volume)}/{int(page.replace(',', ''))}"))


def year_of_volume(volume: int) -> int:
    """The year of a volume of the Federal Register, one a year since 1936.

    >>> year_of_volume(89)
    2024
    """
    return volume + 1935


def _weighted(figures: str) -> int:
    return sum(int(each) * (3 if place % 2 else 1) for place, each in enumerate(figures))
