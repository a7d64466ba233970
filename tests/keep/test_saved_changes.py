"""The record of changes in a saved setup: it comes back whole, or the file is called damaged."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.keep.json_text import encode
from jcwizard.keep.progress import Progress, decode, snapshot
from jcwizard.model.changes import Change, ChangeKind, ChangeState
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup
from tests.keep.filled import CANARY, WHEN
from tests.keep.test_no_secret_anywhere import assert_clean

APPLICATION = "0123456789abcdef01234567"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def changed(**more: Any) -> Change:
    """Return a change as a repair leaves it."""
    plain: dict[str, Any] = {
        "id": "settings-0123456789ab",
        "kind": ChangeKind.SETTINGS,
        "application_id": APPLICATION,
        "label": "Acme Wiki",
        "at": WHEN,
        "state": ChangeState.DONE,
        "before": {"oidc.redirectUris": ["https://wiki.acme.example/callback"]},
        "after": {"oidc.redirectUris": [], "hidden": False},
    }
    return Change(**(plain | more))


def written(*changes: Change, secret: str = "") -> bytes:
    """Return the file of a setup with these changes."""
    setup = Setup("facets")
    setup.link_application(APPLICATION)
    if secret:
        setup.put_secret(Secret(secret))
    for change in changes:
        setup.put_change(change)
    return encode(snapshot(setup, practice=False, saved_at=WHEN))


def opened(data: bytes) -> Setup:
    """Return the setup of a file that can be opened."""
    progress = decode(data)
    assert isinstance(progress, Progress), progress
    return progress.setup


@given(
    st.sampled_from(ChangeKind),
    st.sampled_from(ChangeState),
    st.dictionaries(st.text(max_size=5), JSON, max_size=3),
)
def test_a_change_comes_back_as_it_was(
    kind: ChangeKind, state: ChangeState, members: dict[str, object]
) -> None:
    change = changed(kind=kind, state=state, before=members, after=members)
    assert opened(written(change)).changes == (change,)


def test_changes_come_back_in_their_order_and_with_the_application() -> None:
    changes = (changed(id="b"), changed(id="a", state=ChangeState.BEGUN))
    setup = opened(written(*changes))
    assert setup.changes == changes
    assert setup.application_id == APPLICATION


def test_a_file_from_before_there_were_changes_still_opens() -> None:
    document = json.loads(written())
    del document["changes"], document["application_id"]
    setup = opened(encode(document))
    assert (setup.changes, setup.application_id) == ((), "")


DAMAGE: dict[str, Callable[[dict[str, Any]], object]] = {
    "an unknown kind": lambda change: change.update(kind="forgotten"),
    "an unknown state": lambda change: change.update(state="perhaps"),
    "a state of another type": lambda change: change.update(state=None),
    "no before": lambda change: change.pop("before"),
    "a list as after": lambda change: change.update(after=[]),
    "a time before time": lambda change: change.update(at=-1),
    "a time after time": lambda change: change.update(at=1e300),
    "a number as application": lambda change: change.update(application_id=7),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_change_makes_the_file_a_damaged_one(kind: str) -> None:
    document = json.loads(written(changed()))
    DAMAGE[kind](document["changes"][0])
    told = decode(encode(document))
    assert isinstance(told, Finding)
    assert told.code == "progress.damaged"


@pytest.mark.parametrize("changes", [{}, "none", [7], None])
def test_a_record_that_is_no_list_of_changes_is_damaged(changes: object) -> None:
    document = json.loads(written())
    document["changes"] = changes
    told = decode(encode(document))
    assert isinstance(told, Finding)
    assert told.code == "progress.damaged"


def test_two_changes_of_one_id_are_damaged() -> None:
    document = json.loads(written(changed()))
    document["changes"] *= 2
    assert isinstance(decode(encode(document)), Finding)


def test_an_application_id_of_another_type_is_damaged() -> None:
    document = json.loads(written())
    document["application_id"] = 5
    assert isinstance(decode(encode(document)), Finding)


def test_a_secret_that_strayed_into_a_change_is_not_written() -> None:
    change = changed(
        label=f"Wiki {CANARY}",
        before={"oidc.strange": {"deep": [CANARY]}},
        after={"oidc.strange": CANARY},
    )
    assert_clean(written(change, secret=CANARY), "the saved setup")
