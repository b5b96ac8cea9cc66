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


@pytest.mark.filterwarnings("default")
def test_the_validator_finds_faults(tables: Path, tmp_path: Path) -> None:
    """A validator that takes anything proves nothing."""
    csvw = pytest.importorskip("csvw")
    for path in tables.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    metadata = tmp_path / "csv-metadata.json"
    metadata.write_text(metadata.read_text("utf-8").replace('"integer"', '"date"'), "utf-8")
    with pytest.raises(ValueError, match="note_number"):
        assert csvw.CSVW(str(metadata), validate=True).is_valid


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
