"""The process that reads one letter within bounds: ``python -m claimgraph.ingest.survey.child``.

Its task is JSON on standard input. It prints the reading as JSON, or an error's words as a JSON string with exit code
3, or 4 for a scan.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

from claimgraph.ingest.errors import LetterError, ScanError
from claimgraph.ingest.letter_files import Facts
from claimgraph.ingest.models import Letter
from claimgraph.ingest.readers.child import REFUSED, SCAN, bound, read_in_form, too_much
from claimgraph.ingest.readers.document import Document
from claimgraph.ingest.readers.letter import parse_document
from claimgraph.ingest.survey.codec import decode, encode
from claimgraph.ingest.survey.models import Reading, Task
from claimgraph.ingest.works import notes_of, read_citing

_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")
"""Characters that XML can't carry, and so not every format of the graph."""


def main(task: Task) -> int:
    """Read, print, and tell how it went."""
    bound(task.limits)
    try:
        sys.stdout.write(encode(read(task)))
    except LetterError as error:
        sys.stdout.write(json.dumps(str(error)))
        return SCAN if isinstance(error, ScanError) else REFUSED
    except (MemoryError, RecursionError):
        sys.stdout.write(json.dumps(f"{task.path}: {too_much(task.limits)}"))
        return REFUSED
    return 0


def read(task: Task) -> Reading:
    """What the task's file says; raises `LetterError`."""
    document = read_in_form(Path(task.path), task.form, task.limits)
    document = replace(document, text=_NO_TEXT.sub("\ufffd", document.text))
    document = _with_facts(document, task.facts)
    letter = _without_form_feeds(parse_document(document, task.questions))
    if not letter.text.strip("\ufeff \t\r\n\f"):
        raise LetterError(f"{task.path}: there is no letter in this: read what is attached to it instead")
    try:
        letter.text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise LetterError(f"{task.path}: character {error.start} is half a character: print it to a new PDF") from error
    titled = letter.respondent is None and task.facts is not None and task.facts.respondent is not None
    if task.facts and titled:
        letter = replace(letter, respondent=task.facts.respondent)
    citing = read_citing(notes_of(task.slug, letter))
    return Reading(document.form, document.pages, document.individual, titled, letter, citing)


def _with_facts(document: Document, facts: Facts | None) -> Document:
    """The document with what the record of its submission says; a name in a record's title is for want of a better."""
    if facts is None:
        return document
    return replace(
        document,
        respondent=None if facts.kind == "title" else facts.respondent,
        date=facts.date or document.date,
        docket=facts.docket or document.docket,
        individual=facts.kind == "person",
    )


def _without_form_feeds(letter: Letter) -> Letter:
    """The letter with a line's end for each page's end, since RDF/XML has no form feeds; offsets stay as they are."""
    text = letter.text.replace("\f", "\n")
    return replace(letter, text=text, text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


if __name__ == "__main__":
    sys.exit(main(decode(Task, sys.stdin.read())))
