"""An FTP server on this machine that anybody may write to, so that files come from elsewhere and go there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer
class Handler(FTPHandler):
    authorizer = DummyAuthorizer()
Handler.authorizer.add_anonymous(sys.argv[1], perm="elradfmwMT")
with FTPServer(("127.0.0.1", 0), Handler) as server:
    print(server.address[1], flush=True)
    server.serve_forever()
"""


@contextmanager
def ftp_process(folder: Path) -> Iterator[str]:
    """The server's address, which ends with a slash, as long as the block lasts."""
    command = [sys.executable, "-W", "ignore", "-c", START, folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdout
            yield f"ftp://127.0.0.1:{int(process.stdout.readline())}/"
        finally:
            process.kill()
