"""A corpus at an address: kept as a folder in the store's directory, and told of by its address."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from claimgraph.api.letter_reading import Tell
from claimgraph.ingest import CorpusError, Problem
from claimgraph.ingest.cluster import Folder, mirror

_MIRRORS = "mirrors"


@dataclass(frozen=True, slots=True)
class Fetched:
    """The ``folder`` that holds what is at ``source``."""

    source: Folder
    folder: Path

    def placed(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The problems, with the address in place of the folder."""
        return tuple(
            replace(each, at=replace(each.at, file=self._named(each.at.file)), message=self._named(each.message))
            for each in problems
        )

    @contextmanager
    def placing(self) -> Iterator[None]:
        """Has a `CorpusError` of the block name the address."""
        try:
            yield
        except CorpusError as error:
            raise CorpusError(self.placed(error.problems)) from error

    def _named(self, text: str) -> str:
        return text.replace(str(self.folder), self.source.address.rstrip("/"))


def fetch(source: Folder, store: Path, tell: Tell) -> Fetched:
    """The corpus at the address, with what has changed since the last time fetched. Raises `ClusterError`.

    The folder is in the store's directory, and has the address's last name, which may be the docket's.
    """
    address = source.address.rstrip("/")
    where = hashlib.sha256(address.encode()).hexdigest()[:16]
    folder = store / _MIRRORS / where / (address.rpartition("/")[2] or "docket")
    mirror(source, folder, lambda done, total: tell("fetching files", done, total))
    return Fetched(source, folder)
