"""A service is added with one file and no code, as docs/adding-a-service.md says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jcwizard.catalogue import Catalogue, load
from jcwizard.model.route import StepState, resume, route
from jcwizard.model.settings import settings
from jcwizard.model.setup import Setup
from tests.model.conftest import AROUND
from tests.model.filled import TYPED, finished

GUIDE = Path(__file__).parents[2] / "docs" / "adding-a-service.md"


@pytest.fixture
def catalogue(resources: Path) -> Catalogue:
    """Load the catalogue with the very file that the guide shows."""
    example = re.search(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.S)
    assert example is not None
    (resources / "services" / "ngrok.toml").write_text(example.group(1), "utf-8")
    return load(resources)


def test_the_file_of_the_guide_is_a_whole_service(catalogue: Catalogue) -> None:
    service = catalogue.services["ngrok"]
    assert [step.page for step in service.steps] == [
        "start",
        "form",
        "application",
        "credentials",
        "test",
    ]
    assert service.steps[2].clicks[0].id == "menu"


def test_its_steps_can_be_walked(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    service = catalogue.services["ngrok"]
    fresh = route(service, Setup("ngrok"), AROUND)
    assert resume(fresh).id == "address"
    typed = {"region": "eu", "login_url": "https://acme.ngrok.app", "client_id": "ngrok-client"}
    monkeypatch.setitem(TYPED, "ngrok", typed)
    setup = finished(service, AROUND)
    assert {stop.state for stop in route(service, setup, AROUND)} == {StepState.DONE}
    found = settings(service, setup, AROUND)
    assert found.redirect_urls == ("https://idp.ngrok.com/oauth2/callback",)
    assert found.client_authentication == "client_secret_basic"
