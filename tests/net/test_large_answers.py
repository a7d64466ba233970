"""Large answers are read once, and not on the thread that paints."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from jcwizard.model.secret import DOTS, Secret
from jcwizard.net import client as client_module
from jcwizard.net import json_body
from jcwizard.net.messages import Request
from jcwizard.net.redaction import record
from tests.net.asking import asked
from tests.net.raw_server import response

LARGE = b'{"a": [' + b"{}," * 20_000 + b"0]}"
HERE = threading.main_thread()


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """Return the threads that answers are read on, one for each reading."""
    threads: list[threading.Thread] = []
    read = json.loads

    def loads(*args: Any, **options: Any) -> Any:
        threads.append(threading.current_thread())
        return read(*args, **options)

    monkeypatch.setattr(json_body.json, "loads", loads)
    return threads


@pytest.fixture
def recordings(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """Return the threads that exchanges are recorded on."""
    threads: list[threading.Thread] = []

    def recording(*args: Any, **options: Any) -> Any:
        threads.append(threading.current_thread())
        return record(*args, **options)

    monkeypatch.setattr(client_module, "record", recording)
    return threads


def test_a_large_answer_is_read_once_and_in_another_thread(
    with_client: Any, readings: list[threading.Thread], recordings: list[threading.Thread]
) -> None:
    reply, _server = asked(with_client, response(LARGE))
    assert reply.json_object() is reply.json_object()
    assert len((reply.json_object() or {})["a"]) == 20_001  # type: ignore[arg-type]
    assert reply.json_array() is None
    assert reply.exchange.body == json.dumps({"a": DOTS}, ensure_ascii=False)
    assert len(readings) == 1
    assert HERE not in readings + recordings


def test_a_large_answer_that_is_no_json_is_not_read_again(
    with_client: Any, readings: list[threading.Thread]
) -> None:
    reply, _server = asked(with_client, response(LARGE[:-1]))
    assert (reply.json_object(), reply.json_array(), reply.json_object()) == (None, None, None)
    assert len(readings) == 1
    assert HERE not in readings


def test_a_small_answer_needs_no_thread(
    with_client: Any, readings: list[threading.Thread], recordings: list[threading.Thread]
) -> None:
    reply, _server = asked(with_client, response(b'{"a": 1}'))
    assert reply.json_object() == {"a": 1}
    assert readings == recordings == [HERE]


def test_a_small_answer_to_a_long_token_is_searched_in_another_thread(
    with_client: Any, recordings: list[threading.Thread]
) -> None:
    token = Secret("Bearer " + "t" * 20_000)
    asked(with_client, response(b"{}"), headers=(("Authorization", token),))
    assert len(recordings) == 1
    assert HERE not in recordings


def test_an_answer_that_repeats_a_secret_is_judged_as_it_is_and_shown_without() -> None:
    request = Request("POST", "https://i.example/", form=(("a", Secret("s3cret-1")),))
    body = b'{"error": "s3cret-1"}'
    value = json_body.read_json(body)
    exchange = record(
        request, status=400, headers={}, body=body, seconds=0.1, trouble=None, value=value
    )
    assert json.loads(exchange.body) == {"error": DOTS}
    assert value == {"error": "s3cret-1"}
