"""What is to be tested, worked out from a setup."""

from __future__ import annotations

import pytest

from jcwizard.catalogue import load
from jcwizard.oidc.target import target_of
from tests.model.conftest import AROUND
from tests.model.filled import typed


@pytest.mark.parametrize(
    ("service_id", "chosen", "method", "sure"),
    [
        ("facets", "", "client_secret_post", False),
        ("facets", "client_secret_basic", "client_secret_basic", True),
        ("paradime", "", "client_secret_post", True),
        ("custom", "", "client_secret_post", True),
    ],
)
def test_a_chosen_method_is_meant_and_an_undocumented_one_only_assumed(
    service_id: str, chosen: str, method: str, sure: bool
) -> None:
    setup = typed(service_id)
    if chosen:
        setup.put("client_authentication", chosen)
    target = target_of(load().services[service_id], setup, AROUND)
    assert (target.client_authentication, target.authentication_sure) == (method, sure)
