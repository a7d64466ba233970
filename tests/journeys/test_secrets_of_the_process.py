"""What the running program leaves for others to read: nothing, neither here nor in its children."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.canaries import canary, leaks
from tests.journeys.command import FACETS_REDIRECT, JCWIZARD, LoginCheck, facets_file
from tests.journeys.process_tree import ProcessTree
from tests.oidc.browser import free_port
from tests.peers.chromium import Browser
from tests.peers.process import Program, wait_until
from tests.peers.provider import Account, CertifiedProvider, Client

ADA = Account()
SECRET = canary("process").replace("é", "e")


@pytest.fixture(scope="module")
def provider() -> Iterator[CertifiedProvider]:
    with CertifiedProvider(clients=[Client()]) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as running:
        yield running


def test_the_watch_sees_an_argument_and_an_environment(tmp_path: Path) -> None:
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()', '{SECRET}x'])"
    env = {**os.environ, "LEAK": f"{SECRET}y"}
    with Program("careless", [sys.executable, "-c", code], env=env) as careless:
        with ProcessTree(careless.pid) as tree:
            wait_until(lambda: len(tree.command_lines) > 1, 10, "the child")
            wait_until(lambda: len(tree.environments) > 1, 10, "its environment")
        careless.stop(patience=0.0)
    assert any(f"{SECRET}x" in line for line in tree.command_lines)
    assert any(f"{SECRET}y" in text for text in tree.environments)


@pytest.mark.row("S13")
def test_no_process_of_a_check_and_a_login_is_told_the_secret_or_the_code(
    provider: CertifiedProvider, browser: Browser, tmp_path: Path
) -> None:
    file = facets_file(tmp_path, provider.issuer, Client().client_id)
    run = LoginCheck(file, browser.opener, SECRET)
    uris = [FACETS_REDIRECT, f"http://127.0.0.1:{run.port}/callback"]
    client = Client(client_secret=SECRET, redirect_uris=uris)
    provider.reconfigure(clients=[client], accounts=[ADA])
    with run, ProcessTree(run.program.pid) as tree:
        page = browser.wait_for_page("/sign-in/")
        page.fill("E-mail", ADA.login)
        page.fill("Password", ADA.password)
        page.click("Sign in")
        answer = run.answer()

    assert answer.code == 0, answer.err
    opened = [line for line in tree.command_lines if "response_type=code" in line]
    assert opened, "the browser was seen when it was started"
    assert not [line for line in opened if "client_secret" in line or " code=" in line]
    everything = "\n".join([*tree.command_lines, *tree.environments])
    assert not list(leaks(everything, [SECRET]))


@pytest.mark.row("S12")
def test_a_running_check_leaves_no_core_and_is_closed_to_its_own_user(tmp_path: Path) -> None:
    """It waits for the secret on its standard input, so it has done by then what it does first."""
    file = facets_file(tmp_path, "http://127.0.0.1:9/", Client().client_id)
    words = [*JCWIZARD, "check", str(file), "--secret-stdin", "--port", str(free_port())]
    waiting = subprocess.Popen(
        ["sh", "-c", 'ulimit -c "$(ulimit -Hc)"; exec "$@"', "sh", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    process = Path(f"/proc/{waiting.pid}")
    try:
        wait_until(lambda: not limit(process), 20, "the limit of its core files to be 0")
        if os.geteuid() != 0:  # all that is root's is root's anyway
            wait_until(lambda: owner(process) == 0, 20, "its memory to be closed")
    finally:
        waiting.kill()
        waiting.communicate()


def limit(process: Path) -> int:
    lines = (process / "limits").read_text().splitlines()
    (words,) = [line.split() for line in lines if line.startswith("Max core file size")]
    return 0 if words[4] == words[5] == "0" else 1


def owner(process: Path) -> int:
    return (process / "environ").stat().st_uid
