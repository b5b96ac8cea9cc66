"""What stands first for what people type, on the small corpus and the project's own: a golden table."""

from __future__ import annotations

import pytest

from claimgraph.store.search import Search, SearchIndex

LAMPS = [
    ("bright lamps", 11, ["question/1", "claim/borealis/bright-lamps-safer", "letter/acme@468"]),
    (
        "cities should pay",
        5,
        ["proposition/cities-pay", "claim/borealis/cities-should-not-pay", "claim/acme/cities-should-pay"],
    ),
    ("small streets", 4, ["claim/borealis/small-streets-need-none", "claim/acme/effect-may-fail-in-small-streets"]),
    ("council", 5, ["source/guide", "organization/lamp-council"]),
    ("acme", 27, ["source/white-paper", "organization/acme", "organization/acme-labs", "letter/acme"]),
    ("jane roe", 2, ["letter/acme@439", "letter/acme"]),
    ("a. author report 7", 1, ["source/lamps-2024"]),
    ("who should pay for street lamps", 11, ["proposition/cities-pay", "question/2"]),
    ("lumens -every", 0, []),
]
NTIA = [
    ("deepfakes", 13, ["proposition/generative-ai-can-exacerbate-harms", "source/ibm-deepfakes"]),
    ("deepfake", 13, ["proposition/generative-ai-can-exacerbate-harms", "source/ibm-deepfakes"]),
    ("stanford crfm", 4, ["organization/stanford-crfm", "letter/ibm@5798"]),
    ("darío gil", 2, ["letter/ibm@2364", "letter/ibm"]),
    ("dario gil", 2, ["letter/ibm@2364", "letter/ibm"]),
    ("github", 4, ["organization/github", "question/7e"]),
    ("ai verify", 10, ["source/what-is-ai-verify", "programme/ai-verify"]),
    (
        "who is liable for misuse",
        2,
        ["proposition/solutions-are-technology-neutral", "claim/ibm/hold-bad-actors-liable"],
    ),
    ('"regulatory sandbox"', 7, ["proposition/sandboxes-are-vital-tools", "proposition/sandboxes-are-flexible"]),
    ("lack of evidence", 4, ["proposition/acknowledge-lack-of-evidence", "claim/ibm/acknowledge-lack-of-evidence"]),
    ("export controls", 35, ["proposition/export-controls-can-do-harm"]),
    ("regulati", 45, ["programme/ear", "claim/microsoft/regulating-development-is-difficult"]),
    ("bureau of industry and security", 6, ["organization/bis"]),
    ("model gradient", 3, ["proposition/availability-is-a-gradient", "claim/microsoft/availability-gradient"]),
    ("2d", 3, ["question/2d.i", "question/2d.ii", "question/2d"]),
]


def first(index: SearchIndex, text: str, most: int) -> list[str]:
    """The IRIs below the docket's base; of a paragraph the letter's, with the place where it begins."""
    shown = []
    for hit in index.find(Search(text, most=most)).hits:
        path = "/".join(
            hit.iri.removeprefix("https://w3id.org/claimgraph/").split("/")[-3 if "/claim/" in hit.iri else -2 :]
        )
        shown.append(path if hit.start is None else f"letter/{hit.iri.split('/')[-3]}@{hit.start}")
    return shown


@pytest.mark.parametrize(("text", "total", "expected"), LAMPS, ids=[text for text, _, _ in LAMPS])
def test_lamps(lamps_index: SearchIndex, text: str, total: int, expected: list[str]) -> None:
    assert (lamps_index.find(Search(text)).total, first(lamps_index, text, len(expected))) == (total, expected)


@pytest.mark.parametrize(("text", "total", "expected"), NTIA, ids=[text for text, _, _ in NTIA])
def test_ntia(ntia_index: SearchIndex, text: str, total: int, expected: list[str]) -> None:
    assert (ntia_index.find(Search(text)).total, first(ntia_index, text, len(expected))) == (total, expected)
