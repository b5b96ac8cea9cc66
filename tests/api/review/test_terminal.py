"""A review in a real terminal, as a curator types it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from drafted import draft_corpus
from review_process import Terminal

from claimgraph.ingest import check_references, load_corpus

PROMPT = "? > "


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return draft_corpus(tmp_path)


@pytest.fixture
def terminal(corpus: Path) -> Iterator[Terminal]:
    made = Terminal(corpus)
    yield made
    made.kill()


def test_a_curator_walks_through_a_draft(corpus: Path, terminal: Terminal) -> None:
    start = terminal.until(PROMPT)
    assert "1 of 7, 0 accepted, 0 rejected, 7 to decide" in start
    assert "⟦Brighter lamps may reduce accidents.⟧" in start
    assert "1. brightness-helps (affirms, 0.64, brighter lamps): Brighter lamps make streets safer." in start

    terminal.type("a")
    terminal.until("empty: back) > ")
    terminal.type("1")
    terminal.until("stance (affirms, denies, qualifies; empty: back) > ")
    terminal.type("")  # the guess stands in the line already
    assert "2 of 7, 1 accepted, 0 rejected, 6 to decide" in terminal.until(PROMPT)

    terminal.type("r nothing new")
    assert "3 of 7, 1 accepted, 1 rejected, 5 to decide" in terminal.until(PROMPT)

    terminal.type("j 6")
    assert "stands twice, in lines 17 and 21" in terminal.until(PROMPT)
    terminal.type("a")
    assert "carbon.draft.yaml:" in terminal.until("a longer stretch that stands once")
    terminal.until(PROMPT)
    terminal.type("e")
    terminal.until("empty: done) > ")
    terminal.type("context")
    terminal.until("-: none > ")
    terminal.type("before they are sold. Brighter lamps cost more.")
    terminal.until("empty: done) > ")
    terminal.type("")
    assert "⟦Brighter lamps cost more.⟧" in terminal.until(PROMPT)
    terminal.type("a")
    assert "7 of 7, 2 accepted" in terminal.until(PROMPT)

    terminal.type("a")
    terminal.until("empty: back) > ")
    terminal.type("towns-should-pay")
    terminal.until("its statement, as a full sentence (empty: back) > ")
    terminal.type("Towns should pay for lamps.")
    terminal.until("topic (safety, cost; empty: back) > ")
    terminal.type("c")
    terminal.until("stance (")
    terminal.type("affirms")
    assert "3 of 7, 3 accepted" in terminal.until(PROMPT)
    terminal.type("u")
    assert "undone: accepted 'towns-pay'" in terminal.until(PROMPT)

    terminal.type("j brighter-lamps-may-reduce-accidents")
    assert "accepted (editors, 20" in terminal.until(PROMPT)
    terminal.type("l")
    terminal.until("with (")
    terminal.type("l1")
    terminal.until("kind (")
    terminal.type("")
    terminal.until("proposition > ")
    terminal.type("")
    terminal.until("justification")
    terminal.type("Both say that brighter lamps reduce accidents, the letter only that they may.")
    terminal.until("confidence (")
    terminal.type("high")
    terminal.until("slug of the alignment > ")
    terminal.type("")
    assert "aligned as brightness-helps-carbon-acme" in terminal.until(PROMPT)

    terminal.type("zzz")
    terminal.until("there is no 'zzz'; ? tells what there is")
    terminal.type("q")
    terminal.until("2 accepted, 1 rejected, 4 to decide")
    assert terminal.close() == 0
    assert "Traceback" not in terminal.shown

    read = load_corpus(corpus)
    assert check_references(read) == ()
    slugs = [claim.slug for claim in read.letters["carbon"].content.claims]
    assert slugs == ["brighter-lamps-may-reduce-accidents", "brighter-lamps-cost-more"]
    assert read.alignments.content.alignments[-1].slug == "brightness-helps-carbon-acme"


def test_a_letters_annotation_is_begun_before_its_first_claim(corpus: Path) -> None:
    path = corpus / "letters" / "carbon.draft.yaml"
    path.write_text(path.read_text("utf-8").replace("respondents: [borealis]", "respondents: []"), "utf-8")
    terminal = Terminal(corpus)
    for line in ("a", "", "carbon", "Carbon Lamps", "comp", "brightness-help", "", "q"):
        terminal.until("> ")
        terminal.type(line)
    terminal.until("7 to decide")
    assert terminal.close() == 0
    assert "(did you mean 'brightness-helps'?)" in " ".join(terminal.shown.split())
    assert load_corpus(corpus).letters["carbon"].content.respondents == ("carbon",)


def test_a_killed_review_goes_on_where_it_was(corpus: Path, terminal: Terminal) -> None:
    terminal.until(PROMPT)
    terminal.type("r")
    terminal.until("why (may be empty) > ")
    terminal.type("no")
    terminal.until(PROMPT)
    terminal.kill()
    later = Terminal(corpus)
    assert "2 of 7, 0 accepted, 1 rejected, 6 to decide" in later.until(PROMPT)
    later.press(b"\x04")  # the input ends
    later.until("6 to decide")
    assert later.close() == 0


def test_ctrl_c_goes_back_from_a_question_and_leaves_at_the_prompt(corpus: Path, terminal: Terminal) -> None:
    terminal.until(PROMPT)
    terminal.type("a")
    terminal.until("empty: back) > ")
    terminal.press(b"\x03")
    terminal.until("left as it was", again=b"\x03")
    terminal.until(PROMPT)
    terminal.press(b"\x03")
    terminal.until("7 to decide", again=b"\x03")
    assert terminal.close() == 0
    assert not (corpus / "letters" / "carbon.yaml").exists()


def test_a_drafts_words_dont_command_the_terminal(corpus: Path) -> None:
    path = corpus / "letters" / "carbon.draft.yaml"
    text = path.read_text("utf-8").replace("- it says what may happen", '- "\\e]0;mine\\a\\e[2J \\u202e" # x')
    path.write_text(re.sub(r'# x \("may"\)', "", text), "utf-8")
    terminal = Terminal(corpus)
    shown = terminal.until(PROMPT)
    assert "\ufffd]0;mine\ufffd\ufffd[2J" in shown
    assert "\x1b]0" not in shown
    terminal.type("q")
    terminal.until("to decide")
    assert terminal.close() == 0


def test_what_cant_be_reviewed_is_told(corpus: Path) -> None:
    (corpus / "letters" / "carbon.draft.yaml").unlink()
    terminal = Terminal(corpus)
    terminal.until("there is no such draft (there are no drafts): make one with `claimgraph draft`")
    assert terminal.close() == 1
