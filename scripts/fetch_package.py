"""Puts files of an npm package, pinned by its hash, under api/static/; the pages work without them."""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "api" / "static"


@dataclass(frozen=True, slots=True)
class Package:
    """An npm package with its version and SHA-512, the files wanted of it, and the folder for them."""

    name: str
    sha512: str
    files: Mapping[str, str]
    target: Path


def fetch(package: Package) -> int:
    """Return 0 when the files of this very version are in place, 1 with one line of complaint when they can't be."""
    stamp = package.target / "sha512"
    there = all((package.target / name).is_file() for name in package.files.values())
    if stamp.is_file() and stamp.read_text() == package.sha512 and there:
        return 0
    beside = Path(sys.executable).with_name("npm")
    npm = str(beside) if beside.is_file() else shutil.which("npm")
    if npm is None:
        return complain("npm is missing; install the project's development dependencies, which bring it")
    with tempfile.TemporaryDirectory() as scratch:
        packed = subprocess.run([npm, "pack", "--silent", package.name], cwd=scratch, capture_output=True, text=True)
        archives = list(Path(scratch).glob("*.tgz"))
        if packed.returncode or len(archives) != 1:
            lines = packed.stderr.strip().splitlines() or ["no reason given"]
            return complain(f"npm could not fetch {package.name}: {lines[-1]}")
        digest = base64.b64encode(hashlib.sha512(archives[0].read_bytes()).digest()).decode()
        if digest != package.sha512:
            return complain(f"{package.name} has the SHA-512 {digest}, not {package.sha512}; nothing was unpacked")
        unpack(package, archives[0])
    stamp.write_text(package.sha512)
    print(f"{package.name} is in {package.target}")
    return 0


def unpack(package: Package, archive: Path) -> None:
    """Write the files that the pages use, without the source maps that they would ask for."""
    package.target.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as tar:
        for member, name in package.files.items():
            content = tar.extractfile(member)
            if content is None:
                raise SystemExit(complain(f"{package.name} has no {member}"))
            (package.target / name).write_bytes(content.read())


def complain(message: str) -> int:
    """Print one line to standard error and return exit code 1."""
    print(f"{Path(sys.argv[0]).stem}: {message}", file=sys.stderr)
    return 1
