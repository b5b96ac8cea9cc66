"""Whether who sent one text signed another: each sentence word for word, but for names and courtesies at either end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from claimgraph.ingest.intake.likeness import Words

_TURNING = re.compile(
    r"not|no|none|never|nor|neither|nothing|cannot|without|against|false|wrong|untrue|instead|however|but|except|unless"
    r"|.+n't|(?:oppos|reject|disapprov|disagre|withdr|repeal|retract)\w*"
)
_COURTESY = re.compile(
    r"a|again|age|am|an|and|as|at|attention|behalf|best|care|citizen|city|comment|comments|concern"
    r"|concerned|concerns|constituent|county|dear|docket|family|father|for|friend|from|good|greetings|hello"
    r"|hi|i|in|is|it|kind|lifelong|live|local|ma'am|madam|may|member|morning|mother|mr|mrs|ms|my|name|of"
    r"|office|official|old|on|parent|person|phone|re|regarding|regards|resident|respectfully|secretary|sent"
    r"|sincerely|sir|small|state|street|subject|submitted|taxpayer|teacher|thank|thanks|the|to|town|truly"
    r"|veteran|voter|warm|whom|with|writing|years|you|your|yours|zip|zipcode"
)
_SHORT, _NAME, _INITIALS = 12, 5, 3


@dataclass(frozen=True, slots=True)
class Difference:
    """What a signatory's text has beyond the one it signs, and what of that it lacks, as they stand."""

    added: tuple[str, ...]
    lacking: tuple[str, ...]


def find_difference(standing: Words, other: Words) -> Difference | None:
    """How a text differs from the one that may stand for it; None where it says something else.

    Every sentence of the standing text must stand in the other word for word. Of the first and the last one names,
    figures and courtesies may differ, as greeting and signature do. Sentences that only the other has are its own;
    a short one that takes something back (``not``, ``oppose``) makes it a letter by itself, and so does a sentence of
    the standing text that stands there a second time, changed.
    """
    ours, theirs = standing.sentences, other.sentences
    known = set(map(standing.said, ours))
    said = set(map(other.said, theirs))
    missing = [each for each in ours if standing.said(each) not in said]
    if any(each not in (ours[0], ours[-1]) for each in missing):
        return None
    lacking = list(_stretches(missing, standing.shared(other)))
    if not _formal(standing, lacking):
        return None
    shared = other.shared(standing)
    added: list[range] = []
    for each in theirs:
        if other.said(each) in known:
            continue
        if sum(shared[each.start : each.stop]) * 2 >= len(each):
            names = list(_stretches([each], shared))
            if not _formal(other, names) or not any(_near(each, theirs, edge) for edge in (0, -1)):
                return None
            added.extend(names)
        elif len(each) <= _SHORT and any(_TURNING.fullmatch(word) for word in other.said(each)):
            return None
        elif added and added[-1].stop == each.start:
            added[-1] = range(added[-1].start, each.stop)
        else:
            added.append(each)
    return Difference(tuple(map(other.cut, added)), tuple(map(standing.cut, lacking)))


def _near(sentence: range, sentences: Sequence[range], edge: int) -> bool:
    """Whether it is one of the three sentences at a text's head (0) or foot (-1)."""
    return sentence in (sentences[:3] if edge == 0 else sentences[-3:])


def _stretches(sentences: Iterable[range], shared: bytearray) -> Iterator[range]:
    """The stretches of words in some sentences that are not shared."""
    for sentence in sentences:
        begin = None
        for at in sentence:
            if not shared[at] and begin is None:
                begin = at
            elif shared[at] and begin is not None:
                yield range(begin, at)
                begin = None
        if begin is not None:
            yield range(begin, sentence.stop)


def _formal(words: Words, stretches: Sequence[range]) -> bool:
    """Whether the words are names, figures and courtesies only."""
    if not stretches:
        return True
    printed = words.printed()
    opening = {each.start: each for each in words.sentences}
    return not any(
        _TURNING.fullmatch(words.words[at])
        or not (_COURTESY.fullmatch(words.words[at]) or _is_name(printed, at, opening.get(at)))
        for stretch in stretches
        for at in stretch
    )


def _is_name(printed: Sequence[str], at: int, opened: range | None) -> bool:
    """Whether a word is a figure, or written as names are; one that opens a sentence is if all of it is."""
    word = printed[at]
    if word[0].islower() or (word.isupper() and len(word) > _INITIALS):
        return False
    return opened is None or (len(opened) <= _NAME and not any(printed[each][0].islower() for each in opened))
