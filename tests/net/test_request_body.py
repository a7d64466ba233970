"""The body of a request goes out byte for byte as it should."""

from __future__ import annotations

import json
from email import policy
from email.parser import BytesParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jcwizard.model.secret import Secret
from jcwizard.net.client import Request, Upload
from jcwizard.net.request_body import content_of
from tests.net.asking import asked
from tests.net.raw_server import response

ADDRESS = "https://i.example/"


def parts(content_type: str, body: bytes) -> list[Any]:
    """Read multipart as somebody else's reader does."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    return list(BytesParser(policy=policy.HTTP).parsebytes(head + body).iter_parts())


def test_json_goes_out_compact_in_utf_8_and_with_its_length(with_client: Any) -> None:
    value = {"displayLabel": "Müller & Söhne", "active": True, "list": [1, None]}
    _reply, server = asked(with_client, response(), method="PUT", json=value)
    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    assert body == '{"displayLabel":"Müller & Söhne","active":true,"list":[1,null]}'.encode()
    lines = head.decode().split("\r\n")
    assert lines[0].startswith("PUT /x HTTP/1.1")
    assert "Content-Type: application/json" in lines
    assert f"Content-Length: {len(body)}" in lines


@pytest.mark.parametrize("value", [{}, [], False, 0, ""])
def test_an_empty_json_value_is_a_body_too(value: object) -> None:
    assert content_of(Request("POST", ADDRESS, json=value)) == (
        "application/json",
        json.dumps(value).encode(),
    )


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_without_a_body_nothing_is_sent_and_no_kind_is_named(with_client: Any, method: str) -> None:
    _reply, server = asked(with_client, response(), method=method)
    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    assert body == b""
    assert b"content-type" not in head.lower()


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), {"a": Secret("s3cret-in-the-body")}, {"a": {1, 2}}]
)
def test_what_is_no_json_is_a_mistake_that_says_nothing_of_the_value(value: object) -> None:
    with pytest.raises(ValueError, match=r"JSON") as raised:
        content_of(Request("POST", ADDRESS, json=value))
    assert "s3cret" not in str(raised.value)


def test_half_a_character_cannot_be_sent(with_client: Any) -> None:
    reply, server = asked(with_client, response(), method="POST", json={"a": "\ud800"})
    assert reply.trouble is not None
    assert reply.trouble.code == "network.request_not_sendable"
    assert server.heard == []


def test_a_file_goes_out_as_the_only_part_of_a_form(with_client: Any) -> None:
    data = bytes(range(256)) * 40
    upload = Upload("image", "logo.png", "image/png", data)
    _reply, server = asked(with_client, response(), method="POST", upload=upload)
    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    headers = dict(line.partition(": ")[::2] for line in head.decode().split("\r\n")[1:])
    (part,) = parts(headers["Content-Type"], body)
    assert part.get_payload(decode=True) == data
    assert part.get_content_type() == "image/png"
    assert part.get_filename() == "logo.png"
    assert part.get_param("name", header="content-disposition") == "image"


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_no_file_ends_its_own_part(data: bytes) -> None:
    content_type, body = content_of(
        Request("POST", ADDRESS, upload=Upload("image", "a", "image/png", data))
    ) or ("", b"")
    boundary = content_type.partition("boundary=")[2].encode()
    assert body.count(b"--" + boundary) == 2
    assert body.split(b"\r\n\r\n", 1)[1].rpartition(b"\r\n--" + boundary)[0] == data


def test_a_file_name_cannot_end_its_quotes_or_its_line() -> None:
    upload = Upload("image", 'a"; name="x\r\nEvil: 1', "image/png", b"")
    _kind, body = content_of(Request("POST", ADDRESS, upload=upload)) or ("", b"")
    assert b'filename="a%22; name=%22x%0D%0AEvil: 1"\r\n' in body


def test_a_request_shows_no_body_when_it_is_printed() -> None:
    upload = Upload("image", "logo.png", "image/png", b"pixels")
    printed = repr(Request("POST", ADDRESS, json={"label": "Acme"}, upload=upload))
    assert "Acme" not in printed
    assert "pixels" not in printed
