"""JSON is read so that no two readers could understand it differently."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.net import json_body
from jcwizard.net.json_body import MAX_BRACKETS, MAX_DEPTH, read_array, read_json, read_object

MALFORMED = {
    "empty": b"",
    "null": b"null",
    "cut off": b'{"a": 1',
    "two values": b"{} {}",
    "byte order mark": b"\xef\xbb\xbf{}",
    "latin-1": '{"a": "é"}'.encode("latin-1"),
    "utf-16": '{"a": 1}'.encode("utf-16"),
    "NaN": b'{"a": NaN}',
    "infinity": b'{"a": -Infinity}',
    "a float beyond all bounds": b'{"a": 1e999}',
    "an int of 5000 digits": b'{"a": ' + b"9" * 5000 + b"}",
    "a member twice": b'{"iss": "a", "iss": "b"}',
    "a member twice, once escaped": b'{"iss": "a", "\\u0069ss": "b"}',
    "a member twice inside": b'[{"b": {"a": 1, "a": 1}}]',
    "a lone surrogate": b'{"a": "\\ud800"}',
    "a lone surrogate in capitals, far inside": b'[0, {"a": [[], "x\\uDFFFy"]}]',
    "a lone surrogate as a name": b'{"\\ud800": 1}',
    "100,000 deep": b"[" * 100_000,
    "100,000 deep and closed": b"[" * 100_000 + b"]" * 100_000,
    "one too deep": b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
    "one too deep beside what is not": b"[[1], " + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"]",
    "single quotes": b"{'a': 1}",
    "a comment": b'{"a": 1} // yes',
    "a comma too many": b'{"a": 1,}',
    "a control character": b'{"a": "\n"}',
    "HTML": b"<!doctype html><title>Sign in</title>",
}


@pytest.mark.row("K75")
@pytest.mark.row("N15")
@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_json_is_nothing(data: bytes) -> None:
    assert read_json(data) is None
    assert read_object(data) is None
    assert read_array(data) is None


def test_the_deepest_allowed_value_is_read() -> None:
    assert read_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) is not None


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'{"\\ud83d\\ude00": "\\u00e9"}', {"\U0001f600": "\u00e9"}),
        (b'["\\\\ud800"]', ["\\ud800"]),
        ('["\U0001f600"]'.encode(), ["\U0001f600"]),
    ],
    ids=["a pair", "a backslash and letters", "unescaped"],
)
def test_text_that_only_looks_like_a_lone_surrogate_is_read(data: bytes, value: object) -> None:
    assert read_json(data) == value


def test_only_objects_and_arrays_are_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[object] = []
    inside = json_body._inside
    monkeypatch.setattr(json_body, "_inside", lambda item: looked.append(item) or inside(item))
    value = read_json(b'{"a": [' + b"0," * 10_000 + b'"x"], "b": {}}')
    assert isinstance(value, dict)
    assert looked == [value, value["a"], value["b"]]


@pytest.mark.parametrize("piece", [b"[]", b"{}"])
def test_there_may_be_so_many_objects_and_arrays_and_no_more(piece: bytes) -> None:
    most = b",".join([piece] * (MAX_BRACKETS - 1))
    assert read_array(b"[" + most + b"]") == [json.loads(piece)] * (MAX_BRACKETS - 1)
    assert read_array(b"[" + most + b"," + piece + b"]") is None


def test_an_object_is_no_array_and_an_array_no_object() -> None:
    assert read_object(b"[1]") is None
    assert read_array(b'{"a": 1}') is None
    assert (read_object(b'{"a": [1]}'), read_array(b"[1]")) == ({"a": [1]}, [1])


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), inner
    ),
    max_leaves=20,
)  # fmt: skip


@given(VALUES)
def test_what_json_writes_is_read_back(value: object) -> None:
    assert read_json(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_no_bytes_are_a_fault(data: bytes) -> None:
    read_json(data)
