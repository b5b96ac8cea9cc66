"""Serving a store over HTTP until told to stop."""

import copy
import ctypes
import fcntl
import gc
import json
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LOGGING_CONFIG, LogLevels
from granian.server import Server

from claimgraph.api.app import create_app
from claimgraph.api.entrance import Service
from claimgraph.api.errors import ServeError
from claimgraph.api.service.settings import ServiceSettings
from claimgraph.api.writing.writer import start_writer
from claimgraph.store import check_endpoint, open_current, wait_for_keepers

__all__ = ["free_port", "serve"]

_STOP_SECONDS = 5
_HEADER_MILLISECONDS = 10_000
_POLL_SECONDS = 0.02
_GARBAGE = 20_000
_PR_SET_PDEATHSIG = 1


def serve(directory: Path, host: str = "127.0.0.1", port: int = 8000, settings: ServiceSettings | None = None) -> None:
    """Answer requests from the directory's current generation until SIGINT or SIGTERM; what is under way is finished.

    As many processes answer as there are to be fronts; one that dies is replaced. Generations that are published
    meanwhile are switched to. Port 0 takes a free one. The address is printed once
    requests are answered there.

    Raises ServeError where the address can't be listened on, before anything is started, or where the generation can't
    be held, EndpointError where one that is to be open to SERVICE can't be, and StoreError where the directory has
    nothing to serve.
    """
    port = free_port(host, port)
    settings = settings or ServiceSettings()
    for url in settings.store.services:
        check_endpoint(url, settings.store.near)
    open_current(directory)
    with tempfile.TemporaryDirectory(prefix="claimgraph-") as place, ExitStack() as stack:
        writer = stack.enter_context(start_writer(directory, settings.writing)) if settings.token else None
        stack.enter_context(_kept(place))
        state = Path(place) / "state"
        shared = Path(place) if settings.fronts > 1 else None
        server = Server(
            "claimgraph.api.app:create_app",
            address=host,
            port=port,
            interface=Interfaces.ASGI,
            # Connections are limited, and only in this mode is one given up that says nothing.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MILLISECONDS),
            workers=settings.fronts,
            websockets=False,
            log_level=LogLevels.warning,
            log_dictconfig=_logging(),
            # A query that has just begun is finished, and sent; who doesn't read what comes is waited for no longer.
            workers_kill_timeout=ceil(settings.store.timeout_seconds) + _STOP_SECONDS,
            respawn_failed_workers=True,
        )
        threading.Thread(target=_announce, args=(host, port, state), daemon=True).start()
        # Forked or spawned, a worker makes its own application from the same facts.
        loader = partial(
            _application, directory, settings, writer.socket if writer else None, shared, state, os.getpid()
        )
        server.serve(target_loader=loader, wrap_loader=False)
        wait_for_keepers(Path(place), _STOP_SECONDS)
        failed = _said(state).get("error")
    if failed:
        raise ServeError(failed)


def _logging() -> dict[str, Any]:
    """Return where the server logs: standard error, since standard output is for the access log."""
    config: dict[str, Any] = copy.deepcopy(LOGGING_CONFIG)
    config["handlers"]["console"]["stream"] = "ext://sys.stderr"
    return config


def _application(
    directory: Path, settings: ServiceSettings, writer: Path | None, shared: Path | None, state: Path, parent: int
) -> Service:
    """Return the application in a front's process, which is to end with the one that started it, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)

    def tell(error: str | None) -> None:
        if error is None and state.exists():
            return  # another front was first, or has failed
        with suppress(FileNotFoundError):  # the parent has gone, and this process is about to
            beside = state.with_suffix(f".{os.getpid()}")
            beside.write_text(json.dumps({"error": error} if error else {"ready": True}), "utf-8")
            beside.rename(state)

    app = create_app(directory, settings, tell, writer, shared)
    # What is here now stays: to look through it for garbage, over and over, takes a tenth of the time of requests.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    return app


@contextmanager
def _kept(place: str) -> Iterator[None]:
    """Keep a folder from those who clear away what is old: they leave one alone that is locked (systemd-tmpfiles)."""
    handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


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


def _said(state: Path) -> dict[str, str]:
    try:
        said: dict[str, str] = json.loads(state.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return said


def _announce(host: str, port: int, state: Path) -> None:
    """Print the address once the generation is held and a connection succeeds; stop the service where that fails."""
    while not (said := _said(state)):
        time.sleep(_POLL_SECONDS)
    if "error" in said:
        os.kill(os.getpid(), signal.SIGTERM)
        return
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
