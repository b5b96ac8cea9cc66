"""Parts kept on disk from one build to the next, and those that the last generation was made of.

A SQLite database in a folder of its own. What another version of the program made is thrown away, since it may make
other graphs now; a database that can't be read is begun anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from claimgraph.ingest.errors import Location, Problem
from claimgraph.ingest.parts.needs import Needs, Shared
from claimgraph.ingest.parts.packed import PackedGraph
from claimgraph.ingest.parts.part import Part
from claimgraph.ingest.parts.stamps import sha256_of, stamp

_TABLES = """
CREATE TABLE version (program TEXT) STRICT;
CREATE TABLE graphs (sha256 TEXT PRIMARY KEY, packed BLOB NOT NULL) STRICT;
CREATE TABLE parts (
    slug TEXT PRIMARY KEY, files TEXT NOT NULL, stamp TEXT NOT NULL, needs TEXT NOT NULL, digest TEXT NOT NULL,
    shared TEXT NOT NULL, comment TEXT NOT NULL, respondents TEXT NOT NULL, graph TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE cautions (
    slug TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, position INTEGER NOT NULL, message TEXT NOT NULL
) STRICT;
CREATE INDEX cautions_of_letters ON cautions (slug);
CREATE TABLE contents (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, json TEXT NOT NULL) STRICT;
CREATE TABLE docket (made_of TEXT NOT NULL, checked TEXT NOT NULL, graph TEXT NOT NULL) STRICT;
CREATE TABLE published (name TEXT PRIMARY KEY, graph TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE strangers (
    subject TEXT, slug TEXT, digest TEXT NOT NULL, PRIMARY KEY (subject, slug)
) STRICT, WITHOUT ROWID;
CREATE INDEX letters_with_strangers ON strangers (slug);
CREATE TABLE generation (number INTEGER, content TEXT, base TEXT) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Published:
    """The generation that was made of parts: its number, its content's hash, and what its IRIs start with.

    ``graphs`` are the SHA-256 of its graphs by letter's slug, and by the empty name that of what the letters share.
    """

    number: int
    content: str
    base: str
    graphs: Mapping[str, str]


class Shelf:
    """The parts in a folder, which is made if need be; use it as a context. Raises OSError or sqlite3.Error."""

    def __init__(self, folder: Path, corpus: Path, program: str) -> None:
        self._corpus = corpus
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "parts.sqlite"
        try:
            self._database = _opened(file, program)
        except sqlite3.DatabaseError:
            for path in folder.glob("parts.sqlite*"):
                path.unlink()
            self._database = _opened(file, program)

    def __enter__(self) -> Shelf:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def stale(self, shared: Shared, mark: str, slugs: Collection[str], now: int) -> list[str]:
        """Those of the slugs whose part is missing, or is of other files or of other shared entries than there are now.

        ``mark`` names the state of the shared files, of which the entries are not compared while it stays the same;
        ``now`` is when the build began, in nanoseconds since 1970.
        """
        known = {row[0]: row[1:] for row in self._rows("SELECT slug, files, stamp, shared FROM parts")}
        stale = []
        with self._database:
            for slug in slugs:
                if slug not in known:
                    stale.append(slug)
                    continue
                files, before, seen = known[slug]
                names = json.loads(files)
                stamped = stamp((f"{self._corpus}/{name}" for name in names), now)
                if stamped != before or not stamped:
                    if any(sha256_of(self._corpus / name) != sha256 for name, sha256 in names.items()):
                        stale.append(slug)
                        continue
                    self._database.execute("UPDATE parts SET stamp = ? WHERE slug = ?", (stamped, slug))
                if seen != mark:
                    ((needs, digest),) = self._rows("SELECT needs, digest FROM parts WHERE slug = ?", slug)
                    if shared.digest(slug, Needs(**{k: tuple(v) for k, v in json.loads(needs).items()})) != digest:
                        stale.append(slug)
                        continue
                    self._database.execute("UPDATE parts SET shared = ? WHERE slug = ?", (mark, slug))
        return stale

    def put(self, part: Part, mark: str, now: int) -> None:
        """Keep a part in place of the letter's last one, for good."""
        names = dict(part.files)
        row = (
            part.slug,
            json.dumps(names),
            stamp((f"{self._corpus}/{name}" for name in names), now),
            json.dumps(asdict(part.needs)),
            part.digest,
            mark,
            part.comment,
            json.dumps(part.respondents),
            part.graph.sha256,
        )
        cautions = [(part.slug, *self._told(each)) for each in part.cautions]
        with self._database:
            self._put_graph(part.graph)
            self._database.execute(f"INSERT OR REPLACE INTO parts VALUES ({','.join('?' * len(row))})", row)  # noqa: S608
            self._database.execute("DELETE FROM cautions WHERE slug = ?", (part.slug,))
            self._database.executemany("INSERT INTO cautions VALUES (?, ?, ?, ?, ?)", cautions)

    def keep_only(self, slugs: Collection[str]) -> None:
        """Forget the letters that are no longer there."""
        gone = {slug for (slug,) in self._rows("SELECT slug FROM parts")} - set(slugs)
        with self._database:
            for table in ("parts", "cautions"):
                self._database.executemany(f"DELETE FROM {table} WHERE slug = ?", [(slug,) for slug in gone])  # noqa: S608

    def graphs(self) -> dict[str, str]:
        """The SHA-256 of each letter's graph, by slug, in the slugs' order."""
        return dict(self._rows("SELECT slug, graph FROM parts ORDER BY slug"))

    def size(self) -> int:
        """How many bytes the letters' graphs are, packed."""
        ((size,),) = self._rows("SELECT SUM(LENGTH(packed)) FROM graphs WHERE sha256 IN (SELECT graph FROM parts)")
        return int(size or 0)

    def lines(self, sha256: str) -> bytes:
        """The N-Quads lines of a graph, of a part or of one that is published."""
        return self.packed(sha256).lines()

    def packed(self, sha256: str) -> PackedGraph:
        """A graph, of a part or of one that is published."""
        ((packed,),) = self._rows("SELECT packed FROM graphs WHERE sha256 = ?", sha256)
        return PackedGraph(sha256, packed)

    def respondents(self) -> frozenset[str]:
        """The slugs of the organisations that sent in a letter."""
        rows = self._rows("SELECT DISTINCT respondents FROM parts")
        return frozenset(slug for (respondents,) in rows for slug in json.loads(respondents))

    def comments(self) -> frozenset[str]:
        """The letters' comment numbers."""
        return frozenset(comment for (comment,) in self._rows("SELECT comment FROM parts"))

    def files(self) -> dict[str, str]:
        """The SHA-256 of each file that the parts were made from, by its path in the corpus folder."""
        rows = self._rows("SELECT files FROM parts")
        return {name: sha256 for (files,) in rows for name, sha256 in json.loads(files).items()}

    def cautions(self, most: int | None = None) -> tuple[Problem, ...]:
        """What could not be settled in the letters, in the slugs' order; so many of them at most."""
        rows = self._database.execute(
            "SELECT file, line, position, message FROM cautions ORDER BY slug, rowid LIMIT ?",
            (-1 if most is None else most,),
        )
        return tuple(self._problem(*row) for row in rows)

    def number_of_cautions(self) -> int:
        """How many things could not be settled in the letters."""
        ((number,),) = self._rows("SELECT COUNT(*) FROM cautions")
        return int(number)

    def published(self) -> Published | None:
        """The last generation that was made of parts; None if there was none yet."""
        for number, content, base in self._rows("SELECT number, content, base FROM generation"):
            return Published(number, content, base, dict(self._rows("SELECT name, graph FROM published")))
        return None

    def describers(self, subject: str) -> list[tuple[str, str]]:
        """The published letters that describe a thing that isn't theirs, sorted, each with the digest of its words."""
        return self._rows("SELECT slug, digest FROM strangers WHERE subject = ? ORDER BY slug", subject)

    def content(self, name: str, sha256: str) -> str | None:
        """The content of a shared file, as JSON, if it was kept of the file with that SHA-256."""
        rows = self._rows("SELECT json FROM contents WHERE name = ? AND sha256 = ?", name, sha256)
        return rows[0][0] if rows else None

    def put_content(self, name: str, sha256: str, json_text: str) -> None:
        """Keep the content of a shared file in place of its last one."""
        with self._database:
            self._database.execute("INSERT OR REPLACE INTO contents VALUES (?, ?, ?)", (name, sha256, json_text))

    def docket(self, made_of: str) -> str | None:
        """The SHA-256 of the graph of what letters share, if it was kept under that name of what it is made of."""
        rows = self._rows("SELECT graph FROM docket WHERE made_of = ?", made_of)
        return rows[0][0] if rows else None

    def is_checked(self, name: str) -> bool:
        """Whether the last graph of what letters share was kept with that name of what was found sound."""
        return bool(self._rows("SELECT 1 FROM docket WHERE checked = ?", name))

    def put_docket(self, made_of: str, checked: str, graph: PackedGraph) -> None:
        """Keep the graph of what letters share in place of the last one, with names of its making and of its checks."""
        with self._database:
            self._put_graph(graph)
            self._database.execute("DELETE FROM docket")
            self._database.execute("INSERT INTO docket VALUES (?, ?, ?)", (made_of, checked, graph.sha256))

    def publish(self, now: Published, strangers: Mapping[str, Mapping[str, str]]) -> None:
        """Note the generation that is published now, and forget what it isn't made of.

        ``strangers`` are the things that a letter describes and doesn't own, each with the digest of its words, for
        each letter that is another now or gone; those of other letters are known.
        """
        with self._database as database:
            database.execute("DELETE FROM generation")
            database.execute("INSERT INTO generation VALUES (?, ?, ?)", (now.number, now.content, now.base))
            database.execute("DELETE FROM published")
            database.executemany("INSERT INTO published VALUES (?, ?)", now.graphs.items())
            database.executemany("DELETE FROM strangers WHERE slug = ?", [(slug,) for slug in strangers])
            rows = [(thing, slug, said) for slug, things in strangers.items() for thing, said in things.items()]
            database.executemany("INSERT INTO strangers VALUES (?, ?, ?)", rows)
            database.execute(
                "DELETE FROM graphs WHERE sha256 NOT IN"
                " (SELECT graph FROM published UNION SELECT graph FROM parts UNION SELECT graph FROM docket)"
            )

    def _put_graph(self, graph: PackedGraph) -> None:
        self._database.execute("INSERT OR REPLACE INTO graphs VALUES (?, ?)", (graph.sha256, graph.packed))

    def _rows(self, query: str, *values: str) -> list[Any]:  # Any: rows are of what the query asks
        return self._database.execute(query, values).fetchall()

    def _told(self, problem: Problem) -> tuple[str, int, int, str]:
        """A problem as it is kept: by the file's path in the corpus folder, which may be moved."""
        at = problem.at
        return at.file.removeprefix(f"{self._corpus}/"), at.line, at.column, problem.message

    def _problem(self, file: str, line: int, column: int, message: str) -> Problem:
        return Problem(Location(f"{self._corpus}/{file}", line, column), message)


def _opened(file: Path, program: str) -> sqlite3.Connection:
    """The database, with tables that this version of the program filled, or none yet."""
    database = sqlite3.connect(file, timeout=60)
    try:
        tables = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        versions = database.execute("SELECT program FROM version").fetchall() if ("version",) in tables else []
        if versions != [(program,)]:
            with database:
                for (name,) in tables:
                    database.execute(f'DROP TABLE "{name}"')
            database.executescript(_TABLES)
            with database:
                database.execute("INSERT INTO version VALUES (?)", (program,))
    except BaseException:
        database.close()
        raise
    return database
