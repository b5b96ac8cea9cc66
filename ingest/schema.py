"""JSON Schemas of the corpus folder's files, made from the models, for editors that check YAML while one types."""

from __future__ import annotations

import json

from claimgraph.ingest.annotations import LetterAnnotation
from claimgraph.ingest.docket_files import Alignments, Docket, Organizations, Programmes, Propositions, Sources
from claimgraph.ingest.drafts import LetterDraft
from claimgraph.ingest.record import Record
from claimgraph.ingest.works_file import WorksFile

_MODELS: dict[str, type[Record]] = {
    "alignments": Alignments,
    "docket": Docket,
    "draft": LetterDraft,
    "letter": LetterAnnotation,
    "organizations": Organizations,
    "programmes": Programmes,
    "propositions": Propositions,
    "sources": Sources,
    "works": WorksFile,
}


def json_schemas() -> dict[str, str]:
    """The text of each file in ``ingest/schema/`` by its name; the same models give the same bytes."""
    return {f"{name}.json": _schema(model) for name, model in _MODELS.items()}


def _schema(model: type[Record]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
