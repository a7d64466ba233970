"""Of JSON that is sent or received, only what a request's own list names is shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jcwizard.model.exchange import Exchange
from jcwizard.model.secret import DOTS, Secret
from jcwizard.net.messages import Request, Upload
from jcwizard.net.public_json import json_excerpt, json_pairs
from jcwizard.net.redaction import record

ADDRESS = "https://i.example/"
PUBLIC = frozenset(
    {"label", "oidc.redirectUris", "oidc.rows.name", "oidc.deep.er", "results.kind", "count"}
)
SETTINGS: dict[str, object] = {
    "label": "Acme",
    "oidc": {
        "redirectUris": ["https://a.example/cb"],
        "clientSecret": "s3cret-once",
        "rows": [{"name": "email", "value": "constant"}],
        "deep": {"er": 1, "other": 2},
    },
    "person": {"name": "Ann"},
}


def recorded(request: Request, value: object = None) -> Exchange:
    body = b"" if value is None else json.dumps(value).encode()
    return record(request, status=200, headers={}, body=body, seconds=0.1, trouble=None)


def test_inner_members_of_an_answer_are_shown_where_they_are_named() -> None:
    shown = json.loads(json_excerpt(SETTINGS, PUBLIC))
    assert shown == {
        "label": "Acme",
        "oidc": {
            "redirectUris": ["https://a.example/cb"],
            "clientSecret": DOTS,
            "rows": {"entries": 1, "first": [{"name": "email", "value": DOTS}]},
            "deep": {"er": 1, "other": DOTS},
        },
        "person": DOTS,
    }


def test_without_a_list_of_its_own_an_answer_shows_no_inner_member() -> None:
    assert json.loads(json_excerpt(SETTINGS)) == dict.fromkeys(SETTINGS, DOTS)


def test_what_is_public_at_the_top_is_not_public_further_in() -> None:
    shown = json.loads(json_excerpt({"message": "said", "oidc": {"message": "inner"}}, PUBLIC))
    assert shown["message"] == "said"
    assert shown["oidc"] == {"message": DOTS}


def test_a_list_shows_how_many_there_are_and_what_is_named_of_the_first() -> None:
    whole = {"results": [{"kind": "oidc", "label": "Secret project"}] * 9, "count": 9}
    shown = json.loads(json_excerpt(whole, PUBLIC))
    first = [{"kind": "oidc", "label": DOTS}] * 5
    assert shown == {"results": {"entries": 9, "first": first}, "count": 9}


@pytest.mark.parametrize("odd", [{"er": 1}, [{"a": "b"}], [[1]]])
def test_a_named_member_of_another_shape_is_not_shown(odd: object) -> None:
    assert json.loads(json_excerpt({"label": odd}, PUBLIC)) == {"label": DOTS}


@pytest.mark.row("K83")
def test_what_is_sent_as_json_is_shown_by_the_same_list() -> None:
    sent = recorded(Request("PUT", ADDRESS, json=SETTINGS, public=PUBLIC)).sent
    assert sent == (
        ("label", "Acme"),
        ("oidc.redirectUris", '["https://a.example/cb"]'),
        ("oidc.clientSecret", DOTS),
        ("oidc.rows", json.dumps({"entries": 1, "first": [{"name": "email", "value": DOTS}]},
                                 ensure_ascii=False)),
        ("oidc.deep.er", "1"),
        ("oidc.deep.other", DOTS),
        ("person", DOTS),
    )  # fmt: skip


def test_what_is_always_public_in_an_answer_is_not_in_a_question() -> None:
    assert recorded(Request("POST", ADDRESS, json={"scope": "api", "message": "x"})).sent == (
        ("scope", DOTS),
        ("message", DOTS),
    )


def test_json_that_is_no_object_shows_nothing() -> None:
    for value in ("text", [1, 2], 7, False):
        assert recorded(Request("POST", ADDRESS, json=value, public=PUBLIC)).sent == ((DOTS, DOTS),)


@pytest.mark.row("K83")
def test_a_key_is_dots_and_of_a_file_there_is_its_kind_and_size() -> None:
    request = Request(
        "POST",
        ADDRESS,
        headers=(("x-api-key", Secret("jca_0123456789abcdef")), ("x-org-id", "a" * 24)),
        upload=Upload("image", "my name.png", "image/png", b"12345"),
    )
    assert recorded(request).sent == (
        ("x-api-key", DOTS), ("x-org-id", DOTS), ("image", "image/png, 5 bytes")
    )  # fmt: skip


def test_a_key_that_an_answer_repeats_in_a_public_member_is_dots() -> None:
    key = Secret("jca_0123456789abcdef")
    request = Request("GET", ADDRESS, headers=(("x-api-key", key),), public=PUBLIC)
    shown = recorded(request, {"label": f"about {key.reveal()}"})
    assert json.loads(shown.body) == {"label": f"about {DOTS}"}


@pytest.mark.row("K83")
def test_a_password_that_went_out_in_a_login_is_found_when_it_comes_back() -> None:
    login = "Basic Y2xpZW50LTE6czNjcmV0JTJGcGFydA=="  # client-1:s3cret%2Fpart
    request = Request("POST", ADDRESS, headers=(("Authorization", Secret(login)),))
    for repeated in ("s3cret/part", "s3cret%2Fpart"):
        shown = recorded(request, {"message": f"no {repeated}."})
        assert json.loads(shown.body) == {"message": f"no {DOTS}."}


def test_a_long_body_is_cut() -> None:
    many: dict[str, object] = {f"member{number}": "x" for number in range(500)}
    assert len(json_excerpt(many, PUBLIC)) <= 2_000
    assert len(list(json_pairs(many, PUBLIC))) == 40


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just("CANARY-in-json"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["label2", "oidc", "rows", "deep", "value", "k"]), inner)
    ),
    max_leaves=15,
)


@settings(max_examples=60)
@given(JSON)
def test_whatever_the_shape_nothing_unnamed_is_shown(value: Any) -> None:
    shown = [text for _name, text in json_pairs(value, PUBLIC)]
    if isinstance(value, dict | list):
        shown.append(json_excerpt(value, PUBLIC))
    assert not [text for text in shown if "CANARY" in text]
