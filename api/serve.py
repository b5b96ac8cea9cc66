"""Serving a store over HTTP until told to stop."""

import ctypes
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from claimgraph.api.app import Service, create_app
from claimgraph.api.service.graph import Served
from claimgraph.store import Settings, check_endpoint, start_keeper

__all__ = ["ServeError", "free_port", "serve"]

_MEBIBYTE = 1024 * 1024
_STOP_SECONDS = 5
_HEADER_MILLISECONDS = 10_000
_POLL_SECONDS = 0.02
_PR_SET_PDEATHSIG = 1


class ServeError(Exception):
    """The service can't start; the message is one line with the remedy."""


def serve(
    directory: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 2,
    timeout: float = 30,
    memory: int = 2048,
    services: Sequence[str] = (),
    near: Sequence[str] = (),
) -> None:
    """Answer requests from the directory's current generation until SIGINT or SIGTERM.

    `workers` queries are evaluated at a time, each for `timeout` seconds and in `memory` MiB at most. Port 0 takes a
    free one. The address is printed once requests are answered there. `services` are the endpoints open to SERVICE;
    `near` is for tests (`Federation`).

    Raises ServeError where the address can't be listened on, before anything is started, EndpointError where one of
    the services can't be opened, and StoreError where the directory has nothing to serve.
    """
    port = free_port(host, port)
    for url in services:
        check_endpoint(url, near)
    settings = Settings(
        evaluators=workers,
        timeout_seconds=timeout,
        query_memory_bytes=memory * _MEBIBYTE,
        services=tuple(services),
        near=tuple(near),
    )
    with start_keeper(directory, settings) as keeper:
        served = Served(keeper.socket, keeper.generation, keeper.content, settings)
        server = Server(
            "claimgraph.api.app:create_app",
            address=host,
            port=port,
            interface=Interfaces.ASGI,
            # Connections are limited, and only in this mode is one given up that says nothing.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MILLISECONDS),
            workers=1,
            websockets=False,
            log_level=LogLevels.warning,
            workers_kill_timeout=_STOP_SECONDS,
            respawn_failed_workers=True,
        )
        threading.Thread(target=_announce, args=(host, port), daemon=True).start()
        # Forked or spawned, a worker makes its own application from the same facts.
        server.serve(target_loader=partial(_application, served, os.getpid()), wrap_loader=False)


def _application(served: Served, parent: int) -> Service:
    """Return the application in a worker process, which is to end with the one that started it, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)
    return create_app(served)


def free_port(host: str, port: int) -> int:
    """Return the port, or a free one for 0. Raises ServeError where it can't be had.

    The server's own sockets share a port with whoever asks to, so two services would take turns on one address; this
    one asks for it alone.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ServeError(f"can't listen on {host}:{port}: {reason}; choose another with --host or --port") from None


def _announce(host: str, port: int) -> None:
    """Print the address once a connection to it succeeds."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    while True:
        try:
            socket.create_connection((reachable, port), timeout=1).close()
        except OSError:
            time.sleep(_POLL_SECONDS)
        else:
            break
    shown = f"[{reachable}]" if ":" in reachable else reachable
    sys.stdout.write(f"claimgraph is at http://{shown}:{port}/\n")
    sys.stdout.flush()
