"""A draft as YAML: the annotation file's own layout, long texts folded, the same draft always the same bytes."""

from __future__ import annotations

from typing import Any

import yaml

from claimgraph.ingest.drafts.draft_file import DraftClaim, LetterDraft

_WIDTH = 112
_FOLDED_FROM = 60
_HEAD = """\
# Proposed by a program: nothing here is a claim of the letter until somebody has read it there and accepted it.
# claimgraph review walks through it; docs/annotation-format.md describes it. Builds don't read it.
"""
_ORDER = ("letter", "text", "comment", "respondents", "draft", "claims")
_CLAIM_ORDER = (
    "slug", "type", "quote", "context", "stance", "proposition", "topic", "modality", "cue", "condition", "addressees",
    "programmes", "defines", "footnotes", "earlier-quotes", "note", "draft",
)  # fmt: skip


class _Dumper(yaml.SafeDumper):
    """Folds long texts, indents lists below their key, and writes no aliases."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


class _Row(list[Any]):
    """A short list that stands in one line."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    folds = " " in value and len(value) > _FOLDED_FROM and value == " ".join(value.split()) and value.isprintable()
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=">" if folds else None)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(
    _Row, lambda dumper, row: dumper.represent_sequence("tag:yaml.org,2002:seq", row, flow_style=True)
)


def draft_text(draft: LetterDraft) -> str:
    """The text of the draft's file; reading it gives the draft again."""
    given = draft.model_dump(mode="json", by_alias=True, exclude_none=True)
    given["claims"] = [_claim(claim) for claim in draft.claims]
    given["respondents"] = _Row(given["respondents"])
    ordered = {key: given[key] for key in _ORDER if key in given}
    return _HEAD + yaml.dump(
        ordered, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH, default_flow_style=False
    )


def _claim(claim: DraftClaim) -> dict[str, Any]:  # Any: YAML of many shapes
    given = claim.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True, exclude={"draft"})
    given["draft"] = claim.draft.model_dump(mode="json", by_alias=True, exclude_none=True)
    for key in ("footnotes", "addressees", "programmes", "defines"):
        if key in given:
            given[key] = _Row(given[key])
    given["draft"]["questions"] = _Row(given["draft"]["questions"])
    for key in ("questions", "near", "alignments"):
        if not given["draft"][key]:
            del given["draft"][key]
    return {key: given[key] for key in _CLAIM_ORDER if key in given}
