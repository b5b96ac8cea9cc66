"""Write the table of docs/conformance.md from the W3C's suites, which CLAIMGRAPH_W3C_TESTS names, and print it.

CLAIMGRAPH_W3C_TESTS=FOLDER python scripts/write_conformance.py

Whether it is up to date is a test: tests/w3c/test_conformance.py.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "conformance.md"


def main() -> int:
    sys.path.insert(0, str(ROOT / "tests"))
    from w3c.conformance import BEGIN, END, table, written
    from w3c.manifests import MISSING, SUITES

    if not SUITES.is_dir():
        print(MISSING, file=sys.stderr)
        return 1
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(before + written() + after, "utf-8")
    print(table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
