"""Take the README's pictures: pages of the bundled corpus as Chromium shows them, from where a reader would look.

python scripts/write_screenshot.py            take them (Debian's chromium is needed)
python scripts/write_screenshot.py --check    only say whether README.md shows them, each with its words, and whether
                                              they are small, with exit code 1 if not. Fonts differ between machines,
                                              so pictures aren't compared
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
README, FOLDER = ROOT / "README.md", ROOT / "docs" / "images"
WIDTH = 1000
MOST_BYTES = 120_000
PICTURES = {
    "docket.png": ("ntia-2023-0009/docket?question=2&show=shared", "#positions", 640),
    "claim.png": ("ntia-2023-0009/claim/ibm/stanford-princeton-study", "main", 620),
    "map.png": ("map?show=own", "#map", 470),
}
"""Where each picture is taken, what stands at its top, and how many pixels are shown from there on."""

SHOWN = re.compile(r"!\[([^\]]*)\]\(docs/images/([^)]+)\)")
COMMAND = "from claimgraph.api.cli import main; main()"
SERVE = [sys.executable, "-c", COMMAND, "serve", str(ROOT / "corpus" / "ntia-2023-0009"), "--port", "0"]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


def main(check: bool) -> int:
    if not check:
        take()
    found = list(complaints())
    print("\n".join(found))
    return 1 if found else 0


def complaints() -> Iterator[str]:
    shown = {name: words for words, name in SHOWN.findall(README.read_text("utf-8"))}
    for name in sorted({*PICTURES, *shown}):
        file = FOLDER / name
        if not shown.get(name, "").strip():
            yield f"README.md doesn't show docs/images/{name} with words for who can't see it"
        if name not in PICTURES or not file.exists():
            yield f"docs/images/{name}: no such picture is taken; run: python scripts/write_screenshot.py"
        elif (size := file.stat().st_size) > MOST_BYTES:
            yield f"docs/images/{name} has {size:,} bytes, more than {MOST_BYTES:,}: show less of the page"


def take() -> None:
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(SERVE, cwd=folder, stdout=subprocess.PIPE, text=True) as service,
        sync_playwright() as playwright,
    ):
        try:
            assert service.stdout is not None
            line = service.stdout.readline()
            address = re.search(r"http://\S+", line)
            assert address, line
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
            page = browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme="light")
            for name, (path, top, height) in PICTURES.items():
                page.set_viewport_size({"width": WIDTH, "height": height})
                page.goto(f"{address[0]}{path}")
                page.evaluate("top => document.querySelector(top).scrollIntoView()", top)
                page.screenshot(path=FOLDER / name)
            browser.close()
        finally:
            service.terminate()


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
