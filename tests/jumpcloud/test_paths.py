"""An id never reaches beyond its own part of a path."""

from __future__ import annotations

import pytest

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.net.client import Client
from tests.jumpcloud.admin_server import ONE, admin_server, api_key
from tests.oidc.servers import run


def test_the_paths_are_those_of_both_versions() -> None:
    assert paths.application(ONE) == f"/applications/{ONE}"
    assert paths.sso(ONE) == f"/v2/applications/{ONE}/sso"
    assert paths.associations(ONE) == f"/v2/applications/{ONE}/associations"
    assert paths.logo(ONE) == f"/v2/applications/{ONE}/logo"


@pytest.mark.parametrize(
    ("odd", "part"),
    [
        ("../users", "..%2Fusers"),
        ("a/b?c=d#e", "a%2Fb%3Fc%3Dd%23e"),
        ("..", "%2E%2E"),
        (".", "%2E"),
        ("ä b", "%C3%A4%20b"),
    ],
)
def test_an_odd_id_stays_one_part(odd: str, part: str) -> None:
    assert paths.application(odd) == f"/applications/{part}"


def test_without_an_id_there_is_no_path() -> None:
    with pytest.raises(ValueError, match="an id is needed"):
        paths.application("")


@pytest.mark.row("S24", "K86")
@pytest.mark.parametrize("path", ["@evil.example/", "evil", ".evil.example/x", ""])
def test_a_path_cannot_lead_to_another_host(path: str) -> None:
    async def talk() -> None:
        async with admin_server({}) as server:
            client = Client()
            with pytest.raises(ValueError, match="a path starts with a slash"):
                await AdminApi(client, server.place(), api_key()).get(path)
            assert server.heard == []
            await client.aclose()

    run(talk())
