"""Files that people and crashes have edited: setup files, and what was saved."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from jcwizard.catalogue import Catalogue, load
from jcwizard.keep.json_text import MalformedError, encode, parse
from jcwizard.keep.progress import Progress, decode, snapshot
from jcwizard.keep.setup_file import SetupFile, problems, read, write
from jcwizard.model.finding import Finding
from tests.fuzz.cases import bodies, cases, is_told, json_values, members, near, soon
from tests.keep.filled import full_setup

EXAMPLE = {
    "version": 1,
    "service": "custom",
    "region": "us",
    "issuer": "https://oauth.id.jumpcloud.example/",
    "display_label": "Acme Wiki",
    "redirect_urls": ["https://wiki.acme.example/login/callback"],
    "login_url": "https://wiki.acme.example/login",
    "client_id": "4ff122de-428e-48c8-a4f7-d4f6b11c71a6",
    "client_authentication": "client_secret_post",
    "scopes": ["openid", "email", "profile"],
}


@cache
def catalogue() -> Catalogue:
    return load()


@cache
def saved() -> dict[str, object]:
    setup = full_setup(catalogue().services["facets"])
    whole: dict[str, object] = json.loads(
        encode(snapshot(setup, practice=False, saved_at=1_790_000_000.0))
    )
    return whole


damaged = st.builds(
    lambda data, at, put: data[:at] + put + data[at + len(put) :],
    bodies(EXAMPLE),
    st.integers(0, 400),
    st.binary(max_size=4) | st.sampled_from([b"\xff\xfe", b"\xef\xbb\xbf", b"\x00"]),
)
services = near("facets", "paradime", "custom").map(
    lambda name: json.dumps({**EXAMPLE, "service": name}).encode()
)


@cases
@given(bodies(EXAMPLE) | damaged | services)
def test_a_setup_file_is_read_or_refused_and_what_was_read_can_be_written(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jcsetup"
        path.write_bytes(data)
        with soon():
            found = read(path, catalogue().services)
        if isinstance(found, Finding):
            is_told(found)
            return
        assert isinstance(found, SetupFile)
        service = catalogue().services[found.setup.service_id]
        for finding in (*found.notices, *problems(found, service, catalogue().words)):
            is_told(finding)
        other = Path(folder) / "b.jcsetup"
        assert write(other, found.setup, service) is None
        assert isinstance(read(other, catalogue().services), SetupFile)


@st.composite
def scratched(draw: st.DrawFn) -> bytes:
    """Return saved progress in which one value, somewhere, is another."""
    document = json.loads(json.dumps(saved()))
    here = document
    while True:
        places = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not places:
            break
        place = draw(st.sampled_from(places))
        below = here[place]
        if isinstance(below, dict | list) and below and draw(st.integers(0, 4)):
            here = below
            continue
        here[place] = draw(json_values | st.sampled_from([1e300, -1, "passed", "1", []]))
        break
    return json.dumps(document).encode()


@cases
@given(scratched() | st.builds(lambda data, at: data[:at], scratched(), st.integers(0, 4_000)))
def test_saved_progress_is_read_whole_or_called_damaged(data: bytes) -> None:
    with soon():
        found = decode(data)
    if isinstance(found, Finding):
        is_told(found)
        return
    assert isinstance(found, Progress)
    again = encode(snapshot(found.setup, practice=found.practice, saved_at=found.saved_at))
    assert isinstance(decode(again), Progress)


@cases
@given(
    st.binary(max_size=300)
    | members(EXAMPLE).map(lambda value: json.dumps(value).encode("utf-16"))
    | st.integers(1, 3_000).map(lambda n: b'{"a":' * n + b"1" + b"}" * n)
    | st.integers(1, 9_000).map(lambda n: b'{"a": ' + b"9" * n + b"}")
)
def test_json_of_people_is_an_object_or_malformed(data: bytes) -> None:
    with soon():
        try:
            document = parse(data)
        except MalformedError:
            return
    assert parse(encode(document)) == document
