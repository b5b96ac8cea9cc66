"""The examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from types import ModuleType

import pytest

import claimgraph

PACKAGES = (
    "ontology",
    "shapes",
    "ingest",
    "ingest.cluster",
    "ingest.drafts",
    "ingest.intake",
    "ingest.parts",
    "ingest.readers",
    "ingest.readers.docx",
    "ingest.readers.pdf",
    "ingest.review",
    "ingest.structure",
    "ingest.survey",
    "ingest.synthetic",
    "ingest.works",
    "store",
    "store.handle",
    "store.remote",
    "store.search",
    "api",
    "api.assistants",
    "api.downloads",
    "api.drafting",
    "api.forms",
    "api.growing",
    "api.reading",
    "api.review",
    "api.service",
    "api.writing",
)
MODULES = [
    f"claimgraph.{package}.{module.name}"
    for package in PACKAGES
    for module in pkgutil.iter_modules([f"{claimgraph.__path__[0]}/{package.replace('.', '/')}"])
]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name: str) -> None:
    module: ModuleType = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0


def test_modules_were_found() -> None:
    assert len(MODULES) > 30
