"""Decisions on a draft: what is written, what is refused and why, what a kill or another hand leaves."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from drafted import SLUGS, PlainFiles, draft_corpus

from claimgraph.ingest import CorpusError, IngestError, ReviewError, check_references, load_corpus, read_letter
from claimgraph.ingest.review import (
    CorpusReader,
    NewAlignment,
    NewOrganization,
    NewProposition,
    Session,
    sheet,
    undecided,
)

MAY, DARK, SLEEP, WARM, TESTED, COST, TOWNS = SLUGS
HELPS = {"proposition": "brightness-helps", "stance": "affirms", "topic": "safety"}
ACME = "acme/brighter-lamps-reduce-accidents"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return draft_corpus(tmp_path)


@pytest.fixture
def session(corpus: Path) -> Session:
    return started(corpus)


def started(corpus: Path, files: PlainFiles | None = None) -> Session:
    made = Session(CorpusReader(corpus), "carbon", files or PlainFiles(), "editors", lambda: "2026-11-22")
    made.start()
    return made


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with one claim of the draft accepted and one rejected, not to be written to."""
    corpus = draft_corpus(tmp_path_factory.mktemp("decided"))
    session = started(corpus)
    session.accept(MAY, HELPS)
    session.reject(SLEEP, "what some say")
    return corpus


def annotation(corpus: Path) -> Path:
    return corpus / "letters" / "carbon.yaml"


def draft(corpus: Path) -> Path:
    return corpus / "letters" / "carbon.draft.yaml"


def texts(corpus: Path) -> dict[str, str]:
    return {str(path.relative_to(corpus)): path.read_text("utf-8") for path in sorted(corpus.rglob("*.yaml"))}


def test_an_accepted_claim_moves_into_the_annotation_and_the_corpus_stays_good(corpus: Path, session: Session) -> None:
    before = draft(corpus).read_text("utf-8")
    session.accept(MAY, HELPS)
    assert annotation(corpus).read_text("utf-8") == (
        "# yaml-language-server: $schema=../../../../ingest/schema/letter.json\n"
        "letter: carbon\n"
        "text: carbon.txt\n"
        "comment: LAMP-2025-0001-0003\n"
        "respondents: [borealis]\n"
        "claims:\n"
        "  - slug: brighter-lamps-may-reduce-accidents\n"
        "    type: factual\n"
        "    quote: >-\n"
        "      Brighter lamps may reduce accidents.\n"
        "    stance: affirms\n"
        "    proposition: brightness-helps\n"
        "    topic: safety\n"
        "    modality: possible\n"
        "    cue: may\n"
        "    footnotes: [1]\n"
    )
    after = draft(corpus).read_text("utf-8")
    assert after == before.replace(
        "    modality: possible  #",
        "    stance: affirms\n    proposition: brightness-helps\n    topic: safety\n    modality: possible  #",
    ).replace("status: proposed  # nobody", "status: accepted  # nobody", 1).replace(
        "read it yet\n", "read it yet\n      by: editors\n      date: 2026-11-22\n", 1
    )
    read = load_corpus(corpus)
    assert check_references(read) == ()
    assert [claim.slug for claim in read.letters["carbon"].content.claims] == [MAY]
    read_letter(read, "carbon")


def test_claims_stand_in_the_letters_order_whenever_they_are_accepted(corpus: Path, session: Session) -> None:
    session.accept(TOWNS, {"proposition": "cities-pay", "stance": "qualifies", "topic": "cost"})
    session.accept(MAY, HELPS)
    session.accept(WARM, {**HELPS, "stance": "qualifies"})
    slugs = re.findall("- slug: (.*)", annotation(corpus).read_text("utf-8"))
    assert slugs == [MAY, WARM, TOWNS]


def test_a_new_proposition_and_alignments_come_last_in_their_files(corpus: Path, session: Session) -> None:
    before = texts(corpus)
    session.accept(
        TESTED,
        {"stance": "affirms", "topic": "safety"},
        NewProposition("lamps-tested", "Lamps should be tested.", "safety"),
    )
    session.accept(MAY, HELPS)
    session.align(MAY, NewAlignment("both", ACME, "partial-agreement", "Both speak of it.", "low", "brightness-helps"))
    session.align(MAY, NewAlignment("study", ACME, "shared-evidence", "Both cite the study.", "high"))
    after = texts(corpus)
    assert after["propositions.yaml"] == before["propositions.yaml"] + (
        "  - slug: lamps-tested\n    statement: >-\n      Lamps should be tested.\n    topic: safety\n"
    )
    added = after["alignments.yaml"].removeprefix(before["alignments.yaml"])
    assert yaml.safe_load(added.replace("2026-11-22", "'2026-11-22'")) == [
        {
            "slug": "both",
            "kind": "partial-agreement",
            "proposition": "brightness-helps",
            "claims": [f"carbon/{MAY}", ACME],
            "justification": "Both speak of it.",
            "confidence": "low",
            "by": "editors",
            "date": "2026-11-22",
        },
        {
            "slug": "study",
            "kind": "shared-evidence",
            "sources": ["lamps-2024"],
            "claims": [f"carbon/{MAY}", ACME],
            "justification": "Both cite the study.",
            "confidence": "high",
            "by": "editors",
            "date": "2026-11-22",
        },
    ]
    candidate = sheet(session.desk(), 1).candidates[0]
    assert candidate.aligned == ("both", "study")
    for _ in range(4):
        session.undo()
    end = texts(corpus)
    assert end.pop("letters/carbon.yaml").endswith("\nclaims: []\n")
    assert end == before


# the claim, what is changed in it, what is said, what stands in the line complained of
REFUSED = [
    (DARK, {}, "can't be accepted yet: give its proposition and stance and topic", None),
    (MAY, {**HELPS, "quote": "Bright lamps may reduce accidents."}, "not in the letter; the nearest", "quote"),
    (COST, {}, '"Brighter lamps cost more." stands twice, in lines 17 and 21', "quote: Brighter"),
    (MAY, {**HELPS, "proposition": "brightness-help"}, "did you mean 'brightness-helps'", None),
    (MAY, {**HELPS, "topic": "savety"}, "no topic 'savety': did you mean 'safety'", None),
    (MAY, {**HELPS, "footnotes": ["7"]}, "there is no footnote '7'", None),
    (MAY, {**HELPS, "footnotes": ["one"]}, "footnotes.0", None),
    (TOWNS, {**HELPS, "footnotes": ["1"]}, "footnote 1 has no mark in the", None),
    (MAY, {**HELPS, "cue": "could"}, "'could' is not in the quote", "cue"),
    (MAY, {**HELPS, "cue": None}, "Give the words of the quote that make the claim probable, possible", "slug"),
    (MAY, {**HELPS, "modality": None}, "A claim with a cue is more or less than asserted", "slug"),
    (MAY, {**HELPS, "addressees": ["lamp-office"]}, "the section doesn't name 'lamp-office'", None),
    (MAY, {**HELPS, "stance": "agrees"}, "not 'agrees'", None),
    (MAY, {**HELPS, "slug": "Brighter Lamps"}, "slug", None),
    (MAY, {**HELPS, "slug": DARK}, f"there is another claim '{DARK}'", None),
    ("no-such", {}, "there is no claim 'no-such' any more", None),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "edits", "said", "line"), REFUSED)
def test_what_a_build_would_refuse_is_not_written(
    corpus: Path, session: Session, slug: str, edits: dict[str, object], said: str, line: str | None
) -> None:
    before = texts(corpus)
    with pytest.raises(IngestError) as caught:
        session.accept(slug, edits)
    assert said in str(caught.value)
    if line:
        assert isinstance(caught.value, CorpusError)
        at = caught.value.problems[0].at
        assert at.file == str(draft(corpus))
        assert line in draft(corpus).read_text("utf-8").split("\n")[at.line - 1]
    assert texts(corpus) == before


# what is done in the end, after MAY was accepted and SLEEP rejected; what is said
STEPS: dict[str, tuple[Callable[[Session], object], str]] = {
    "accept again": (lambda s: s.accept(MAY), "is accepted already: reopen it first"),
    "reject what is accepted": (lambda s: s.reject(MAY), "is accepted already"),
    "edit what is rejected": (lambda s: s.edit(SLEEP, {"note": "x"}), "is rejected already"),
    "reopen what is open": (lambda s: s.reopen(DARK), "isn't decided on"),
    "align what isn't accepted": (
        lambda s: s.align(DARK, NewAlignment("x", ACME, "agreement", "x", "low", "brightness-helps")),
        "isn't accepted: only claims of the annotation can be aligned",
    ),
    "align with nothing": (
        lambda s: s.align(MAY, NewAlignment("x", "acme/none", "agreement", "x", "low", "brightness-helps")),
        "there is no claim 'acme/none'",
    ),
    "align under a slug that is taken": (
        lambda s: s.align(MAY, NewAlignment("brightness-helps", ACME, "agreement", "x", "low", "brightness-helps")),
        "by now: look at it, then choose another slug",
    ),
    "align against the shapes": (
        lambda s: s.align(MAY, NewAlignment("x", ACME, "disagreement", "x", "low", "brightness-helps")),
        "In a disagreement at least one claim denies",
    ),
    "align without a reason": (
        lambda s: s.align(MAY, NewAlignment("x", ACME, "agreement", "", "low", "brightness-helps")),
        "justification",
    ),
    "shared evidence that isn't": (
        lambda s: s.align(MAY, NewAlignment("x", "acme/floor-for-every-street", "shared-evidence", "x", "low")),
        "have no footnotes that lead to one work",
    ),
    "another statement for a proposition": (
        lambda s: s.accept(DARK, {"stance": "affirms", "topic": "safety"}, NewProposition("cities-pay", "No.", "cost")),
        "there is a proposition 'cities-pay' with other words",
    ),
    "decide on what was shown otherwise": (lambda s: s.reject(DARK, seen="0" * 16), "was changed meanwhile"),
    "a reason that is none": (lambda s: s.reject(DARK, "\ud800"), "not"),
}  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_cant_be_taken_changes_nothing(decided: Path, tmp_path: Path, name: str) -> None:
    corpus = Path(shutil.copytree(decided, tmp_path / "lamps"))
    session = started(corpus)
    before = texts(corpus)
    step, said = STEPS[name]
    with pytest.raises(IngestError) as caught:
        step(session)
    assert said in str(caught.value)
    assert texts(corpus) == before


def test_a_rejection_keeps_its_reason_and_can_be_reopened(corpus: Path, session: Session) -> None:
    before = texts(corpus)
    session.reject(SLEEP, "  a view that\n  it reports ")
    assert (
        "status: rejected\n      by: editors\n      date: 2026-11-22\n      because: a view that it reports\n"
        in draft(corpus).read_text("utf-8")
    )
    assert sheet(session.desk(), 3).decided == "editors, 2026-11-22, a view that it reports"
    session.reopen(SLEEP)
    assert texts(corpus) == before


def test_a_review_goes_on_at_the_first_claim_undecided(corpus: Path, session: Session) -> None:
    session.accept(MAY, HELPS)
    session.reject(DARK)
    assert undecided(session.desk(), 2) == 3
    later = started(corpus)
    assert undecided(later.desk()) == 3
    assert (later.progress().accepted, later.progress().rejected, later.progress().proposed) == (1, 1, 5)
    with pytest.raises(ReviewError, match="nothing has been done in this session"):
        later.undo()
    later.reopen(MAY)
    assert undecided(later.desk(), 7) == 1


def test_whoever_decides_is_known(corpus: Path) -> None:
    unknown = Session(CorpusReader(corpus), "carbon", PlainFiles(), "editor", lambda: "2026-11-22")
    with pytest.raises(ReviewError, match="--by: there is no organization 'editor': did you mean 'editors'"):
        unknown.start()


def test_a_letter_without_a_draft_is_told_with_those_that_have_one(corpus: Path) -> None:
    with pytest.raises(ReviewError, match=r"there is no such draft .there are drafts of carbon.: make one with"):
        Session(CorpusReader(corpus), "acme", PlainFiles(), "editors", lambda: "2026-11-22").start()


# the words of the draft that are spoilt, by what, what is said
SPOILT = [
    ("letter: carbon", "letter: oxygen", "'oxygen' must be the file's name, 'carbon'"),
    (f"slug: {DARK}", f"slug: {MAY}", f"the claim '{MAY}' stands twice, first in line 12"),
    ("score: 0.82", "score: 8.2", "not '8.2'"),
    ("text: carbon.txt", "text: oxygen.txt", "there is no such file"),
    ("status: proposed  #", "status: accepted  #", "an accepted claim needs"),
]


@pytest.mark.parametrize(("words", "by", "said"), SPOILT)
def test_a_spoilt_draft_is_told_by_its_lines(corpus: Path, words: str, by: str, said: str) -> None:
    text = draft(corpus).read_text("utf-8")
    assert words in text
    draft(corpus).write_text(text.replace(words, by, 1), "utf-8")
    with pytest.raises(IngestError) as caught:
        started(corpus)
    assert said in str(caught.value)


# what the head of the draft leaves out, what is said when a claim is accepted
HEADS = [
    ("comment: LAMP-2025-0001-0003\n", "comment is missing: say which of the docket's comments the letter is"),
    ("respondents: [borealis]\n", "respondents is empty: name organisations of organizations.yaml"),
]


@pytest.mark.parametrize(("line", "said"), HEADS)
def test_an_annotation_isnt_begun_without_its_head(corpus: Path, line: str, said: str) -> None:
    text = draft(corpus).read_text("utf-8")
    draft(corpus).write_text(text.replace(line, ""), "utf-8")
    with pytest.raises(CorpusError) as caught:
        started(corpus).accept(MAY, HELPS)
    assert said in str(caught.value)
    assert not annotation(corpus).exists()


def test_an_annotation_is_begun_with_what_the_curator_says(corpus: Path) -> None:
    text = draft(corpus).read_text("utf-8").partition("comment:")[0].partition("\n")[2]
    rest = draft(corpus).read_text("utf-8").partition("[borealis]\n")[2]
    draft(corpus).write_text(f"{text}respondents: []\n{rest}", "utf-8")
    session = started(corpus)
    before = texts(corpus)
    new = NewOrganization("carbon", "Carbon: Lamps", "company")
    for comment, respondents, said in [
        ("", ["carbon"], "comment"),
        ("C-3", [], "respondents"),
        ("C-3", ["borealis", "acmee"], "did you mean 'acme'"),
        ("C-3", ["Carbon Lamps"], "respondents.0"),
    ]:
        with pytest.raises(CorpusError, match=re.escape(said)):
            session.begin(comment, respondents, [new])
    assert texts(corpus) == before
    session.begin(" C-3 ", ["borealis", "carbon"], [new])
    assert annotation(corpus).read_text("utf-8") == (
        "letter: carbon\ntext: carbon.txt\ncomment: C-3\nrespondents: [borealis, carbon]\nclaims: []\n"
    )
    assert texts(corpus)["organizations.yaml"] == before["organizations.yaml"] + (
        "  - slug: carbon\n    name: 'Carbon: Lamps'\n    kind: company\n"
    )
    with pytest.raises(ReviewError, match="is begun already"):
        session.begin("C-3", ["borealis"])
    session.accept(MAY, HELPS)
    assert check_references(load_corpus(corpus)) == ()


def test_an_edit_by_hand_is_read_and_never_overwritten(corpus: Path, session: Session) -> None:
    session.accept(MAY, HELPS)
    by_hand = annotation(corpus).read_text("utf-8").replace("respondents:", "# mine\npeople: []\nrespondents:")
    annotation(corpus).write_text(by_hand, "utf-8")
    text = draft(corpus).read_text("utf-8").replace("# What others say", "# mine too\n  # What others say")
    draft(corpus).write_text(text.replace("score: 0.66", "score: 0.67"), "utf-8")
    session.accept(WARM, {**HELPS, "stance": "qualifies"})
    assert annotation(corpus).read_text("utf-8").startswith(by_hand)
    assert "# mine too\n" in draft(corpus).read_text("utf-8")
    assert sheet(session.desk(), 4).score == 0.67
    session.undo()
    session.undo()
    assert annotation(corpus).read_text("utf-8") == by_hand.partition("claims:")[0] + "claims: []\n"


def test_an_entry_that_was_changed_by_hand_is_its_curators(corpus: Path, session: Session) -> None:
    session.accept(MAY, HELPS)
    by_hand = annotation(corpus).read_text("utf-8") + "    note: mine\n"
    annotation(corpus).write_text(by_hand, "utf-8")
    for step in (session.undo, lambda: session.reopen(MAY)):
        with pytest.raises(ReviewError, match="was changed"):
            step()
    assert annotation(corpus).read_text("utf-8") == by_hand
    annotation(corpus).write_text(by_hand.removesuffix("    note: mine\n"), "utf-8")
    session.reopen(MAY)
    assert "claims: []" in annotation(corpus).read_text("utf-8")


def test_what_another_program_writes_meanwhile_is_kept(corpus: Path) -> None:
    class Meddled(PlainFiles):
        """Somebody changes the draft between the review's own writes."""

        def replace(self, path: Path, text: str) -> None:
            super().replace(path, text)
            if path == annotation(corpus):
                other = draft(corpus).read_text("utf-8").replace("score: 0.66", "score: 0.11")
                draft(corpus).write_text(other, "utf-8")

    started(corpus, Meddled()).accept(MAY, HELPS)
    assert "score: 0.11" in draft(corpus).read_text("utf-8")
    assert "status: accepted" in draft(corpus).read_text("utf-8")


@pytest.mark.parametrize("allowed", range(4))
def test_a_kill_loses_the_decision_under_way_and_no_more(corpus: Path, allowed: int) -> None:
    new = NewProposition("lamps-tested", "Lamps should be tested.", "safety")
    killed = Session(CorpusReader(corpus), "carbon", PlainFiles(allowed), "editors", lambda: "2026-11-22")
    killed.start()
    with pytest.raises(KeyboardInterrupt):
        killed.accept(TESTED, {"stance": "affirms", "topic": "safety"}, new)
    later = Session(CorpusReader(corpus), "carbon", PlainFiles(), "editors", lambda: "2026-11-23")
    finished = later.start()
    # One write each for the edited draft, the proposition, the annotation, and the draft's word that it is done.
    assert finished == ((TESTED,) if allowed == 3 else ())
    if not finished:
        later.accept(TESTED, {"stance": "affirms", "topic": "safety"}, new)
    assert later.progress().accepted == 1
    read = load_corpus(corpus)
    assert check_references(read) == ()
    assert [claim.slug for claim in read.letters["carbon"].content.claims] == [TESTED]
    assert read.propositions.content.propositions[-1].slug == "lamps-tested"
    assert later.start() == ()


def test_an_aligned_claim_isnt_reopened_before_its_alignment_is_gone(corpus: Path, session: Session) -> None:
    session.accept(MAY, HELPS)
    session.align(MAY, NewAlignment("both", ACME, "partial-agreement", "Both.", "low", "brightness-helps"))
    with pytest.raises(CorpusError, match=f"there is no claim 'carbon/{MAY}'"):
        session.reopen(MAY)
    assert session.undo() == f"aligned '{MAY}' with {ACME}"
    session.reopen(MAY)


def test_a_letters_slug_may_have_a_full_stop(corpus: Path) -> None:
    letters = corpus / "letters"
    (letters / "u.s-carbon.txt").write_bytes((letters / "carbon.txt").read_bytes())
    text = draft(corpus).read_text("utf-8").replace("letter: carbon", "letter: u.s-carbon")
    (letters / "u.s-carbon.draft.yaml").write_text(text, "utf-8")
    made = Session(CorpusReader(corpus), "u.s-carbon", PlainFiles(), "editors", lambda: "2026-11-22")
    made.start()
    with pytest.raises(CorpusError, match="stands twice"):
        made.accept(COST)
    made.accept(MAY, HELPS)
    assert [claim.slug for claim in load_corpus(corpus).letters["u.s-carbon"].content.claims] == [MAY]


def test_a_draft_of_another_text_comes_with_a_caution(corpus: Path, session: Session) -> None:
    assert session.desk().caution is None
    path = corpus / "letters" / "carbon.txt"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert "no longer the text that the draft was made of" in (session.desk().caution or "")


def test_what_was_wrong_in_the_annotation_before_doesnt_stop_another_claim(corpus: Path, session: Session) -> None:
    session.accept(MAY, HELPS)
    text = annotation(corpus).read_text("utf-8").replace("Brighter lamps may reduce", "Brighter lamps might reduce")
    annotation(corpus).write_text(text, "utf-8")
    with pytest.raises(CorpusError, match="A claim with a cue is more or less than asserted"):
        session.accept(WARM, {**HELPS, "cue": "found"})
    session.accept(WARM, {**HELPS, "stance": "qualifies"})
    assert f"- slug: {WARM}" in annotation(corpus).read_text("utf-8")


def test_a_sheet_has_what_a_curator_needs(session: Session) -> None:
    shown = sheet(session.desk(), 1)
    assert shown.excerpt
    assert shown.excerpt.before == "How bright should street lamps be?\n\n"
    assert shown.excerpt.words == "Brighter lamps may reduce accidents."
    assert shown.excerpt.after.startswith(" Streets without lamps are dark.")
    assert [(note.number, note.taken) for note in shown.notes] == [(1, True), (2, False)]
    assert shown.questions == (("1", "How bright should street lamps be?"),)
    assert shown.lacking == ("proposition", "stance", "topic")
    assert shown.near[0].statement == "Brighter lamps make streets safer."
    assert shown.candidates[0].quote == "Brighter lamps reduce accidents at night."
    twice = sheet(session.desk(), 6)
    assert twice.excerpt is None
    assert "stands twice" in (twice.trouble or "")
