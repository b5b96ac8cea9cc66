"""A letter as a part: the same graph as in a build of everything, made of no more than the letter asks."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from claimgraph.ingest import CorpusError, letter_graph, load_corpus, read_letter, read_text
from claimgraph.ingest.corpus import annotated_slugs
from claimgraph.ingest.parts import Shared, make_part, pack

CORPORA = Path(__file__).parents[2] / "corpora"
NTIA = Path(__file__).parents[3] / "corpus" / "ntia-2023-0009"
FOLDERS = [CORPORA / "lamps", CORPORA / "harbour", NTIA]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_part_is_what_a_build_makes_of_the_letter(folder: Path) -> None:
    corpus = load_corpus(folder, unannotated=False)
    shared = Shared(corpus)
    assert annotated_slugs(folder) == tuple(corpus.letters)
    for slug in corpus.letters:
        part, letter = make_part(shared, slug), read_letter(corpus, slug)
        assert part.graph == pack(letter_graph(corpus, letter))
        assert part.cautions == (*letter.cautions, *letter.unresolved())
        assert part.respondents == letter.annotation.content.respondents
        assert pickle.loads(pickle.dumps(part)) == part
        assert dict(part.files).keys() == {f"letters/{slug}.yaml", f"letters/{letter.annotation.content.text}"} | {
            f"letters/{name}" for name in letter.annotation.content.earlier_texts
        }


def test_what_a_letter_does_not_ask_leaves_its_digest_as_it_is(lamps: Path) -> None:
    before = Shared(load_corpus(lamps))
    parts = {slug: make_part(before, slug) for slug in annotated_slugs(lamps)}
    corpus = before.corpus
    for name, kind in (("sources", "sources"), ("organizations", "organizations"), ("propositions", "propositions")):
        file = getattr(corpus, name)
        for entry in getattr(file.content, kind):
            fewer = tuple(each for each in getattr(file.content, kind) if each is not entry)
            changed = replace(file, content=file.content.model_copy(update={kind: fewer}))
            after = Shared(replace(corpus, **{name: changed}))
            for slug, part in parts.items():
                same = after.digest(slug, part.needs) == part.digest
                try:
                    made = make_part(after, slug)
                except CorpusError:
                    assert not same, f"{slug} asks for {entry.slug}"
                else:
                    assert made.graph == part.graph or not same


BAD = [
    ("letters/acme.yaml", "proposition: ", "proposition: no-", "there is no proposition 'no-"),
    ("letters/acme.yaml", "letter: acme", "letter: other", "'other' must be the file's name, 'acme'"),
    ("letters/acme.yaml", "quote: ", "quote: Nobody wrote this. ", "does not stand in its context"),
]


@pytest.mark.parametrize(("name", "words", "instead", "said"), BAD)
def test_what_is_wrong_is_told_where_a_person_wrote_it(
    lamps: Path, name: str, words: str, instead: str, said: str
) -> None:
    shared = Shared(load_corpus(lamps))
    file = lamps / name
    file.write_text(file.read_text("utf-8").replace(words, instead, 1), "utf-8")
    with pytest.raises(CorpusError) as caught:
        make_part(shared, "acme")
    assert str(caught.value).startswith(str(file))
    assert said in str(caught.value)


def test_the_files_may_come_from_elsewhere(lamps: Path) -> None:
    shared = Shared(load_corpus(lamps))
    asked: list[str] = []

    def read(path: Path) -> str:
        asked.append(path.name)
        return read_text(path)

    part = make_part(shared, "acme", read)
    assert sorted(asked) == sorted(Path(name).name for name, _ in part.files)
