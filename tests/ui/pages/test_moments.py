"""When something was done is said as a person says it, in English whatever the computer speaks."""

from __future__ import annotations

from datetime import datetime

import pytest

from jcwizard.model.finding import Identity
from jcwizard.ui.context import Context
from jcwizard.ui.pages.identity_card import IdentityCard, initials
from jcwizard.ui.pages.moments import age, day_and_time
from tests.ui.pages.finding import said

NOON = datetime(2026, 11, 21, 12, 0).timestamp()  # noqa: DTZ001 - local, as it is shown


def test_today_is_said_by_the_clock(context: Context) -> None:
    assert day_and_time(context.words, NOON + 7620, NOON + 9000) == "today, 14:07"


def test_another_day_is_said_by_its_date(context: Context) -> None:
    said_on = day_and_time(context.words, NOON, NOON + 86_400)
    assert said_on == "on 21 November 2026, 12:00"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "a moment ago"),
        (119, "a moment ago"),
        (120, "2 minutes ago"),
        (3599, "59 minutes ago"),
        (3600, "today, 12:00"),
    ],
)
def test_an_age_is_rough(context: Context, seconds: int, words: str) -> None:
    assert age(context.words, NOON, NOON + seconds) == words


@pytest.mark.parametrize(
    ("person", "letters"),
    [
        (Identity("1", "jane@acme.example", "Jane Rivera"), "JR"),
        (Identity("1", "jane@acme.example", "Jane van der Rivera"), "JR"),
        (Identity("1", "jane@acme.example"), "J"),
        (Identity("5f0c"), "5"),
        (Identity("1", "", "…"), ""),
    ],
)
def test_a_person_has_one_or_two_letters(person: Identity, letters: str) -> None:
    assert initials(person) == letters


def test_a_person_in_many_groups_is_not_buried_in_them(context: Context) -> None:
    card = IdentityCard(context, lambda: None, lambda: None)
    groups = tuple(f"Group {number}" for number in range(1, 41))
    card.show_person(Identity("1", "jane@acme.example", "Jane Rivera", groups))
    assert "groups: Group 1, Group 2" in said(card)
    assert "Group 6 and 34 more" in said(card)


def test_a_name_from_outside_formats_nothing(context: Context) -> None:
    card = IdentityCard(context, lambda: None, lambda: None)
    card.show_person(Identity("1", "", "<b>Jane</b> **R**"))
    assert "<b>Jane</b> **R**" in said(card)
