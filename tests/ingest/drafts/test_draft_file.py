"""The draft file: what it may say, what moves into the annotation, and that no build reads it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from claimgraph.api.build import build
from claimgraph.ingest import json_schemas, load_corpus
from claimgraph.ingest.drafts import DraftClaim, LetterDraft

LAMPS = Path(__file__).parents[2] / "corpora" / "lamps"
OPEN = {
    "slug": "lamps-save-energy",
    "type": "factual",
    "quote": "Lamps save energy.",
    "modality": "possible",
    "cue": "can",
    "footnotes": [3, {"number": 4, "function": "citesAsEvidence"}],
    "draft": {"score": 0.71, "proposed-by": "words", "line": 4, "reasons": ["it states what is so"]},
}
DECIDED = {**OPEN, "stance": "affirms", "proposition": "lamps-are-useful", "topic": "energy"}
HEAD = {"letter": "acme", "text": "acme.txt", "draft": {"made-by": "x", "text-sha256": "0" * 64, "least": 0.3}}

BROKEN = {
    "accepted without a stance": ({"draft": {**OPEN["draft"], "status": "accepted"}}, "needs stance and proposition"),
    "score above one": ({"draft": {**OPEN["draft"], "score": 1.2}}, "less than or equal to 1"),
    "no reason": ({"draft": {**OPEN["draft"], "reasons": []}}, "at least 1 item"),
    "unknown status": ({"draft": {**OPEN["draft"], "status": "maybe"}}, "'proposed', 'accepted' or 'rejected'"),
    "no draft": ({"draft": None}, "valid dictionary"),
}


def test_an_accepted_claim_moves_over_unchanged() -> None:
    claim = DraftClaim.model_validate({**DECIDED, "draft": {**OPEN["draft"], "status": "accepted"}}).accepted()
    given = {key: value for key, value in DECIDED.items() if key != "draft"}
    assert json.loads(claim.model_dump_json(by_alias=True, exclude_unset=True)) == given


def test_an_open_claim_is_no_claim() -> None:
    with pytest.raises(ValidationError, match="proposition"):
        DraftClaim.model_validate(OPEN).accepted()


@pytest.mark.parametrize("name", BROKEN)
def test_what_a_draft_must_not_say(name: str) -> None:
    change, message = BROKEN[name]
    with pytest.raises(ValidationError, match=message):
        DraftClaim.model_validate({**OPEN, **change})


@pytest.mark.parametrize("claims", [[], [OPEN], [OPEN, DECIDED]], ids=len)
def test_model_and_schema_take_the_same(claims: list[object]) -> None:
    draft = {**HEAD, "claims": claims}
    assert list(Draft202012Validator(json.loads(json_schemas()["draft.json"])).iter_errors(draft)) == []
    assert len(LetterDraft.model_validate(draft).claims) == len(claims)


def test_a_build_reads_no_draft_and_says_so(tmp_path: Path) -> None:
    corpus = Path(shutil.copytree(LAMPS, tmp_path / "lamps"))
    draft = corpus / "letters" / "acme.draft.yaml"
    draft.write_text("this: [is, no draft\n", "utf-8")
    made = build(corpus)
    assert not any("draft" in name for name in made.inputs)
    assert sorted(load_corpus(corpus).letters) == sorted(load_corpus(LAMPS).letters)
    (said,) = [caution for caution in made.cautions if caution.at.file == str(draft)]
    assert "not part of the build" in said.message
