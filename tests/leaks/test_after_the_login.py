"""When a test login has ended, nothing of its code and its tokens is kept.

Python cannot wipe a text: its memory is free to be used again, and holds the old bytes until it is.
What can be proven is that no object keeps one; nobody else may read the memory (`quiet`).
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import pytest

from tests.canaries import hatch
from tests.oidc.browser import follow, free_port
from tests.oidc.hydra import SECRET, SERVICE_REDIRECT, Hydra
from tests.oidc.servers import as_json, run


async def logged_in(hydra: Hydra, **changes: Any) -> list[dict[str, Any]]:
    """Start the login's process, be its browser, and return what it tells."""
    async with hydra.server:
        address = f"http://127.0.0.1:{free_port()}/callback"
        hydra.redirects.append(address)
        told = {
            "issuer": hydra.issuer,
            "client_id": hydra.client_id,
            "secret": hatch(SECRET),
            "client_authentication": "client_secret_post",
            "service_redirects": [SERVICE_REDIRECT],
            "test_redirect": address,
            "scopes": ["openid", "email", "profile", "offline_access"],
            "needs_refresh": True,
            "needs_email": True,
            **changes,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.leaks.one_login",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(told).encode() + b"\n")
        link = json.loads(await process.stdout.readline())["link"]
        await follow(link)
        out, _ = await process.communicate()
        return [json.loads(line) for line in out.splitlines()]


@pytest.mark.row("S23")
def test_no_code_and_no_token_is_kept_after_a_result() -> None:
    ended, looked = run(logged_in(Hydra()))
    assert ended["status"] == "passed", ended
    assert ended["left"] == []
    assert ended["secrets"] == 0, "state, nonce and verifier went as well"
    assert any(found.startswith("ory_ac_…list") for found in looked["seen"]), "the look can find"


@pytest.mark.row("S23")
@pytest.mark.parametrize("fault", ["token", "signature", "person"])
def test_none_is_kept_after_a_failure_either(fault: str) -> None:
    hydra = Hydra(spoil_signature=fault == "signature")
    if fault == "token":
        hydra.change_token = lambda members: members.update(token_type="mac")
    if fault == "person":
        hydra.server.routes["/userinfo"] = as_json({"sub": "somebody else"})
    ended, _ = run(logged_in(hydra))
    assert ended["status"] == "failed", ended
    assert (ended["left"], ended["secrets"]) == ([], 0)
