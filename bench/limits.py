"""What others feel while one client asks for too much, and how late a query is stopped."""

from __future__ import annotations

import http.client
import itertools
import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from load import ask, requests_of
from queries import ENDLESS, KINDS, ROWS
from servers import Endpoint

__all__ = ["ENDLESS_CLIENTS", "lookup_p99", "overshoots", "plagued"]

ENDLESS_CLIENTS = 16
_PLAGUE = "127.0.0.2"
_RATE, _LOOKUP_CLIENTS = 200, 8
_TIMEOUT = 30
_PAUSE_SECONDS = 0.05


@contextmanager
def plagued(endpoint: Endpoint) -> Iterator[None]:
    """Sixteen clients at another address ask queries without end while the block lasts, each again when refused."""
    over = threading.Event()
    connections: list[http.client.HTTPConnection] = []

    def work(text: str) -> None:
        while not over.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=60, source_address=(_PLAGUE, 0))
            connections.append(connection)
            try:
                connection.request("GET", requests_of(endpoint, text), headers={"Accept": ROWS})
                answer = connection.getresponse()
                while not over.is_set() and answer.read(65536):
                    pass
            except (OSError, http.client.HTTPException, ValueError, AttributeError):
                pass  # cut short, by the server or by the end of the block
            finally:
                connection.close()
                connections.remove(connection)
            over.wait(_PAUSE_SECONDS)

    texts = itertools.islice(itertools.cycle(ENDLESS.values()), ENDLESS_CLIENTS)
    threads = [threading.Thread(target=work, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        yield
    finally:
        over.set()
        for connection in list(connections):
            if connection.sock is not None:
                connection.sock.shutdown(2)
        for thread in threads:
            thread.join()


def lookup_p99(endpoint: Endpoint, letters: int, seconds: float) -> tuple[float, int]:
    """The 99th percentile in milliseconds of new point look-ups, 200 a second, and how many failed.

    Each counts from the moment when it should have been sent, so that a stalled server can't hide what it delayed.
    """
    start = time.perf_counter() + 0.1
    due = iter([start + n / _RATE for n in range(int(seconds * _RATE))])
    lock, draw = threading.Lock(), random.Random(endpoint.port)
    times: list[float] = []
    failed = 0

    def work() -> None:
        nonlocal failed
        connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=_TIMEOUT)
        while True:
            with lock:
                moment = next(due, None)
                # Variables named by the time: another call must not ask the same.
                text = KINDS[0].drawn(letters, draw, time.perf_counter_ns())
            if moment is None:
                break
            time.sleep(max(moment - time.perf_counter(), 0))
            try:
                connection.request("GET", requests_of(endpoint, text), headers={"Accept": ROWS})
                answer = connection.getresponse()
                answer.read()
                good = answer.status == 200
            except (OSError, http.client.HTTPException):
                connection.close()
                good = False
            with lock:
                times.append(time.perf_counter() - moment)
                failed += not good
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(_LOOKUP_CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times)[int(len(times) * 0.99)] * 1e3, failed


def overshoots(endpoint: Endpoint, deadline_seconds: float) -> list[float]:
    """How much longer than the deadline each kind of endless query took to be refused, as shares of it; two at a time.

    What ended early, most often for want of memory, isn't counted.
    """
    found: list[float] = []

    def work(text: str) -> None:
        start = time.perf_counter()
        status, body, _ = ask(endpoint, text, ROWS)
        taken = time.perf_counter() - start
        if status != 503:
            raise RuntimeError(f"an endless query was answered with {status}: {body[:200]!r}")
        if json.loads(body)["type"].endswith("timeout"):
            found.append(taken / deadline_seconds - 1)

    texts = [text for text in ENDLESS.values() for _ in range(2)]
    for pair in zip(texts[::2], texts[1::2], strict=True):
        threads = [threading.Thread(target=work, args=(text,)) for text in pair]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return found
