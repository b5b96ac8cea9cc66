from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.ingest import Problem, load_corpus, read_letter


def cautions(folder: Path, slug: str) -> list[str]:
    return [f"{Path(caution.at.file).name}:{caution.at.line}: {caution.message}" for caution in read(folder, slug)]


def read(folder: Path, slug: str) -> tuple[Problem, ...]:
    letter = read_letter(load_corpus(folder), slug)
    return (*letter.cautions, *letter.unresolved())


def test_a_letter_without_doubts_has_no_cautions(lamps: Path) -> None:
    assert cautions(lamps, "acme") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("letters/acme.txt", "LAMP–2025–0001", "LAMP–2025–0002", "acme.yaml:3: the letter names docket LAMP-2025-0002"),
        (
            "letters/acme.txt",
            "behalf of Acme Lamps, Inc. (Acme)",
            "behalf of Zeta Corporation",
            "names 'Zeta Corporation'",
        ),
        (
            "sources.yaml",
            "[https://council.example/guide]",
            "[https://other.example/]",
            "footnote 3 cites https://council",
        ),
    ],
)
def test_contradictions_are_told_and_stop_nothing(lamps: Path, file: str, old: str, new: str, says: str) -> None:
    path = lamps / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    assert any(says in caution for caution in cautions(lamps, "acme")), cautions(lamps, "acme")
