"""The process behind a handle on a store: reads a line of JSON for each query, and writes a line and the answer.

The first line names the store's directory and the generation. It ends when its standard input does.
"""

import json
import sys
from pathlib import Path
from typing import BinaryIO

from claimgraph.store.errors import StoreError
from claimgraph.store.evaluate import Query, evaluate
from claimgraph.store.generations import open_generation
from claimgraph.store.wire import described

__all__ = ["main"]


def main(source: BinaryIO, out: BinaryIO) -> None:
    """Answer queries until there are no more."""
    task = json.loads(source.readline() or b"null")
    if task is None:
        return
    try:
        generation = open_generation(Path(task["directory"]), int(task["number"]))
        with generation.held():
            store = generation.open()
            _write(out, {})
            for line in source:
                asked = json.loads(line)
                try:
                    answer = b"".join(evaluate(store, Query(asked["query"], asked["media_type"])))
                except StoreError as error:
                    _write(out, described(error))
                else:
                    _write(out, {"bytes": len(answer)}, answer)
    except StoreError as error:
        _write(out, described(error))


def _write(out: BinaryIO, said: dict[str, str] | dict[str, int], body: bytes = b"") -> None:
    out.write(json.dumps(said).encode() + b"\n" + body)
    out.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
