"""Which of a request's questions a heading restates, or names by number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from claimgraph.ingest.structure.notations import BARE, NAMED, key_of, label_of, read_numbers

_RAISED = str.maketrans({raised: f" {figure}" for raised, figure in zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)})
_TOKEN = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[.?!][”’\"')\]]*\s+(?=[“‘\"'(\[]?[A-Z])")
_FEWEST = 5
_LONGEST = 160
_SURE, _MAYBE, _MARGIN = 0.85, 0.6, 0.08
_ATTEMPTS = 400

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restated:
    """The questions that a heading answers; ``doubt`` says why there are none where some seem meant.

    ``exact`` is true where most words are the questions' own, ``whole`` where all are; ``named`` where it gives a
    number, as in "Question 3b".
    """

    questions: tuple[str, ...] = ()
    doubt: str | None = None
    exact: bool = False
    whole: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class _Question:
    notation: str
    tokens: Tokens
    sentences: tuple[Tokens, ...]


class Questions:
    """A request's questions, prepared for finding them in headings."""

    def __init__(self, questions: Sequence[tuple[str, str]]) -> None:
        self._questions = tuple(
            _Question(notation, tokens(text), tuple(map(tokens, sentences(text)))) for notation, text in questions
        )
        self._order = {question.notation: position for position, question in enumerate(self._questions)}
        self._by_number = {key_of(question.notation): question.notation for question in self._questions}
        self._words = {word for question in self._questions for word in question.tokens}
        self._kept: dict[Tokens, Restated] = {}
        self._left = _ATTEMPTS

    def __len__(self) -> int:
        return len(self._questions)

    def restated(self, heading: str) -> Restated:
        """The questions that a heading restates, in the request's order.

        A heading may be a question, its beginning, some of its sentences, several questions, or a number. What fits two
        questions equally well answers none.
        """
        named = NAMED.match(heading)
        rest = heading[named.end() :] if named else heading
        by_text = self._by_text(rest)
        if named and len(self):
            return self._checked(self._numbers(named.group("numbers")), by_text)
        if by_text.questions or by_text.doubt:
            bare = BARE.match(heading)
            if by_text.doubt and bare:
                return self._by_text(heading[bare.end() :])
            return by_text
        bare = BARE.match(heading)
        return self._by_text(heading[bare.end() :]) if bare else by_text

    def labelled(self, raw: str, alone: bool) -> tuple[int, Restated] | None:
        """Where a label such as "Question 3b:" in front of a text ends, and what it names.

        ``alone`` allows "3(c)" on a line of its own.
        """
        label = label_of(raw, alone) if self._questions else None
        return (label[1], self._checked(self._numbers(label[0]), Restated())) if label else None

    def _numbers(self, numbers: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The notations that a list of numbers names, and the numbers that name none."""
        given = read_numbers(numbers)
        known = [self._by_number[key] for key, _ in given if key in self._by_number]
        return tuple(dict.fromkeys(known)), tuple(shown for key, shown in given if key not in self._by_number)

    def _checked(self, numbers: tuple[tuple[str, ...], tuple[str, ...]], by_text: Restated) -> Restated:
        known, unknown = numbers
        if unknown:
            return Restated(doubt=f"the request has no question {', '.join(unknown)}", named=True)
        if by_text.exact and not any(_related(one, other) for one in by_text.questions for other in known):
            said, meant = ", ".join(known), ", ".join(by_text.questions)
            return Restated(doubt=f"the heading says {said}, but its words are those of {meant}", named=True)
        return Restated(by_text.questions if by_text.exact else known, exact=True, whole=by_text.whole, named=True)

    def _by_text(self, heading: str) -> Restated:
        key = tokens(heading)
        if not 3 <= len(key) <= _LONGEST or not self._questions:
            return Restated()
        if key not in self._kept:
            self._kept[key] = self._found(key, tuple(map(tokens, sentences(heading))))
        return self._kept[key]

    def _found(self, key: Tokens, parts: tuple[Tokens, ...]) -> Restated:
        whole = [question for question in self._questions if question.tokens == key]
        if len(whole) == 1:
            return Restated((whole[0].notation,), exact=True, whole=True)
        begun = [question for question in self._questions if question.tokens[: len(key)] == key]
        if begun and (len(key) >= _FEWEST or any(question.sentences[0] == key for question in begun)):
            return self._only(begun)
        by_sentence = self._by_sentences(key, parts)
        if by_sentence.questions or by_sentence.doubt:
            return by_sentence
        if len(key) > _FEWEST:
            holding = [question for question in self._questions if _contains(question.tokens, key)]
            if holding:
                return self._only(holding)
        return self._nearest(key)

    def _only(self, fitting: list[_Question]) -> Restated:
        if len(fitting) == 1:
            return Restated((fitting[0].notation,), exact=True, whole=True)
        names = ", ".join(question.notation for question in fitting)
        return Restated(doubt=f"the heading fits the questions {names}: it answers none for sure")

    def _by_sentences(self, key: Tokens, parts: tuple[Tokens, ...]) -> Restated:
        """Questions whose sentences the heading gives; a sentence that several share goes with one already found."""
        found: list[_Question] = []
        shared: list[list[_Question]] = []
        known = 0
        for part in parts:
            owners = [question for question in self._questions if part in question.sentences]
            if not owners and len(part) > _FEWEST:
                owners = [q for q in self._questions if any(s[: len(part)] == part for s in q.sentences)]
            if not owners and len(part) > _FEWEST:
                owners = [q for q in self._questions if len(q.tokens) > _FEWEST and _contains(part, q.sentences[0])]
            known += len(part) if owners else 0
            if len(owners) == 1:
                found.append(owners[0])
            elif owners:
                shared.append(owners)
        if known * 10 < len(key) * 6:
            return Restated()
        if found:
            notations = sorted({question.notation for question in found}, key=self._order.__getitem__)
            return Restated(tuple(notations), exact=True, whole=known == len(key))
        return self._only(shared[0]) if shared else Restated()

    def _nearest(self, key: Tokens) -> Restated:
        """The one question whose words come near, by a margin over the next."""
        known = sum(word in self._words for word in key)
        if len(key) < _FEWEST or known * 10 < len(key) * 6 or not self._left:
            return Restated()
        self._left -= 1
        scores = sorted(
            ((self._likeness(key, q), -self._order[q.notation], q.notation) for q in self._questions), reverse=True
        )
        best, second = scores[0], scores[1] if len(scores) > 1 else (0.0, 0, "")
        if best[0] >= _SURE and best[0] - second[0] >= _MARGIN:
            return Restated((best[2],))
        if best[0] >= _MAYBE:
            return Restated(doubt=f"the heading resembles question {best[2]}, but not for sure: it answers none")
        return Restated()

    def _likeness(self, key: Tokens, question: _Question) -> float:
        matcher = SequenceMatcher(None, b=key, autojunk=False)
        best = 0.0
        for part in dict.fromkeys((question.tokens, *question.sentences)):
            matcher.set_seq1(part)
            if matcher.quick_ratio() > best:
                best = max(best, matcher.ratio())
        return best


def tokens(text: str) -> Tokens:
    """Its words in lower case, without any signs.

    >>> tokens("“Open” models’ 10^{26}?")
    ('open', 'models', '10', '26')
    """
    return tuple(_TOKEN.findall(text.translate(_RAISED).casefold()))


def sentences(text: str) -> list[str]:
    """The sentences of a question or a heading."""
    parts: list[str] = []
    start = 0
    for match in _SENTENCE.finditer(text):
        parts.append(text[start : match.end()])
        start = match.end()
    return [part for part in [*parts, text[start:]] if tokens(part)]


def _related(one: str, other: str) -> bool:
    one, other = key_of(one), key_of(other)
    return one.startswith(other) or other.startswith(one)


def _contains(longer: Tokens, shorter: Tokens) -> bool:
    return f" {' '.join(shorter)} " in f" {' '.join(longer)} "
