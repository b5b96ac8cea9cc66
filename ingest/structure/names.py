"""The shapes that names of people, organizations, agencies and offices have in a letter."""

from __future__ import annotations

import re

ROLE = re.compile(
    r"\b(?:president|officer|director|counsel|manager|head|chair\w*|chief|vice|partner|fellow|professor|founder|co-founder|ceo|cto|coo|"
    r"advis[eo]r|analyst|lead|secretary|attorney|researcher|scientist|associate|senior|policy|executive|engineer|principal|dean|"
    r"affairs|coordinator|representative|student|member|specialist|strategist|economist|svp|evp|vp)\b",
    re.I,
)
OFFICE = re.compile(
    r"\b(?:president|officer|director|counsel|manager|chair(?:man|woman|person)?|ceo|cto|coo|cfo|[se]?vp|co-founder|founder|"
    r"professor|analyst|advis[eo]r|attorney|strategist|economist|scientist|senior\s+(?:fellow|associate|researcher)|"
    r"(?:policy|program)\s+(?:lead|fellow|associate))\b",
    re.I,
)
"""What someone is, and no organization is called."""

ORGANIZATION = re.compile(
    r"\b(?:inc\.?|corporation|corp\.?|company|llc|l\.l\.c\.|ltd\.?|pbc|institute|foundation|center|centre|association|university|"
    r"council|coalition|alliance|chamber|consortium|society|union|initiative|network|group|project|lab|labs|college|school)(?=\W|$)",
    re.I,
)
NAME = r"[A-Z][\w&.'’+-]*"
PROPER = rf"{NAME}(?:,?\s+(?:{NAME}|of|the|for|and|on|in|&)){{0,12}}"
ABBREVIATED = r"(?:\s*\(\s*[“\"‘']?[\w&. -]{2,40}[”\"’']?(?:\s*(?:,|or)\s*[“\"‘']?[\w&. -]{2,40}[”\"’']?)?\s*\))?"
AGENCY_LINE = re.compile(r"\b(?:administration|department|commission|agency|bureau|office of)\b", re.I)
PERSON_NAME = re.compile(
    r"(?:(?:Dr|Mr|Ms|Mrs|Prof)\.\s+)?[^\W\d_a-z][\w.'’-]*(?:\s+(?:de|van|von|der|la|bin|al|el|[^\W\d_a-z][\w.'’-]*)){1,4}"
)


def is_person(line: str) -> bool:
    """Whether a line is a name that is no organization's or agency's by its words.

    >>> is_person("Jo Roe"), is_person("Lamp Institute")
    (True, False)
    """
    return PERSON_NAME.fullmatch(line.rstrip(",")) is not None and not (
        ORGANIZATION.search(line) or AGENCY_LINE.search(line)
    )
