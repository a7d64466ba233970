"""A secret prints as dots everywhere."""

from __future__ import annotations

import copy
import json
import pickle
import re
import traceback

import pytest

from jcwizard.model.secret import Secret

CANARY = "CANARY-5f1c"


def test_only_reveal_gives_the_text_back() -> None:
    secret = Secret(CANARY)
    assert secret.reveal() == CANARY
    for shown in (str(secret), repr(secret), f"{secret}", f"{secret:>40}", repr([secret])):
        assert CANARY not in shown


@pytest.mark.parametrize("write", [pickle.dumps, json.dumps, copy.deepcopy])
def test_it_cannot_be_written_down(write: object) -> None:
    with pytest.raises(TypeError) as caught:
        write(Secret(CANARY))  # type: ignore[operator]
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_equal_secrets_are_equal_and_nothing_else_is() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert Secret("é") == Secret("é")
    assert Secret("half a \ud83d") == Secret("half a \ud83d")
    assert not Secret("")


def test_it_is_no_key_of_a_dictionary() -> None:
    with pytest.raises(TypeError):
        hash(Secret("a"))


def test_its_mark_tells_another_secret_and_is_too_short_to_find_this_one_by() -> None:
    marks = {Secret(f"{CANARY}{number}").mark() for number in range(200)}
    assert all(re.fullmatch("[0-9a-f]{4}", mark) for mark in marks)
    assert len(marks) > 195
    assert Secret(CANARY).mark() == Secret(CANARY).mark()
