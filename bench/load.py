"""Requests a second, from wrk or, where an answer takes long, from threads that let the last answers come.

wrk counts no answer that comes after its time, which at a few requests a second would be most of them.
"""

from __future__ import annotations

import http.client
import itertools
import json
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from queries import Kind
from servers import Endpoint

__all__ = [
    "CONNECTIONS",
    "SLOW_SECONDS",
    "VERY_SLOW_SECONDS",
    "Rate",
    "ask",
    "first_time",
    "not_modified",
    "probe",
    "repeated",
    "requests_of",
]

CONNECTIONS = 16
SLOW_SECONDS, VERY_SLOW_SECONDS = 0.08, 1.0
"""Answers that take longer are not for wrk; those that take longer still are asked for over FEW connections."""

FEW = 4

_TIMEOUT = 120
_numbers = itertools.count(1)

_SCRIPT = """
local parts, requests, headers, base, made = {parts}, {requests}, {headers}, {base}, 0
function request()
  made = made + 1
  if #requests > 0 then return requests[made % #requests + 1] end
  local text = {{}}
  for i, part in ipairs(parts) do
    if type(part) == "string" then text[i] = part
    elseif part == 0 then text[i] = base + made
    else text[i] = math.random(part[1], part[2]) end
  end
  return wrk.format("GET", table.concat(text), headers)
end
function init()
  math.randomseed(base)
  for i, path in ipairs(requests) do requests[i] = wrk.format("GET", path, headers) end
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{{"requests": %d, "seconds": %f, "failed": %d, "p99": %f}}\\n', summary.requests,
    summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(99) / 1e3))
end
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """Answers a second, the 99th percentile of their latencies in milliseconds, and requests that failed."""

    a_second: float
    p99: float
    failed: int


def requests_of(endpoint: Endpoint, text: str) -> str:
    """The path that asks the query."""
    return f"{endpoint.path}?query={quote(endpoint.prefix + text, safe='')}"


def ask(endpoint: Endpoint, text: str, media_type: str, source: str = "127.0.0.1") -> tuple[int, bytes, str | None]:
    """Status, body and entity tag of the answer to one query. Raises OSError after two minutes."""
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=_TIMEOUT, source_address=(source, 0))
    try:
        connection.request("GET", requests_of(endpoint, text), headers={"Accept": media_type})
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.getheader("ETag")
    finally:
        connection.close()


def probe(endpoint: Endpoint, kind: Kind, letters: int) -> float:
    """Seconds that one answer takes, the best of two. Raises RuntimeError where it isn't 200."""
    best = float(_TIMEOUT)
    for _ in range(2):
        start = time.perf_counter()
        status, body, _ = ask(endpoint, kind.drawn(letters, random.Random(1), next(_numbers)), kind.media_type)
        best = min(best, time.perf_counter() - start)
        if status != 200:
            raise RuntimeError(f"{endpoint.name} answered {kind.name} with {status}: {body[:300]!r}")
    return best


def first_time(endpoint: Endpoint, kind: Kind, letters: int, seconds: float, place: Path, alone: float) -> Rate:
    """How many queries of this kind that were never asked before the server answers; one takes `alone` seconds."""
    if alone > SLOW_SECONDS:
        draw = random.Random(next(_numbers))
        texts = (kind.drawn(letters, draw, next(_numbers)) for _ in itertools.count())
        return _patient(endpoint, (requests_of(endpoint, text) for text in texts), kind.media_type, seconds, alone)
    drawn = [quote(part, safe="") if isinstance(part, str) else part for part in kind.parts(letters)]
    parts = [f"{endpoint.path}?query={quote(endpoint.prefix, safe='')}", *drawn]
    return _wrk(endpoint, parts, [], {"Accept": kind.media_type}, seconds, place)


def repeated(endpoint: Endpoint, kind: Kind, letters: int, seconds: float, place: Path, alone: float) -> Rate:
    """How many of a few queries, asked again and again, the server answers; one takes `alone` seconds."""
    paths = [requests_of(endpoint, text) for text in kind.repeated(letters)]
    if alone > SLOW_SECONDS:
        return _patient(endpoint, itertools.cycle(paths), kind.media_type, seconds, alone)
    return _wrk(endpoint, [], paths, {"Accept": kind.media_type}, seconds, place)


def not_modified(endpoint: Endpoint, kind: Kind, letters: int, seconds: float, place: Path) -> Rate:
    """How many requests for an answer that the client has already are answered so."""
    text = kind.repeated(letters)[0]
    tag = ask(endpoint, text, kind.media_type)[2] or "*"
    return _wrk(
        endpoint, [], [requests_of(endpoint, text)], {"Accept": kind.media_type, "If-None-Match": tag}, seconds, place
    )


def _wrk(
    endpoint: Endpoint,
    parts: list[str | tuple[int, int] | None],
    paths: list[str],
    headers: dict[str, str],
    seconds: float,
    place: Path,
) -> Rate:
    command = shutil.which("wrk")
    if command is None:
        raise RuntimeError("wrk is not installed; install it (Debian: apt-get install wrk)")
    script = place / "requests.lua"
    # Numbers that no other run has: a run makes fewer than ten million.
    script.write_text(
        _SCRIPT.format(
            parts=_lua([0 if part is None else part for part in parts]),
            requests=_lua(paths),
            headers=_lua(headers),
            base=next(_numbers) * 10_000_000,
        )
    )
    flags = ("-t1", f"-c{CONNECTIONS}", f"-d{max(round(seconds), 1)}s", "--timeout", "60s")  # whole seconds only
    said = subprocess.run(
        [command, *flags, "-s", str(script), f"http://127.0.0.1:{endpoint.port}"],
        capture_output=True,
        text=True,
        timeout=seconds + _TIMEOUT,
        check=False,
    )
    if said.returncode:
        raise RuntimeError(f"wrk failed: {said.stdout[-300:]} {said.stderr[-300:]}")
    figures = json.loads(said.stdout.strip().rpartition("\n")[2])
    return Rate(figures["requests"] / figures["seconds"], figures["p99"], figures["failed"])


def _lua(value: object) -> str:
    match value:
        case str():
            return json.dumps(value)
        case dict():
            return "{" + ", ".join(f"[{_lua(k)}] = {_lua(v)}" for k, v in value.items()) + "}"
        case list() | tuple():
            return "{" + ", ".join(map(_lua, value)) + "}"
    return str(value)


def _patient(endpoint: Endpoint, paths: Iterable[str], media_type: str, seconds: float, alone: float) -> Rate:
    """Keeps CONNECTIONS requests going, or FEW, until the seconds are over, and waits for the last answers."""
    lock, source = threading.Lock(), iter(paths)
    times: list[float] = []
    failed = 0
    end = time.perf_counter() + seconds

    def work() -> None:
        nonlocal failed
        connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=_TIMEOUT)
        while True:
            with lock:
                path = next(source)
            start = time.perf_counter()
            try:
                connection.request("GET", path, headers={"Accept": media_type})
                answer = connection.getresponse()
                answer.read()
                good = answer.status == 200
            except (OSError, http.client.HTTPException):
                connection.close()
                good = False
            with lock:
                times.append(time.perf_counter() - start)
                failed += not good
            if time.perf_counter() > end:
                break
        connection.close()

    start = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(FEW if alone > VERY_SLOW_SECONDS else CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - start
    good = len(times) - failed
    return Rate(good / taken, sorted(times)[int(len(times) * 0.99)] * 1e3, failed)
