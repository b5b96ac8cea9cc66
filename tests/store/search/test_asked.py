"""What was typed, as it is read and as the index is asked."""

from __future__ import annotations

import pytest

from claimgraph.store.search.asked import read_query

WORDS = ("model", "modeling", "models", "open", "openness")


def continuing(beginning: str) -> list[str]:
    return [word for word in WORDS if word.startswith(beginning)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("  ", ""),
        ('-" *', ""),
        ("risk ", '"risk"'),
        ("Risk Évident ", '"risk" AND "evident"'),
        # the last word may be the beginning of one, until something follows
        ("risk", '"risk"'),
        ("ope", '("ope" OR "open" OR "openness")'),
        ("ope ", '"ope"'),
        ("ope?", '"ope"'),
        ("o", '"o"'),
        ("ope* risk ", '("ope" OR "open" OR "openness") AND "risk"'),
        # side by side
        ('"open models"', '"open models"'),
        ('"open mode', '("open mode" OR "open model" OR "open modeling" OR "open models")'),
        ("open-source ", '"open source"'),
        ("lamps¹ ", '"lamps"'),
        # not
        ("risk -model", '("risk") NOT ("model")'),
        ('risk -"open model" -lamp ', '("risk") NOT ("open model" OR "lamp")'),
        ("-risk", ""),
        # common words are left out, but not from a phrase, nor where there are no others
        ("the risk of lamps ", '"risk" AND "lamps"'),
        ('"the risk" ', '"the risk"'),
        ("who is it ", '"who" AND "is" AND "it"'),
        # nothing of the index's own language has a meaning
        ("risk AND OR NOT NEAR(lamps) ", '"risk" AND "not" AND "near lamps"'),
        ("words:risk^2 + {about} : x* ", '"words risk 2" AND "about" AND "x"'),
        ('say ""quoted"" ', '"say" AND "quoted"'),
        ("risk risk ", '"risk"'),
    ],
)
def test_how_it_is_read(text: str, expected: str) -> None:
    assert read_query(text).expression(continuing) == expected


def test_any_of_the_words() -> None:
    assert read_query("risk -lamp model ").expression(continuing, every=False) == '("risk" OR "model") NOT ("lamp")'
