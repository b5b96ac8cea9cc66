"""The letters of a folder, whether each file is one or they came with the records of regulations.gov."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from claimgraph.ingest.errors import LetterError, Location, Problem
from claimgraph.ingest.intake import LetterFile as FiledLetter
from claimgraph.ingest.intake import Submission, open_intake
from claimgraph.ingest.letter_files import (
    Facts,
    FoundLetters,
    LetterFile,
    comment_number,
    is_no_letter,
    keep,
    letter_files,
)
from claimgraph.ingest.readers.record import read_comment_record


def find_letters(folder: Path, taken: Collection[str] = (), comments: Collection[str] = ()) -> FoundLetters:
    """The letters in a folder; one with a comment's record in it is a download, and sorted into submissions.

    ``taken`` are the slugs of annotated letters and the names of their files, ``comments`` those letters' comment
    numbers: what is annotated is left to the annotation.
    """
    return _submitted(folder, taken, comments) if _has_record(folder) else letter_files(folder, taken)


def _has_record(folder: Path) -> bool:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(".json") and _is_record(Path(parent, name)):
                return True
    return False


def _is_record(path: Path) -> bool:
    try:
        read_comment_record(path)
    except LetterError:
        return False
    return True


def _submitted(folder: Path, taken: Collection[str], comments: Collection[str]) -> FoundLetters:
    try:
        intake = open_intake(folder)
    except LetterError as error:
        return FoundLetters(left_out=(Problem(Location(str(folder), 1), str(error)),))
    found: dict[str, LetterFile] = {}
    left_out: list[Problem] = []
    cautions: list[Problem] = []
    for submission in intake:
        if submission.id in comments:
            continue
        letters = [each for each in submission.letters if not _is_apart(each, folder, taken)]
        for name, letter in _named(submission, letters):
            number = comment_number(submission.id) if letter is letters[0] else None
            file = LetterFile(name, letter.path, number, letter.others, _facts(submission), submission.record)
            keep(found, left_out, file, taken)
        where = Location(str(submission.record or folder), 1)
        said = [remark.removeprefix(f"{where.file}: ") for remark in submission.remarks]
        if submission.letters or submission.withdrawn or submission.restricted:
            cautions.extend(Problem(where, each) for each in said)
        else:  # a comment that should be in the graph, and isn't
            left_out.append(Problem(where, "; ".join(said)))
    skipped = (each for each in intake.skipped if not is_no_letter(each.path))
    remarks = tuple(Problem(Location(str(each.path), 1), f"no letter: {each.reason}") for each in skipped)
    files = tuple(found[slug] for slug in sorted(found))
    return FoundLetters(files, tuple(left_out), tuple(cautions), remarks)


def _is_apart(letter: FiledLetter, folder: Path, taken: Collection[str]) -> bool:
    """Whether a file is an annotated letter's text, or a README."""
    own = letter.path.parent == folder and letter.path.name in taken
    return own or (letter.kind == "letter" and is_no_letter(letter.path))


def _named(submission: Submission, letters: list[FiledLetter]) -> Iterator[tuple[str, FiledLetter]]:
    """Each letter with the name that its slug is made of: an attachment's doesn't hang on what else there is."""
    for letter in letters:
        stem = letter.path.stem.removesuffix("_extracted")
        if letter.kind != "attachment":
            yield submission.id, letter
        elif stem.startswith(submission.id) and stem != submission.id:
            yield stem, letter
        else:
            yield f"{submission.id}-{'attachment' if stem == submission.id else stem}", letter


def _facts(submission: Submission) -> Facts | None:
    """What the record says; of a submission without one, or whose record can't be read, nothing is known."""
    if not (submission.respondent or submission.date or submission.docket):
        return None
    named = submission.respondent
    if named and named == submission.organization:
        return Facts(named, "organization", submission.date, submission.docket)
    return Facts(
        named, "person" if named and named == submission.submitter else "title", submission.date, submission.docket
    )
