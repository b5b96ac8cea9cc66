"""Asking an endpoint: what is sent, what is tried again, what is refused, and that the key stays secret."""

from __future__ import annotations

import socket
from collections.abc import Sequence

import pytest
from model_server import (
    Way,
    answering,
    cut_short,
    echoes_key,
    floods,
    hangs_up,
    says,
    status,
    stays_silent,
    trickles,
)

from claimgraph.api.drafting.endpoint import Endpoint, ask
from claimgraph.api.errors import EndpointError

KEY = "sk-very-secret"
MESSAGES = [{"role": "user", "content": "Lamps?"}]

RECOVERS: dict[str, Sequence[Way]] = {
    "busy": [status(503), says("ok")],
    "too many": [status(429, Retry_After="7"), says("ok")],
    "hung up": [hangs_up, says("ok")],
    "cut short": [cut_short, says("ok")],
    "no JSON": [status(200, b"<html>"), says("ok")],
    "another JSON": [status(200, b'{"choices": []}'), says("ok")],
    "no text": [status(200, b'{"choices": [{"message": {"content": null}}]}'), says("ok")],
    "deep": [status(200, b"[" * 50_000), says("ok")],
    "silent": [stays_silent, says("ok")],
    "trickling": [trickles, says("ok")],
}
REFUSED: dict[str, tuple[Way, str, int]] = {
    "unauthorised": (status(401, b"who are you?"), "it answers 401: who are you?", 1),
    "repeats the key": (echoes_key, "it answers 401: bad key Bearer …", 1),
    "no such model": (status(404, b"no such model"), "404", 1),
    "elsewhere": (status(302, Location="http://127.0.0.1:9/"), "it answers 302", 1),
    "flood": (floods, "longer than 65,536 bytes", 1),
    "always busy": (status(500), "it answers 500, 3 times", 3),
    "never a word": (hangs_up, "3 times", 3),
}
ADDRESSES = [
    "",
    "127.0.0.1:80",
    "ftp://127.0.0.1/v1",
    "file:///etc/passwd",
    "http://",
    "http://127.0.0.1:99999/v1",
    "http://user:pass@127.0.0.1/v1",
    "http://127.0.0.1/v1?x=1",
    "http://[::1/v1",
]


def endpoint(url: str, waited: list[float] | None = None, key: str | None = KEY) -> Endpoint:
    waits = waited if waited is not None else []
    return Endpoint(url, "lamp-model", key, seconds=0.5, largest=65_536, wait=waits.append)


def test_what_is_sent() -> None:
    with answering(says("ok")) as heard:
        assert ask(endpoint(heard.url), MESSAGES) == "ok"
        assert ask(endpoint(f"{heard.url}/chat/completions/", key=None), MESSAGES) == "ok"
    (path, headers, body), (same_path, without, _) = heard.requests
    assert path == same_path == "/v1/chat/completions"
    assert headers["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in without
    assert body == {"model": "lamp-model", "messages": MESSAGES, "temperature": 0, "stream": False}


@pytest.mark.parametrize("name", RECOVERS)
def test_tried_again(name: str) -> None:
    waited: list[float] = []
    with answering(*RECOVERS[name]) as heard:
        assert ask(endpoint(heard.url, waited), MESSAGES) == "ok"
    assert len(heard.requests) == 2
    assert waited == [7.0 if name == "too many" else 1.0]


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    way, message, asked = REFUSED[name]
    with answering(way) as heard, pytest.raises(EndpointError) as caught:
        ask(endpoint(heard.url), MESSAGES)
    assert message in str(caught.value)
    assert KEY not in str(caught.value)
    assert len(heard.requests) == asked


def test_waiting_is_bounded() -> None:
    waited: list[float] = []
    with answering(status(429, Retry_After="86400"), says("ok")) as heard:
        ask(endpoint(heard.url, waited), MESSAGES)
    assert waited == [30.0]


@pytest.mark.parametrize("url", ADDRESSES)
def test_no_address(url: str) -> None:
    with pytest.raises(EndpointError, match="give it as https://host/v1"):
        ask(endpoint(url), MESSAGES)


def test_a_key_does_not_go_out_in_the_open() -> None:
    with pytest.raises(EndpointError, match="use https, or give no key"):
        ask(endpoint("http://models.example/v1"), MESSAGES)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(EndpointError, match="is it running"):
        ask(endpoint(f"http://127.0.0.1:{port}/v1"), MESSAGES)


def test_the_key_is_in_no_representation() -> None:
    assert KEY not in repr(endpoint("https://models.example/v1"))
