"""A small corpus with a draft to review: a letter of the lamps' docket that nobody has annotated yet."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
SLUGS = (
    "brighter-lamps-may-reduce-accidents",
    "streets-without-lamps-are-dark",
    "lamps-disturb-sleep",
    "no-harm-in-warm-light",
    "lamps-tested",
    "brighter-lamps-cost-more",
    "towns-pay",
)


def draft_corpus(folder: Path) -> Path:
    """A copy of the lamps' corpus in the folder, with the letter `carbon` and its draft."""
    corpus = Path(shutil.copytree(HERE / "corpora" / "lamps", folder / "lamps"))
    text = (HERE / "drafts" / "carbon.txt").read_bytes()
    (corpus / "letters" / "carbon.txt").write_bytes(text)
    draft = (HERE / "drafts" / "carbon.draft.yaml").read_text("utf-8")
    (corpus / "letters" / "carbon.draft.yaml").write_text(
        draft.replace("text-sha256: TEXT", f"text-sha256: {hashlib.sha256(text).hexdigest()}"), "utf-8"
    )
    return corpus


class PlainFiles:
    """Files that are written as they are, for tests that stop no machine; `allowed` writes, then it is killed."""

    def __init__(self, allowed: int | None = None) -> None:
        self.allowed = allowed
        self.written: list[Path] = []

    @contextmanager
    def held(self) -> Iterator[None]:
        yield

    def replace(self, path: Path, text: str) -> None:
        if self.allowed is not None and len(self.written) >= self.allowed:
            raise KeyboardInterrupt
        self.written.append(path)
        path.write_bytes(text.encode("utf-8"))
