"""Each fault that practice offers is the one that the wizard names: staff learn from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from jcwizard.practice.faults import FAULTS
from jcwizard.practice.settings import Settings
from tests.faults.desk import Desk
from tests.faults.scene import Scene
from tests.faults.walks import WALKS
from tests.practice.running import RunningWorld
from tests.ui.pages.pretend_browser import PretendBrowser

NAMED = {
    "wrong-secret": ("credentials", {"client_secret.wrong"}),
    "missing-redirect": ("credentials", {"redirect.service_missing"}),
    "missing-test-address": ("credentials", {"redirect.test_missing"}),
    "user-not-assigned": ("test", {"answer.person_refused"}),
    "missing-email": ("test", {"email.missing"}),
    "wrong-authentication-type": ("credentials", {"client_authentication.wrong"}),
    "other-region": ("credentials", {"client_id.unknown", "client_id.other_region"}),
    "clock-off": ("test", {"clock.slow"}),
}


@pytest.fixture
def world() -> Iterator[RunningWorld]:
    with RunningWorld() as running:
        yield running


@pytest.fixture
def practising(scene: Scene, world: RunningWorld) -> Scene:
    """The scene's JumpCloud is the one of practice, with an application that is right."""
    scene.be("paradime")
    settings = Settings(
        display_label="Paradime",
        redirect_uris=(scene.redirect, scene.test_address),
        refresh_token=True,
        email=True,
        profile=True,
        groups=("All Users",),
    )
    scene.client_id, secret = world.register(settings)
    scene.secret, scene.issuer = secret.reveal(), world.world.issuer
    scene.visitor = PretendBrowser(world)  # type: ignore[assignment]
    return scene


def test_every_fault_of_practice_is_met() -> None:
    assert set(NAMED) == set(FAULTS)


@pytest.mark.parametrize("fault", FAULTS)
def test_the_wizard_names_the_fault(
    practising: Scene, world: RunningWorld, sit_down: Callable[[str], Desk], fault: str
) -> None:
    world.world.set_fault(fault)
    step, codes = NAMED[fault]
    with sit_down("sign_in") as desk:
        shown = WALKS["sign_in"](desk)
    practising.visitor.join()
    assert shown is not None
    assert (shown.step, shown.kind) == (step, "failed")
    assert shown.code in codes


def test_without_a_fault_nothing_is_named(
    practising: Scene, sit_down: Callable[[str], Desk]
) -> None:
    with sit_down("sign_in") as desk:
        assert WALKS["sign_in"](desk) is None
    practising.visitor.join()
