"""The protocol of a test login and of a preflight, without a window, against requests by hand.

    python -m benchmarks.protocol ROUNDS

JumpCloud is pretended in another process. Prints one line of JSON: milliseconds of each login, by
hand and ours, before and after the browser; of CPU time of each of 20 preflights; and what the
process held.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.by_hand import Application
from benchmarks.row import Row, median

PREFLIGHTS = 20
HALF = PREFLIGHTS // 2


def rows(rounds: int) -> Iterator[Row]:
    """Yield the rows."""
    command = [sys.executable, "-m", "benchmarks.protocol", str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    hand, ours = told["by_hand"], told["ours"]
    after = (median([one[1] for one in many]) for many in (hand, ours))
    whole = (median([sum(one) for one in many]) for many in (hand, ours))
    yield Row("redirect received to verdict", "ms", *after, 1.30)
    yield Row("whole protocol of a login", "ms", *whole, 1.30)
    runs, held = told["preflights"], told["held"]
    early, late = median(runs[:HALF]), median(runs[HALF:])
    yield Row(f"{PREFLIGHTS} preflights: last {HALF} to first {HALF}, CPU", "ms", early, late, 1.1)
    yield Row(f"{PREFLIGHTS} preflights: memory at end to begin", "MB", *held["memory"], 1.02)
    yield Row(f"{PREFLIGHTS} preflights: descriptors", "", *held["files"], 1.0)


async def measure(told: dict[str, str], browser: Any, redirect: str, rounds: int) -> dict[str, Any]:
    """Return what was measured; the two logins take turns, after one of each to warm up."""
    from benchmarks.soak import open_files, resident
    from jcwizard.net.client import Client
    from jcwizard.oidc.preflight import preflight

    client = Client()
    found: dict[str, Any] = {"by_hand": [], "ours": [], "preflights": []}
    for number in range(rounds + 1):
        by_hand = _by_hand(told, redirect, browser)
        ours = await _ours(told, redirect, browser, client)
        if number:
            found["by_hand"].append(by_hand)
            found["ours"].append(ours)
    target = _target(told, redirect)
    await preflight(target, client)
    before = resident() / 1024, open_files()
    for _ in range(PREFLIGHTS):
        began = time.process_time()  # of the wizard alone, whatever else the machine does
        checks = await preflight(target, client)
        found["preflights"].append((time.process_time() - began) * 1000)
        assert checks[0].status == "passed"
    after = resident() / 1024, open_files()
    found["held"] = dict(zip(("memory", "files"), zip(before, after, strict=True), strict=True))
    await client.aclose()
    return found


def _by_hand(told: dict[str, str], redirect: str, browser: Any) -> tuple[float, float]:
    application = Application(told, redirect)
    began = time.monotonic()
    link = application.begin()
    begun = time.monotonic()
    address = browser(link)
    returned = time.monotonic()
    assert application.end(address)["sub"]
    return (begun - began) * 1000, (time.monotonic() - returned) * 1000


async def _ours(
    told: dict[str, str], redirect: str, browser: Any, client: Any
) -> tuple[float, float]:
    from jcwizard.oidc.login import Stage, TestLogin

    marks: dict[str, float] = {}
    login = TestLogin(
        _target(told, redirect),
        client,
        on_stage=lambda stage: marks.setdefault(str(stage), time.monotonic()),
    )
    began = time.monotonic()
    link = await login.start()
    begun = time.monotonic()
    assert isinstance(link, str), link
    address = await asyncio.to_thread(browser, link)
    assert login.paste(address) is None
    outcome = await login.finish()
    assert outcome.status == "passed", outcome
    verdict = marks[str(Stage.DONE)] - marks[str(Stage.RETURNED)]
    return (begun - began) * 1000, verdict * 1000


def _target(told: dict[str, str], redirect: str) -> Any:
    from jcwizard.model.secret import Secret
    from jcwizard.oidc.target import POST, Target

    return Target(
        issuer=told["issuer"],
        client_id=told["client_id"],
        secret=Secret(told["client_secret"]),
        client_authentication=POST,
        service_redirects=("https://wiki.acme.example/login/callback",),
        test_redirect=redirect,
        scopes=("openid", "profile", "email"),
        needs_refresh=False,
        needs_email=True,
    )


def main() -> int:
    """Measure, and print what was found."""
    from tests.journeys.command import free_port

    redirect = f"http://127.0.0.1:{free_port()}/callback"
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.pretended", redirect],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as pretended:
        assert pretended.stdin is not None
        assert pretended.stdout is not None
        asks, answers = pretended.stdin, pretended.stdout

        def browser(link: str) -> str:
            asks.write(f"{link}\n")
            asks.flush()
            return answers.readline().strip()

        told = json.loads(answers.readline())
        found = asyncio.run(measure(told, browser, redirect, int(sys.argv[1])))
        asks.close()
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
