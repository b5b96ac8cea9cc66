"""Puts the query editor YASGUI under api/static/yasgui/; the pages work without it."""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "@zazuko/yasgui@4.6.2"
SHA512 = "Zw45KdPoAE1KRaAoxIHdQqeJxvaVG1oQdntw0hy0ktX35Zu8ZccuOLrXCLwR+GU+0xMzLw8Mjw6BkSZV2vUuQw=="
# The package's licence, MIT, stands in its package.json; it has no licence file.
FILES = {
    "package/build/yasgui.min.js": "yasgui.min.js",
    "package/build/yasgui.min.css": "yasgui.min.css",
    "package/package.json": "package.json",
}
TARGET = Path(__file__).resolve().parent.parent / "api" / "static" / "yasgui"


def main() -> int:
    """Return 0 when the files of this very version are in place, 1 with one line of complaint when they can't be."""
    stamp = TARGET / "sha512"
    if stamp.is_file() and stamp.read_text() == SHA512 and all((TARGET / name).is_file() for name in FILES.values()):
        return 0
    beside = Path(sys.executable).with_name("npm")
    npm = str(beside) if beside.is_file() else shutil.which("npm")
    if npm is None:
        return complain("npm is missing; install the project's development dependencies, which bring it")
    with tempfile.TemporaryDirectory() as scratch:
        packed = subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=scratch, capture_output=True, text=True)
        archives = list(Path(scratch).glob("*.tgz"))
        if packed.returncode or len(archives) != 1:
            lines = packed.stderr.strip().splitlines() or ["no reason given"]
            return complain(f"npm could not fetch {PACKAGE}: {lines[-1]}")
        digest = base64.b64encode(hashlib.sha512(archives[0].read_bytes()).digest()).decode()
        if digest != SHA512:
            return complain(f"{PACKAGE} has the SHA-512 {digest}, not {SHA512}; nothing was unpacked")
        unpack(archives[0])
    stamp.write_text(SHA512)
    print(f"{PACKAGE} is in {TARGET}")
    return 0


def unpack(archive: Path) -> None:
    """Write the files that the pages use, without the source maps that they would ask for."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as tar:
        for member, name in FILES.items():
            content = tar.extractfile(member)
            if content is None:
                raise SystemExit(complain(f"{PACKAGE} has no {member}"))
            (TARGET / name).write_bytes(content.read())


def complain(message: str) -> int:
    """Print one line to standard error and return exit code 1."""
    print(f"fetch_yasgui: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
