"""A mapping in one of the corpus folder's YAML files, checked by its model."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A mapping in a YAML file; its keys have hyphens where the fields have underscores."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=lambda name: name.replace("_", "-"))
