"""What is told of a letter's coverage: to people line by line, to programs as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimgraph.ingest import (
    CorpusError,
    Coverage,
    CoveredSentence,
    Location,
    Problem,
    check_references,
    coverage,
    load_corpus,
    read_letter,
)

SHOWN = 100
"""How many characters of a sentence are shown to people."""


def measured(folder: Path, letter: str | None = None) -> tuple[Coverage, ...]:
    """The coverage of each letter of a corpus, or of one; raises `CorpusError` for what is wrong with the corpus."""
    corpus = load_corpus(folder, unannotated=False)
    if problems := check_references(corpus):
        raise CorpusError(problems)
    if letter is not None and letter not in corpus.letters:
        known = ", ".join(corpus.letters)
        raise CorpusError((Problem(Location(str(folder), 1), f"there is no letter {letter!r}; there are {known}"),))
    return tuple(coverage(read_letter(corpus, slug)) for slug in corpus.letters if letter in (None, slug))


def coverage_lines(coverage: Coverage) -> Iterator[str]:
    """The figures of a letter, then each sentence that isn't wholly covered, at its line, with the reason for it."""
    yield (
        f"{coverage.letter}: {len(coverage.sentences)} sentences,"
        f" {coverage.count('covered')} covered ({coverage.share('covered'):.1f}%),"
        f" {coverage.count('excused')} excused ({coverage.share('excused'):.1f}%), {coverage.count('neither')} neither;"
        f" {coverage.words_covered:.1f}% of the words covered"
    )
    yield f"  covered by {_counted(coverage.kinds())}"
    yield f"  excused as {_counted(coverage.reasons())}"
    for verdict in ("excused", "neither"):
        for each in coverage.sentences:
            if each.verdict == verdict:
                reason = each.reason or "not covered"
                yield f"  {coverage.text_file}:{each.line}: {reason}: {_shown(each.sentence.text)}"
    for each in coverage.sentences:
        if each.verdict == "covered" and each.left_out:
            yield f"  {coverage.text_file}:{each.line}: covered but for: {_shown(each.left_out)}"


def coverage_record(coverage: Coverage) -> dict[str, Any]:
    """The figures of a letter and all its sentences, as JSON has them."""
    return {
        "letter": coverage.letter,
        "sentences": len(coverage.sentences),
        "covered": coverage.count("covered"),
        "excused": coverage.count("excused"),
        "neither": coverage.count("neither"),
        "words_covered_percent": round(coverage.words_covered, 1),
        "covered_by": coverage.kinds(),
        "excused_as": coverage.reasons(),
        "each": [_record(each) for each in coverage.sentences],
    }


def shortfall(coverage: Coverage, least: float, most_excused: float) -> str | None:
    """What the letter lacks of what is asked for, in words; None if it lacks nothing."""
    done, excused = coverage.share("covered", "excused"), coverage.share("excused")
    if done < least:
        return f"{coverage.letter}: {done:.1f}% of the sentences are covered or excused, {least:g}% are asked for"
    if excused > most_excused:
        return f"{coverage.letter}: {excused:.1f}% of the sentences are excused, {most_excused:g}% at most are allowed"
    return None


def _record(each: CoveredSentence) -> dict[str, Any]:
    return {
        "line": each.line,
        "start": each.sentence.start,
        "sentence": each.sentence.text,
        "verdict": each.verdict,
        "by": list(each.by),
        "reason": each.reason,
        "left_out": each.left_out,
    }


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in counts.items()) or "nothing"


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
