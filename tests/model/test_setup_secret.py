"""A secret from the keychain is the one that was tested, or is seen to be another."""

from __future__ import annotations

import pytest

from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup

FIRST, SECOND = Secret("the-first-secret-of-26-signs"), Secret("the-second-secret-of-26-signs")


def reopened(mark: str) -> Setup:
    """Return a setup as it is after a start: the secret is only in the keychain."""
    setup = Setup("facets")
    setup.restore({}, {}, 3, True, mark)
    return setup


@pytest.mark.parametrize("mark", ["", FIRST.mark()])
def test_the_same_secret_keeps_its_stamp(mark: str) -> None:
    setup = reopened(mark)
    setup.restore_secret(FIRST)
    assert (setup.secret, setup.secret_stamp, setup.secret_kept) == (FIRST, 3, True)
    assert setup.secret_mark == FIRST.mark()


def test_another_secret_gets_a_new_stamp_once() -> None:
    setup = reopened(FIRST.mark())
    setup.restore_secret(SECOND)
    setup.restore_secret(SECOND)
    assert (setup.secret, setup.secret_stamp, setup.secret_kept) == (SECOND, 4, True)


def test_a_typed_secret_has_its_mark_and_an_emptied_one_none() -> None:
    setup = Setup("facets")
    setup.put_secret(FIRST)
    assert setup.secret_mark == FIRST.mark()
    setup.put_secret(None)
    assert setup.secret_mark == ""
