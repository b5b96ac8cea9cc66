"""What a transcriber put in place of a picture: no words of the letter."""

from __future__ import annotations

import re

_PICTURE = (
    r"(?:signature|logo|logotype|image|picture|photo|photograph|icon|seal|letterhead|illustration|emblem|stamp|qr code)"
)
_DESCRIBED = re.compile(
    rf"(?:an?|the)\s+(?:[\w-]+,?\s+){{0,6}}{_PICTURE}\s+(?:of|in|that\s+(?:reads|says|shows)|reading|showing|depicting|for|with|written|is)\b",
    re.I,
)
_BRACKETED = re.compile(rf"[\[(<]\s*(?:[\w-]+\s+){{0,4}}{_PICTURE}\b[^\[\]()<>\n]{{0,200}}[\])>]", re.I)
_MARKDOWN = re.compile(r"!\[[^\[\]]{0,400}\]\([^()\s]{0,400}\)")
_SIGNATURE = re.compile(r"\bsignature\b", re.I)
_OF_A_SIGNATURE = re.compile(r"handwrit|cursive|\bink\b|signature\s+(?:of|reads|reading|that\s+reads)", re.I)
_CLOSING = re.compile(
    r"(?:(?:very\s+|most\s+)?(?:respectfully|sincerely|truly|cordially|faithfully)(?:\s+(?:submitted|yours))?"
    r"|yours(?:\s+(?:very\s+)?(?:truly|sincerely|faithfully|respectfully))?"
    r"|(?:with\s+)?(?:(?:best|kind|kindest|warm|warmest)\s+)?(?:regards|wishes)|with\s+(?:gratitude|appreciation|respect|thanks)"
    r"|signed|thank\s+you|(?:best|submitted)(?=[,:])|from:|/s/.*)[,.:]?",
    re.I,
)
_LONGEST = 500


def is_caption(words: str, before: str, first: bool) -> bool:
    """Whether a paragraph describes a picture that stood in its place.

    ``before`` is the paragraph before it; ``first`` is whether it stands before the letter's text begins. Elsewhere a
    sentence about a logo is taken for the letter's own.

    >>> is_caption("A signature in black ink that reads J. Doe.", "Sincerely,", False)
    True
    """
    if _MARKDOWN.fullmatch(words) or _BRACKETED.fullmatch(words):
        return True
    if len(words) > _LONGEST or not _DESCRIBED.match(words):
        return False
    signature = _SIGNATURE.search(words) is not None
    return first or (signature and (is_closing(before) or _OF_A_SIGNATURE.search(words) is not None))


def is_closing(words: str) -> bool:
    """Whether a line closes a letter, like "Sincerely,".

    >>> is_closing("Respectfully submitted,"), is_closing("Best practices differ.")
    (True, False)
    """
    return len(words) <= 45 and _CLOSING.fullmatch(words) is not None
