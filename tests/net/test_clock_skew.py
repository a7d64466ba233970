"""This computer's clock against a server's date."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.net.clock_skew import http_date, seconds_fast

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
AT = 784_111_777.0


@pytest.mark.parametrize("seconds", [-90_000, -1, 0, 1, 3600])
def test_the_difference_is_in_seconds_and_positive_when_this_clock_is_ahead(seconds: int) -> None:
    assert seconds_fast({"date": DATE}, AT + seconds) == seconds


def test_the_time_that_a_cache_kept_an_answer_is_counted() -> None:
    assert seconds_fast({"date": DATE, "age": "600"}, AT + 600) == 0


@pytest.mark.parametrize("age", ["", "x", "-5", "9" * 400, "\u0661"])
def test_an_age_that_is_none_is_ignored(age: str) -> None:
    assert seconds_fast({"date": DATE, "age": age}, AT) == 0


@pytest.mark.parametrize(
    "date",
    ["", "now", "784111777", "Sun, 06 Nov 1994", "Sun, 99 Nov 1994 08:49:37 GMT", "\0",
     "Sun, 06 Nov 99999999 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 -0000"],
)  # fmt: skip
def test_a_date_that_is_none_is_not_guessed(date: str) -> None:
    assert http_date(date) is None
    assert seconds_fast({"date": date}, AT) is None


def test_no_date_is_no_difference() -> None:
    assert seconds_fast({}, AT) is None


@given(st.text(max_size=60))
def test_no_date_header_is_a_fault(date: str) -> None:
    seconds_fast({"date": date, "age": date}, AT)
