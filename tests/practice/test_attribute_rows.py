"""What ticking a box of the Attribute Mapping does to its rows."""

from __future__ import annotations

from dataclasses import replace

from jcwizard.practice.attribute_rows import (
    EMAIL,
    EMAIL_CONSTANTS,
    PROFILE,
    after_boxes,
    filled,
    from_api,
)
from jcwizard.practice.settings import Settings

BOTH = filled(Settings(email=True, profile=True))


def test_ticked_boxes_fill_their_rows_in() -> None:
    assert BOTH.claims == (*EMAIL, *PROFILE)
    assert BOTH.constants == EMAIL_CONSTANTS
    assert filled(BOTH) == BOTH, "and only once"
    assert filled(Settings()) == Settings()


def test_unticking_takes_the_boxs_rows_away_and_no_others() -> None:
    own = replace(BOTH, claims=(*BOTH.claims, ("name", "fullname"), *EMAIL))
    after = after_boxes(own, replace(own, email=False))
    assert after.claims == (*PROFILE, ("name", "fullname"))
    assert after.constants == ()


def test_a_box_that_stays_ticked_brings_back_its_row_but_not_the_constant() -> None:
    bare = replace(BOTH, claims=PROFILE, constants=())
    after = after_boxes(bare, bare)
    assert set(after.claims) == {*PROFILE, *EMAIL}
    assert after.constants == ()


def test_a_row_without_its_box_is_left_alone() -> None:
    rows = replace(Settings(), claims=EMAIL)
    assert after_boxes(rows, rows) == rows


def test_rows_of_the_api_tick_the_boxes_that_they_make_up() -> None:
    assert from_api(Settings(), (*PROFILE, *EMAIL), ()).email
    assert from_api(Settings(), PROFILE, ()).profile
    half = from_api(BOTH, PROFILE[:1], ())
    assert (half.email, half.profile, half.constants) == (False, False, ())
    named = from_api(Settings(group_attribute="old"), (("teams", "groups"),), ())
    assert named.group_attribute == "teams"


def test_a_scope_is_allowed_by_a_box_or_by_a_row_that_brings_what_it_is_for() -> None:
    rows = from_api(Settings(), (("mail", "email"), ("n", "fullname"), ("g", "groups")), ())
    assert {"email", "profile", "groups"} <= rows.scopes
    assert Settings().scopes == {"openid"}
    assert {"email", "profile"} <= BOTH.scopes
