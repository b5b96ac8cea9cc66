"""How good drafts are: of the corpus's annotated letters, each judged by what its annotation says, the others known.

python bench/drafts.py LETTERS_FOLDER [--write] [--model MODEL.onnx --tokenizer TOKENIZER.json]

Whatever is compared with or indexed leaves out the letter under test and the propositions that only it takes a position
on. LETTERS_FOLDER has letters as filed in `pdf/`, which are drafted too, for failures and time. --model also measures a
sentence model (the mean of its last layer; needs onnxruntime and tokenizers). --write puts the tables into
docs/drafts.md.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from draft_trial import Trial, conditions, cues, footnotes, modalities, questions, trial, types
from markers import write_between
from similarity_methods import METHODS, Method, sentence_model, together

from claimgraph.api.drafting.letter import known_but, read_subject
from claimgraph.ingest import Corpus, IngestError, load_corpus, read_letter
from claimgraph.ingest.drafts import LEAST
from claimgraph.ingest.drafts.near import NEAR, near_claims, near_propositions
from claimgraph.ingest.drafts.propose import Drafting, draft_letter

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus" / "ntia-2023-0009"
PAGE = ROOT / "docs" / "drafts.md"
BEGIN, END = "<!-- made by bench/drafts.py --write -->", "<!-- end of what it made -->"
LEVELS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
NEARNESS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)


def main(given: Sequence[str] | None = None) -> None:
    """Draft, compare, print."""
    options = arguments(given)
    corpus = load_corpus(options.corpus)
    read = {slug: read_letter(corpus, slug) for slug in corpus.letters}
    trials = tuple(trial(corpus, read, slug) for slug in read)
    methods = dict(METHODS)
    if options.model:
        model = sentence_model(options.model, options.tokenizer)
        methods["all-MiniLM-L6-v2, int8 ONNX"] = model
        methods["both: 4-grams and MiniLM"] = together(METHODS["character 4-grams (used)"], model)
    sections = [*proposals(trials), *details(trials), *nearness(trials, corpus), *comparison(corpus, trials, methods)]
    sections += others(options.letters, corpus) if options.letters else []
    text = "\n".join(sections) + "\n"
    sys.stdout.write(text)
    if options.write:
        write_between(PAGE, BEGIN, END, text.rstrip())


def proposals(trials: Sequence[Trial]) -> Iterator[str]:
    """Precision and recall of the proposals at each score."""
    yield "### Proposed claims at each score\n"
    heads = [f"{each.read.slug}: {what}" for each in trials for what in ("proposed", "precision", "recall")]
    yield row("score at least", *heads)
    yield row("---", *["---:"] * len(heads))
    for level in LEVELS:
        cells: list[str] = []
        for each in trials:
            claimed = frozenset[int]().union(*(its for _, its in each.gold))
            chosen = [own for claim, own in each.proposed if claim.draft.score >= level]
            covered = frozenset[int]().union(*chosen)
            right = sum(2 * len(own & claimed) >= len(own) for own in chosen)
            found = sum(2 * len(its & covered) >= len(its) for _, its in each.gold)
            cells += [str(len(chosen)), share(right, len(chosen)), share(found, len(each.gold))]
        yield row(f"{level:.1f}{' (default)' if level == LEAST else ''}", *cells)
    yield ""


def details(trials: Sequence[Trial]) -> Iterator[str]:
    """How often what is proposed of a claim is what the annotation has."""
    yield "### What is proposed of them\n"
    yield row("", *(each.read.slug for each in trials))
    yield row("---", *["---:"] * len(trials))
    for name, count in (("type", types), ("modality", modalities), ("question", questions)):
        yield row(name, *(share(*count(each)) for each in trials))
    for name, key in (("footnotes", footnotes), ("cues", cues), ("conditions", conditions)):
        yield row(f"{name}: precision, recall", *(both(*key(each)) for each in trials))
    yield ""


def nearness(trials: Sequence[Trial], corpus: Corpus) -> Iterator[str]:
    """Which propositions and claims are named at each score, of those that an annotator found."""
    aligned = alignments(corpus)
    yield "### Near propositions and claims of the other letter\n"
    yield row(
        "score at least",
        "proposition first",
        "among five",
        "named a claim",
        "aligned claim first",
        "among five",
        "named a claim",
    )
    yield row("---", *["---:"] * 6)
    for level in NEARNESS:
        first = five = wanted = named = first_claim = five_claims = wanted_claims = named_claims = total = 0
        for each in trials:
            for claim, _ in each.gold:
                total += 1
                near = [n.proposition for n in near_propositions(claim.quote, each.known, level)]
                claims = [n.claim for n in near_claims(claim.quote, {}, each.known, level)]
                named, named_claims = named + len(near), named_claims + len(claims)
                if claim.proposition in each.known.statements:
                    wanted += 1
                    first += near[:1] == [claim.proposition]
                    five += claim.proposition in near
                if others := aligned.get(f"{each.read.slug}/{claim.slug}"):
                    wanted_claims += 1
                    first_claim += bool(claims) and claims[0] in others
                    five_claims += any(name in others for name in claims)
        yield row(
            f"{level:.2f}{' (default)' if level == NEAR else ''}",
            f"{first} of {wanted}",
            f"{five} of {wanted}",
            f"{named / total:.1f}",
            f"{first_claim} of {wanted_claims}",
            f"{five_claims} of {wanted_claims}",
            f"{named_claims / total:.1f}",
        )
    yield ""


def comparison(corpus: Corpus, trials: Sequence[Trial], methods: dict[str, Method]) -> Iterator[str]:
    """The ways of telling how near texts are, on the same questions."""
    aligned = alignments(corpus)
    yield "### Ways of telling how near texts are\n"
    yield row(
        "", "proposition first", "among five", "aligned claim first", "among five", "own statement first", "among five"
    )
    yield row("---", *["---:"] * 6)
    statements = {each.slug: each.statement for each in corpus.propositions.content.propositions}
    everything = [claim for each in trials for claim, _ in each.gold]
    for name, method in methods.items():
        ranks: list[list[int]] = [[], [], []]
        for each in trials:
            asked = [claim for claim, _ in each.gold if claim.proposition in each.known.statements]
            slugs = [slug for slug, _, _ in each.known.worded]
            scores = method([text for _, text, _ in each.known.worded], [claim.quote for claim in asked])
            ranks[0] += [rank(scores[i], slugs, {claim.proposition}) for i, claim in enumerate(asked)]
            wanted = [
                (claim, others) for claim, _ in each.gold if (others := aligned.get(f"{each.read.slug}/{claim.slug}"))
            ]
            names = [known.name for known in each.known.claims]
            texts = [f"{known.claim.quote} {known.statement}" for known in each.known.claims]
            scores = method(texts, [claim.quote for claim, _ in wanted])
            ranks[1] += [rank(scores[i], names, others) for i, (_, others) in enumerate(wanted)]
        scores = method(list(statements.values()), [claim.quote for claim in everything])
        ranks[2] = [rank(scores[i], list(statements), {claim.proposition}) for i, claim in enumerate(everything)]
        yield row(name, *(f"{sum(r < most for r in found)} of {len(found)}" for found in ranks for most in (1, 5)))
    yield ""


def others(folder: Path, corpus: Corpus) -> list[str]:
    """Each letter of the folder, drafted as the command does it."""
    lines = [
        "### Other letters\n",
        row("letter", "sentences", "proposed", "near a proposition", "near a claim", "dropped", "seconds"),
    ]
    lines.append(row("---", *["---:"] * 6))
    known = {slug: known_but(corpus, slug) for slug in ("", *corpus.letters)}
    for path in sorted((folder / "pdf").glob("*.pdf")):
        started = time.perf_counter()
        try:
            subject = read_subject(path, corpus, f"filed-{path.stem}")
        except IngestError as error:
            lines.append(row(path.stem, f"not read: {error}"))
            continue
        drafting = Drafting(subject.slug, subject.letter, known[path.stem if path.stem in known else ""])
        made = draft_letter(drafting, "text")
        seconds = time.perf_counter() - started
        near = (
            sum(bool(claim.draft.near) for claim in made.claims),
            sum(bool(c.draft.alignments) for c in made.claims),
        )
        lines.append(
            row(
                path.stem,
                *map(str, (len(drafting.places), len(made.claims), *near, made.draft.dropped, round(seconds, 1))),
            )
        )
    return [*lines, ""]


def alignments(corpus: Corpus) -> dict[str, set[str]]:
    """For each claim the claims of other letters with which a curator aligned it, on a proposition."""
    found: dict[str, set[str]] = {}
    for each in corpus.alignments.content.alignments:
        for claim in each.claims if each.proposition else ():
            letter = claim.partition("/")[0]
            found.setdefault(claim, set()).update(o for o in each.claims if o.partition("/")[0] != letter)
    return found


def rank(scores: np.ndarray, names: Sequence[str], wanted: set[str]) -> int:  # type: ignore[type-arg]
    """How many other names come before the first that is wanted."""
    ordered = dict.fromkeys(names[i] for i in np.argsort(-scores, kind="stable"))
    return next(at for at, name in enumerate(ordered) if name in wanted)


def both(mine: set[object], theirs: set[object]) -> str:
    """Precision and recall."""
    return f"{share(len(mine & theirs), len(mine))}, {share(len(mine & theirs), len(theirs))}"


def share(some: int, whole: int) -> str:
    """A share with two decimals."""
    return f"{some / whole:.2f}" if whole else "–"


def row(*cells: str) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |"


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("letters", type=Path, nargs="?", help="a folder with letters in pdf/")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="the annotated letters (default: the one here)")
    parser.add_argument("--write", action="store_true", help=f"write the tables into docs/{PAGE.name} too")
    parser.add_argument("--model", type=Path, help="a sentence model as ONNX")
    parser.add_argument("--tokenizer", type=Path, help="its tokenizer.json")
    options = parser.parse_args(given)
    if (options.model is None) != (options.tokenizer is None):
        parser.error("--model and --tokenizer go together")
    return options


if __name__ == "__main__":
    main()
