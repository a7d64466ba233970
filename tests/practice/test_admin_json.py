"""Whatever is sent to the pretend Admin API is taken or refused, and never trips it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.practice.admin_json import MOST_LEVELS, json_sent
from jcwizard.practice.admin_refusals import AdminRefusalError
from jcwizard.practice.application_json import (
    CONSTANT_ROWS,
    general_document,
    read_general,
    read_sso,
    sso_document,
)
from jcwizard.practice.applications import Application, Members
from jcwizard.practice.messages import Request
from jcwizard.practice.settings import Settings
from tests.practice.admin import GENERAL, OIDC, Admin, Json
from tests.practice.visitor import Visitor

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def changed(good: Json, names: tuple[str, ...] = ()) -> st.SearchStrategy[Json]:
    """Good members of which some are anything, or missing, and some others besides."""
    known = st.sampled_from([*good, *names])
    more = st.dictionaries(known | st.text(max_size=8), VALUES, max_size=4)
    missing = st.sets(known, max_size=2)
    return st.builds(
        lambda more, missing: {
            name: value for name, value in (good | more).items() if name not in missing
        },
        more,
        missing,
    )


def sent(body: bytes) -> object:
    return json_sent(Request("POST", "/", (), body))


def read_or_status(
    read: Callable[[Json, Settings], tuple[Settings, Members]], body: Json
) -> tuple[Settings, Members] | int:
    """Return what was read, or the status of the refusal."""
    try:
        return read(body, Settings())
    except AdminRefusalError as refused:
        return refused.status


@given(changed(GENERAL))
def test_a_general_object_is_taken_or_refused(body: Json) -> None:
    taken = read_or_status(read_general, body)
    if isinstance(taken, int):
        assert taken == 400
        return
    settings, members = taken
    shown = general_document(Application("", settings, "", members=members))
    own = ("_id", "active", "created", "description", "displayLabel", "logo", "organization")
    for name in set(body) - {*own, "sso"}:
        assert shown[name] == body[name]


@given(changed(OIDC, (CONSTANT_ROWS,)))
def test_sign_in_settings_are_taken_whole_or_refused(oidc: Json) -> None:
    taken = read_or_status(read_sso, {"type": "oidc", "oidc": oidc})
    if isinstance(taken, int):
        assert taken in (400, 422)
        return
    settings, members = taken
    members = Members(sso=members.sso, oidc=members.oidc)
    shown = sso_document(Application("id", settings, "", members=members), settings)["oidc"]
    assert isinstance(shown, dict)
    for name in set(oidc) - {"clientId", "clientSecret", "metadata"}:
        # A grant twice is once, an empty consent and an empty list of rows are none.
        if name != "grantTypes" and oidc[name] not in ("", []):
            assert shown[name] == oidc[name]


@pytest.mark.parametrize("text", ["", "{", "NaN", '{"a": Infinity}', '"\\ud800"', "\x00"])
def test_what_is_no_json_is_none(text: str) -> None:
    assert sent(text.encode()) is None
    assert sent(b"\xff") is None


def test_only_so_many_levels_are_read() -> None:
    deep = "[" * MOST_LEVELS + "]" * MOST_LEVELS
    assert sent(deep.encode()) == json.loads(deep)
    assert sent(f"[{deep}]".encode()) is None
    assert sent(b'{"a":' * 5_000 + b"1" + b"}" * 5_000) is None


def test_a_label_of_any_characters_is_only_text_on_the_page(admin_api: Admin) -> None:
    label = "</title><b>{{rows}} \u202e\U0001f642"
    application = admin_api.shell(displayLabel=label)
    address = f"{admin_api.world.console_url}/applications/{application}"
    portal = Visitor(admin_api.web, address)
    assert portal.value("Display Label") == label
    assert "<b>" not in portal.reply.text
