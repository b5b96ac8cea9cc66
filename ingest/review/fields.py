"""The keys of a claim as a curator types them: each a line of text, lists with a mark between their items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from claimgraph.ingest.docket_files import Alignment
from claimgraph.ingest.errors import ReviewError
from claimgraph.ingest.fields import AlignmentKind, ClaimType, Modality, OrganizationKind, Stance
from claimgraph.ingest.review.decisions import CLAIM_KEYS
from claimgraph.ingest.review.yaml_writing import Value

EDITABLE = tuple(key for key in CLAIM_KEYS if key != "earlier-quotes")
"""The keys that a review shows and changes; a claim that was never published has no earlier quotes."""

CHOICES = {"type": get_args(ClaimType), "stance": get_args(Stance), "modality": get_args(Modality)}
"""The keys with a few possible values, and these."""

ALIGNMENT_KINDS = get_args(AlignmentKind)

ORGANIZATION_KINDS = get_args(OrganizationKind)

CONFIDENCES = get_args(Alignment.model_fields["confidence"].annotation)

_BETWEEN = {"footnotes": ",", "addressees": ",", "programmes": ",", "defines": "|"}
_NEEDED = ("slug", "type", "quote")


def line_of(key: str, value: Value | None) -> str:
    """A key's value as a curator types it, in the form that `from_line` reads.

    >>> line_of("footnotes", ["7", {"number": "9", "function": "citesAsEvidence"}])
    '7, 9 citesAsEvidence'
    """
    if value is None or isinstance(value, str):
        return value or ""
    words = [" ".join(map(str, item.values())) if isinstance(item, Mapping) else str(item) for item in value]
    return " | ".join(words) if key == "defines" else ", ".join(words)


def from_line(key: str, line: str) -> Value | None:
    """What a curator typed as the key's value, None if nothing; whether the value is right is for the model to say.

    Raises ReviewError for what is no text, or where the key can't be without a value.

    >>> from_line("footnotes", "7, 9 citesAsEvidence")
    ['7', {'number': '9', 'function': 'citesAsEvidence'}]
    >>> from_line("defines", "open model | weights")
    ['open model', 'weights']
    """
    try:
        line.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ReviewError(f"{key}: what was typed is not Unicode text: type it again") from error
    words = " ".join(line.split())
    if not words:
        if key in _NEEDED:
            raise ReviewError(f"{key}: a claim can't be without it")
        return None
    if key not in _BETWEEN:
        return words
    items = [item.strip() for item in words.split(_BETWEEN[key]) if item.strip()]
    return [_footnote(item) for item in items] if key == "footnotes" else items


def _footnote(item: str) -> Value:
    number, _, function = item.partition(" ")
    return {"number": number, "function": function} if function else number
