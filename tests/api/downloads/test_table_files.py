"""CSV and Parquet hold what the graph says, and what describes them is valid by others' validators."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, parse

import claimgraph
from claimgraph.api.downloads import export_tables
from claimgraph.api.downloads.tables import SEPARATOR, read_table, write_csv, write_parquet
from claimgraph.api.errors import ExportError
from claimgraph.store import Generation
from claimgraph.store.handle import TABLES

CG = "https://w3id.org/claimgraph/ontology#"


@pytest.fixture(scope="module")
def tables(generation: Generation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tables") / "tables"
    export_tables(generation, out)
    return out


@pytest.mark.parametrize("name", TABLES)
def test_csv_is_the_handles_table(name: str, tables: Path, lamps_store: Path) -> None:
    with claimgraph.open(lamps_store) as handle:
        rows = handle.table(name)
    found = list(csv.reader(io.StringIO((tables / f"{name}.csv").read_text("utf-8"), newline="")))
    shown = [
        [
            SEPARATOR.join(map(str, cell)) if isinstance(cell, tuple) else "" if cell is None else str(cell)
            for cell in row
        ]
        for row in rows.tuples()
    ]
    assert found == [list(rows.names), *shown]
    assert shown


@pytest.mark.parametrize("name", TABLES)
def test_parquet_is_the_handles_table(name: str, tables: Path, lamps_store: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra 'parquet' isn't installed")
    with claimgraph.open(lamps_store) as handle:
        rows = [dict(row) for row in handle.table(name)]
    found = parquet.read_table(tables / f"{name}.parquet").to_pylist()
    assert [{key: tuple(v) if isinstance(v, list) else v for key, v in row.items()} for row in found] == rows


@pytest.mark.filterwarnings("default")  # the validator's warnings are not ours
def test_frictionless_finds_the_package_valid(tables: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(tables / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert [task.name for task in report.tasks] == list(TABLES)


@pytest.mark.filterwarnings("default")  # the validator's warnings are not ours
def test_csvw_finds_the_metadata_valid(tables: Path) -> None:
    csvw = pytest.importorskip("csvw")
    group = csvw.CSVW(str(tables / "csv-metadata.json"), validate=True)
    assert group.is_valid, [str(warning.message) for warning in group.warnings]
    rows = {table.url.string: list(table) for table in group.tables}
    assert set(rows) == {f"{name}.csv" for name in TABLES}
    assert all(isinstance(row["respondents"], list) for row in rows["claims.csv"])


def spoilt(tables: Path, folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the tables with the first such text in a file replaced."""
    for path in tables.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    return folder


ACME = "https://example.org/lamps/letter/acme"
FAULTS = [
    ("a column too many", "claims.csv", "\n", ",more\n", "both"),
    ("a column less", "claims.csv", "claim,kind", "claim", "frictionless"),
    ("another name of a column", "sources.csv", "source,title", "source,name", "both"),
    ("text for a number", "citations.csv", f"{ACME}/footnote/2,2,", f"{ACME}/footnote/2,two,", "both"),
    ("no date", "alignments.csv", "2025-04-01", "2025-04-31", "both"),
    ("nothing for what is required", "sources.csv", "https://example.org/lamps/source/lamps-2024,", ",", "both"),
    ("the same key twice", "citations.csv", f"{ACME}/footnote/3/citation/1", f"{ACME}/footnote/2/citation/1", "both"),
    ("a work that there isn't", "sources.csv", "lamps/source/guide", "lamps/source/none", "both"),
    ("another kind of column", "datapackage.json", '"type": "string"', '"type": "date"', "frictionless"),
    ("a file that there isn't", "datapackage.json", '"claims.csv"', '"none.csv"', "frictionless"),
    ("another kind of column", "csv-metadata.json", '"anyURI"', '"integer"', "csvw"),
    ("an unknown datatype", "csv-metadata.json", '"anyURI"', '"address"', "csvw"),
]


@pytest.mark.filterwarnings("default")  # the validators' warnings are not ours
@pytest.mark.parametrize(("fault", "file", "old", "new", "finders"), FAULTS, ids=[f"{f[0]}, {f[1]}" for f in FAULTS])
def test_the_validators_find_faults(
    fault: str, file: str, old: str, new: str, finders: str, tables: Path, tmp_path: Path
) -> None:
    """A validator that takes anything proves nothing."""
    folder = spoilt(tables, tmp_path, file, old, new)
    if finders != "csvw":
        frictionless = pytest.importorskip("frictionless")
        assert not frictionless.validate(str(folder / "datapackage.json")).valid, fault
    if finders != "frictionless":
        csvw = pytest.importorskip("csvw")
        try:
            valid = csvw.CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid
        except ValueError:
            valid = False
        assert not valid, fault


def test_values_keep_their_kinds_and_columns() -> None:
    data = f"""@prefix cg: <{CG}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <urn:a> a cg:Alignment, cg:Agreement ; <http://purl.org/dc/terms/date> "2026-11-22"^^xsd:date ;
          cg:justification "two\\nlines, \\"quoted\\" | barred" .
        <urn:s> a cg:EvidenceSource ; <http://purl.org/dc/terms/creator> "A | B", "C" ."""
    store = Store()
    store.bulk_extend(parse(data, RdfFormat.TURTLE))
    [alignment] = list(read_table(store, "alignments"))
    assert date(2026, 11, 22) in alignment
    out = io.BytesIO()
    assert write_csv(TABLES["alignments"], [alignment], out) == 1
    assert b'"two\nlines, ""quoted"" | barred"' in out.getvalue()
    out = io.BytesIO()
    write_csv(TABLES["sources"], read_table(store, "sources"), out)
    assert b"A \xc2\xa6 B | C" in out.getvalue()


def test_what_is_of_no_fitting_kind_is_told() -> None:
    pytest.importorskip("pyarrow", reason="the extra 'parquet' isn't installed")
    row = tuple("x" if column.name == "date" else None for column in TABLES["alignments"].columns)
    with pytest.raises(ExportError, match="date 'x' is no date"):
        write_parquet(TABLES["alignments"], [row], io.BytesIO())


def test_no_table_has_rows_of_an_empty_store(tmp_path: Path) -> None:
    for name, table in TABLES.items():
        out = io.BytesIO()
        assert write_csv(table, read_table(Store(), name), out) == 0
        assert out.getvalue().decode().strip().split(",") == [column.name for column in table.columns]


def test_every_column_is_described(tables: Path) -> None:
    package = json.loads((tables / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        assert all(field["description"] for field in resource["schema"]["fields"])
