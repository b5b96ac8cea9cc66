"""Whatever a curator does in whatever order: both files stay YAML, keep their comments, and agree with one another."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from drafted import SLUGS, PlainFiles, draft_corpus
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from claimgraph.ingest import IngestError, load_corpus
from claimgraph.ingest.drafts import LetterDraft
from claimgraph.ingest.review import CorpusReader, Session
from claimgraph.ingest.review.yaml_nodes import comments

# What makes each claim acceptable but the one whose quote stands twice.
OPEN = {"stance": "affirms", "proposition": "brightness-helps", "topic": "safety"}
NOTE = st.sampled_from(
    ["plain", "a: colon # and more", "“quoted”", "no", "- dash", "x" * 130, "two words " * 20 + "end"]
)
CLAIM = st.sampled_from(SLUGS)
STEP = st.one_of(
    st.tuples(st.just("accept"), CLAIM, st.none()),
    st.tuples(st.just("reject"), CLAIM, st.text(st.characters(codec="utf-8"), max_size=20)),
    st.tuples(st.just("edit"), CLAIM, NOTE),
    st.tuples(st.just("comment"), CLAIM, st.none()),
    st.tuples(st.just("reopen"), CLAIM, st.none()),
    st.tuples(st.just("undo"), CLAIM, st.none()),
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(st.lists(STEP, min_size=4, max_size=14))
def test_the_files_say_what_was_decided(steps: list[tuple[str, str, str | None]]) -> None:
    with TemporaryDirectory() as folder:
        _walk(draft_corpus(Path(folder)), steps)


def _walk(corpus: Path, steps: list[tuple[str, str, str | None]]) -> None:
    reader = CorpusReader(corpus)
    session = Session(reader, "carbon", PlainFiles(), "editors", lambda: "2026-11-22")
    session.start()
    draft, annotation = corpus / "letters" / "carbon.draft.yaml", corpus / "letters" / "carbon.yaml"
    first = draft.read_text("utf-8")
    others = {path: path.read_bytes() for path in corpus.rglob("*.yaml") if path != draft}
    said = sorted(comments(first))
    for step, slug, words in steps:
        with suppress(IngestError):
            if step == "accept":
                session.accept(slug, OPEN)
            elif step == "reject":
                session.reject(slug, words or "")
            elif step == "edit":
                session.edit(slug, {"note": words})
            elif step == "comment":  # by hand
                draft.write_text(draft.read_text("utf-8") + f"# about {slug}\n", "utf-8")
                said = sorted([*said, f"# about {slug}"])
            elif step == "reopen":
                session.reopen(slug)
            else:
                session.undo()
        content = reader.file(draft, LetterDraft).content
        assert sorted(comments(draft.read_text("utf-8"))) == said
        assert [claim.slug for claim in content.claims] == list(SLUGS)
        accepted = {claim.slug: claim.accepted() for claim in content.claims if claim.draft.status == "accepted"}
        if annotation.exists():
            yaml.safe_load(annotation.read_text("utf-8"))
            there = load_corpus(corpus).letters["carbon"].content.claims
            assert {claim.slug: claim for claim in there} == accepted
            assert [claim.slug for claim in there] == [slug for slug in SLUGS if slug in accepted]
        else:
            assert not accepted
    while session.last:
        session.undo()
    assert draft.read_text("utf-8").startswith(first)
    assert others == {path: path.read_bytes() for path in others}
