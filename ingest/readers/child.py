"""The process that reads one file within bounds: ``python -m claimgraph.ingest.readers.child``.

Its task is JSON on standard input. It prints the document as JSON, or an error's words as a JSON string with exit
code 3, or 4 for a scan.
"""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path

from claimgraph.ingest.errors import LetterError, ScanError
from claimgraph.ingest.read import read_text
from claimgraph.ingest.readers.codec import encode
from claimgraph.ingest.readers.document import Document
from claimgraph.ingest.readers.docx.read import read_docx
from claimgraph.ingest.readers.formats import with_name_remarked
from claimgraph.ingest.readers.html import read_html
from claimgraph.ingest.readers.limits import Limits
from claimgraph.ingest.readers.pdf.read import read_pdf
from claimgraph.ingest.readers.regulations import read_record

REFUSED, SCAN = 3, 4
READERS = {"pdf": read_pdf, "docx": read_docx, "html": read_html, "json": read_record}
"""Each takes the path and the limits, and gives a document or raises `LetterError`."""


def main(form: str, path: str, limits: Limits) -> int:
    """Read, print, and tell how it went."""
    bound(limits)
    try:
        sys.stdout.write(encode(READERS[form](Path(path), limits)))
    except LetterError as error:
        sys.stdout.write(json.dumps(str(error)))
        return SCAN if isinstance(error, ScanError) else REFUSED
    except (MemoryError, RecursionError):
        sys.stdout.write(json.dumps(f"{path}: {too_much(limits)}"))
        return REFUSED
    return 0


def read_in_form(path: Path, form: str, limits: Limits) -> Document:
    """The document in a file of a format, read in this process. Raises `LetterError`."""
    document = Document(read_text(path), "text") if form == "text" else READERS[form](path, limits)
    return with_name_remarked(path, form, document)


def bound(limits: Limits) -> None:
    """Hold this process to the limits where the system can."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows has none; a lower limit may be set already
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))


def too_much(limits: Limits) -> str:
    """What to say of a file that would need more memory than it gets."""
    return (
        f"reading this takes more than {limits.memory // 2**20:,} MiB of memory: split the file, or print it to a PDF"
    )


if __name__ == "__main__":
    given = json.loads(sys.stdin.read())
    sys.exit(main(given["form"], given["path"], Limits(**given["limits"])))
