"""What people are told of a build: enough to act on, and where the rest is."""

from __future__ import annotations

import pytest

from claimgraph.api import console
from claimgraph.api.build import Findings
from claimgraph.ingest import Location, Problem


@pytest.mark.parametrize(
    ("cautions", "untold", "told"), [(2, 0, 2), (20, 0, 20), (23, 0, 21), (20, 3, 21), (22, 1, 21)]
)
def test_of_many_cautions_some_are_told(
    cautions: int, untold: int, told: int, capsys: pytest.CaptureFixture[str]
) -> None:
    many = tuple(Problem(Location("letters/acme.yaml", n + 1), "look at this") for n in range(cautions))
    console._tell(Findings(cautions=many, untold=untold), as_json=False)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == told
    assert lines[0].startswith("note: letters/acme.yaml:1")
    if told > 20:
        assert lines[-1] == "note: and 3 more like these; --json lists all of them"
