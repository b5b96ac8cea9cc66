"""Take the README's pictures: the docket and a claim of the bundled corpus, in Debian's Chromium."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "images"
PICTURES = {
    "docket.png": "docket?question=2",
    "letter.png": "letter/ibm#section-2",
    "claim.png": "claim/ibm/stanford-princeton-study",
}
SERVE = [sys.executable, "-c", "from claimgraph.api.cli import main; main()", "serve", "--port", "0"]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    with subprocess.Popen(SERVE, stdout=subprocess.PIPE, text=True) as service, sync_playwright() as playwright:
        try:
            assert service.stdout is not None
            line = service.stdout.readline()
            address = re.search(r"http://\S+", line)
            assert address, line
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
            page = browser.new_page(viewport={"width": 1120, "height": 1000}, color_scheme="light")
            for name, path in PICTURES.items():
                page.goto(f"{address[0]}ntia-2023-0009/{path}")
                page.screenshot(path=FOLDER / name)
            browser.close()
        finally:
            service.terminate()


if __name__ == "__main__":
    main()
