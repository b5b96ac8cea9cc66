"""The export's folder as an RO-Crate (version 1.1): one JSON-LD document that says what each file is."""

from __future__ import annotations

import json
from collections.abc import Sequence

from claimgraph.api.downloads.catalogue import FORMATS, File
from claimgraph.api.downloads.describing import LICENCE, WELL_KNOWN, Dataset

__all__ = ["ro_crate"]

_CONTEXT = "https://w3id.org/ro/crate/1.1/context"
_SHA256 = {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}


def ro_crate(dataset: Dataset, files: Sequence[tuple[File, int, str]]) -> bytes:
    """Return `ro-crate-metadata.json` for the files, each with its size and the SHA-256 of its bytes."""
    programs = dataset.manifest.made_with or {"claimgraph": ""}  # of old stores no version is known
    entries = [_file(file, size, sha256) for file, size, sha256 in files]
    graph = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": dataset.title,
            "description": "Who claims what in a public docket, in which words, on which evidence, as linked data.",
            "datePublished": dataset.published.date().isoformat(),
            "license": {"@id": LICENCE.value},
            "identifier": f"{dataset.root}{WELL_KNOWN}#dataset",
            "version": str(dataset.manifest.generation),
            "hasPart": [{"@id": entry["@id"]} for entry in entries],
            "mentions": {"@id": "#build"},
        },
        {"@id": LICENCE.value, "@type": "CreativeWork", "name": "CC0 1.0"},
        {
            "@id": "#build",
            "@type": "CreateAction",
            "name": "the build that published this generation",
            "endTime": dataset.published.isoformat().replace("+00:00", "Z"),
            "instrument": [{"@id": f"#{name}"} for name in programs],
            "object": [{"@id": f"#input-{name}"} for name in dataset.manifest.inputs],
            "result": {"@id": "./"},
        },
        *(
            {"@id": f"#{name}", "@type": "SoftwareApplication", "name": name} | ({"version": of} if of else {})
            for name, of in programs.items()
        ),
        *(
            {"@id": f"#input-{name}", "@type": "CreativeWork", "name": name, "sha256": hashed}
            for name, hashed in dataset.manifest.inputs.items()
        ),
        *entries,
    ]
    document = {"@context": [_CONTEXT, _SHA256], "@graph": graph}
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"


def _file(file: File, size: int, sha256: str) -> dict[str, object]:
    inner = FORMATS[file.format][0] if file.coding else file.media_type
    kinds = [inner.partition(";")[0], *([file.media_type] if file.coding else [])]
    return {
        "@id": file.path,
        "@type": "File",
        "name": file.path,
        "description": file.words,
        "contentSize": str(size),
        "encodingFormat": kinds if len(kinds) > 1 else kinds[0],
        "sha256": sha256,
        **({"about": {"@id": file.graph}} if file.graph else {}),
    }
