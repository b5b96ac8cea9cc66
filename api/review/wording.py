"""What both front ends say: a claim's state, a review's progress, what went wrong; nothing that a terminal obeys."""

import re

from claimgraph.ingest import CorpusError, IngestError
from claimgraph.ingest.review import Progress

__all__ = ["harmless", "progress_words", "trouble_words"]

# Control characters, and those that turn the direction of what follows: letters and drafts are other people's.
_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    r"""Returns the text with a sign in the place of each character that a terminal or a reading order obeys.

    >>> harmless("a\x1b[2Jb\tc")
    'a�[2Jb\tc'
    """
    return _OBEYED.sub("\ufffd", text)


def progress_words(number: int, progress: Progress) -> str:
    """Returns where the curator is and how far.

    >>> progress_words(12, Progress(60, 5, 2))
    '12 of 60, 5 accepted, 2 rejected, 53 to decide'
    """
    counts = f"{progress.accepted} accepted, {progress.rejected} rejected, {progress.proposed} to decide"
    return f"{number} of {progress.total}, {counts}"


def trouble_words(error: Exception) -> tuple[str, ...]:
    """Returns what went wrong, a line for each problem."""
    if isinstance(error, CorpusError):
        return tuple(harmless(str(problem)) for problem in error.problems)
    if isinstance(error, OSError) and not isinstance(error, IngestError):
        return (harmless(f"{error.filename or 'the system'}: {error.strerror or error}"),)
    return (harmless(str(error)),)
