"""A secret is found in every form in which it can travel."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.keep.hiding import Hiding
from jcwizard.model.secret import DOTS, Secret
from tests.keep.filled import CANARY, CLIENT_ID

SECRETS = st.text(
    st.characters(min_codepoint=33, exclude_categories=["Cs", "Cf", "Cc", "Z"]), min_size=8
)


@pytest.mark.row("K83")
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
    ],
)
def test_each_form_is_covered_by_dots(form: str) -> None:
    hidden = Hiding(Secret(CANARY)).text(f"before {form} after")
    assert DOTS in hidden
    assert form not in hidden
    assert hidden.startswith("before ")
    assert hidden.endswith(" after")


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
    before, after = Hiding(Secret(CANARY)).text(f"Basic {header}").split(DOTS)
    left = base64.b64decode(before.removeprefix("Basic ") + "==")
    assert left in {f"{CLIENT_ID}:{CANARY[:n]}".encode() for n in (0, 1)}
    assert len(after) <= 4


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
