"""Made-up dockets: sound, the same each time, the start of a larger one, and shared as real ones are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.api.build import build
from claimgraph.ingest import IngestError
from claimgraph.ingest.synthetic import write_docket
from claimgraph.ingest.synthetic.letter import write_letter
from claimgraph.ingest.synthetic.wording import name_of, statement
from claimgraph.ontology import CG, RDF


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("letters", "claims", "footnotes", "form_letters"), [(1, 1, 0, 0), (2, 3, 3, 0), (4, 20, 12, 3)]
)
def test_a_docket_is_sound(tmp_path: Path, letters: int, claims: int, footnotes: int, form_letters: int) -> None:
    folder = tmp_path / "docket"
    written = write_docket(folder, letters, claims=claims, footnotes=footnotes, form_letters=form_letters)
    made = build(folder)
    counted = Counter(quad.object for quad in made.quads if quad.predicate == RDF.type)
    assert written.letters + written.form_letters == counted[CG.CommentLetter] + made.joined
    assert (written.claims, written.propositions) == (counted[CG.Claim], counted[CG.Proposition])
    assert written.footnotes == counted[CG.Footnote] == counted[CG.Citation]
    assert not made.failures


def test_the_same_bytes_each_time_and_the_first_letters_of_more(tmp_path: Path) -> None:
    one, again, more, other = (tmp_path / name for name in ("one", "again", "more", "other"))
    write_docket(one, 5, claims=10, footnotes=5)
    write_docket(again, 5, claims=10, footnotes=5)
    write_docket(more, 8, claims=10, footnotes=5)
    write_docket(other, 5, claims=10, footnotes=5, seed=2)
    assert files(one) == files(again)
    letters = {name: data for name, data in files(one).items() if name.startswith("letters/")}
    assert letters.items() <= files(more).items()
    assert not letters.items() & files(other).items()


def test_a_few_works_are_cited_by_many_letters_and_most_by_few() -> None:
    cited = Counter(
        work for n in range(200) for work in {note.work for note in write_letter(1, n, 60, 40).notes if note.work}
    )
    often = [count for _, count in cited.most_common()]
    assert often[0] > 100
    assert often[len(often) // 2] <= 10


def test_camps_differ_in_what_they_deny() -> None:
    letters = [write_letter(1, n, 60, 0) for n in range(60)]
    denied = [
        sum(claim.stance == "denies" for letter in letters[camp::3] for claim in letter.claims) for camp in range(3)
    ]
    assert denied[0] * 2 < denied[1]


@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=1, max_value=10**6))
def test_no_two_are_alike(number: int, more: int) -> None:
    assert statement(number) != statement(number + more)
    assert name_of(number) != name_of(number + more)


def test_a_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="exists already: name a folder that doesn't"):
        write_docket(tmp_path, 1)
    assert not list(tmp_path.iterdir())
