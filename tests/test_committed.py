"""What no committed file may name: the hosts of package registries, and places on somebody's machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOT = re.escape(".")
HOSTS = re.compile(f"pypi{DOT}org|files{DOT}pythonhosted|registry{DOT}npmjs|deb{DOT}debian{DOT}org")
PLACES = re.compile("/" + r"(?:home|root|Users)/[a-z]")


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    return [ROOT / name for name in listed.stdout.split("\0") if name]


@pytest.mark.parametrize("pattern", [HOSTS, PLACES], ids=["registry", "place"])
def test_no_committed_file_names(pattern: re.Pattern[str]) -> None:
    files = [path for path in committed() if path.is_file()]
    assert len(files) > 100
    named = {
        str(path.relative_to(ROOT)): found[0]
        for path in files
        if (found := pattern.search(path.read_bytes().decode("utf-8", "ignore")))
    }
    assert named == {}
