"""A secret is found in every form in which it can travel."""

from __future__ import annotations

import base64
import html
import json
import re
import time
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.keep.hiding import Hiding
from jcwizard.model.secret import DOTS, Secret
from tests.keep.filled import CANARY, CLIENT_ID

SECRETS = st.text(
    st.characters(
        min_codepoint=33, exclude_categories=["Cs", "Cf", "Cc", "Z"], exclude_characters=DOTS
    ),
    min_size=8,
)


@pytest.mark.row("K83", "S22")
@pytest.mark.parametrize(
    "form",
    [
        CANARY,
        quote(CANARY),
        quote(CANARY, safe=""),
        quote_plus(CANARY),
        json.dumps(CANARY),
        json.dumps(CANARY, ensure_ascii=False),
        html.escape(CANARY),
        re.sub("%..", lambda part: part[0].lower(), quote_plus(CANARY)),
        CANARY.encode().hex(),
        base64.b64encode(quote_plus(f"{CANARY}ab").encode()).decode(),
    ],
)
def test_each_form_is_covered_by_dots(form: str) -> None:
    hidden = Hiding(Secret(CANARY)).text(f"before {form} after")
    assert DOTS in hidden
    assert form not in hidden
    assert hidden.startswith("before ")
    assert hidden.endswith(" after")
    assert len(hidden) <= len(f"before {DOTS} after") + 4


@given(secret=SECRETS, before=st.binary(max_size=5), after=st.binary(max_size=5))
def test_inside_base64_no_part_that_gives_it_away_is_left(
    secret: str, before: bytes, after: bytes
) -> None:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = encode(before + secret.encode() + after).decode()
        hidden = Hiding(Secret(secret)).text(text)
        assert DOTS in hidden
        assert len(hidden.replace(DOTS, "")) <= len(encode(before + after)) + 8


@pytest.mark.row("K83")
def test_the_header_of_basic_authentication_is_covered() -> None:
    header = base64.b64encode(f"{CLIENT_ID}:{CANARY}".encode()).decode()
    kind, *_, after = Hiding(Secret(CANARY)).text(f"Basic {header}").split(DOTS)
    assert kind == "Basic "
    assert len(after) <= 4


@pytest.mark.row("S22")
@pytest.mark.parametrize(
    "text",
    [
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
        "http://127.0.0.1:14217/callback?code=ory_ac_Zk3w-x.9aB_c~d&state=x",
        "Bearer mF_9.B5f-4.1JqM4711",
        "Authorization: Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3",
    ],
)
def test_what_only_a_secret_looks_like_is_covered_although_nobody_knows_it(text: str) -> None:
    hidden = Hiding(None).text(text)
    assert DOTS in hidden
    for part in ("eyJhbGci", "Zk3w", "9aB_c", "mF_9", "4711", "czZCa"):
        assert part not in hidden


@pytest.mark.parametrize("piece", ["eyJ", "eyJabcdefgh", "Bearer ", "ory_at_"])
def test_a_long_text_that_only_begins_like_a_secret_is_read_at_once(piece: str) -> None:
    begun = time.monotonic()
    Hiding(None).text(piece * (60_000 // len(piece)))
    assert time.monotonic() - begun < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "https://acme.console.facets.cloud/login/oauth2/code/jumpcloud",
        "https://a.example/cb?tenant=acme&code=7",
        "Client Secret Basic is what Paradime needs",
        CLIENT_ID,
        "eyJ",
    ],
)
def test_what_is_no_secret_stays_as_it_is(text: str) -> None:
    assert Hiding(None).text(text) == text


@given(SECRETS)
def test_plain_values_keep_their_shape(secret: str) -> None:
    value = {"a": ["x", 1, None, True, {"b": f"<{secret}>"}], "c": ("y",)}
    hidden = Hiding(Secret(secret)).everywhere(value)
    assert isinstance(hidden, dict)
    assert secret not in hidden["a"][4]["b"]
    assert hidden["a"][1:4] == [1, None, True]


def test_without_a_secret_nothing_is_touched() -> None:
    assert Hiding(None).text("text") == "text"
    assert Hiding(Secret("")).text("text") == "text"
    assert Hiding(Secret("abc")).text("abcabc") == "abcabc", "too short to be one"
