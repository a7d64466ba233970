"""The port of the test address: who has it, who else might hear, and computers that lack a part."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import subprocess
import sys
import time
from typing import Any

import pytest

from jcwizard.catalogue.load import load
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.net import loopback
from jcwizard.net.client import Client
from jcwizard.oidc import listening
from jcwizard.oidc.login import LoginStatus, Outcome
from jcwizard.oidc.pages import ENGLISH
from jcwizard.oidc.receiver import Receiver
from tests.oidc.browser import follow, free_port
from tests.oidc.hydra import Hydra
from tests.oidc.receiving import STATE, Rig, listening_places, with_receiver
from tests.oidc.servers import run
from tests.oidc.test_login import Rig as LoginRig
from tests.oidc.test_login import log_in, sign_in

row = pytest.mark.row
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's list of sockets")


def opened_at(port: int) -> Finding | None:
    """Open a receiver there and close it again; returns what it said."""

    async def whole() -> Finding | None:
        receiver = Receiver(f"http://127.0.0.1:{port}/callback", Secret(STATE), ENGLISH)
        found = await receiver.open()
        receiver.close()
        return found

    return run(whole())


# --- taken -------------------------------------------------------------------------------------

HOLDER = """
import socket, sys
held = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET)
held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
held.bind((sys.argv[1], 0))
held.listen()
print(held.getsockname()[1], flush=True)
sys.stdin.read()
"""


class Other:
    """A program of its own that listens at an address."""

    def __init__(self, address: str, program: str = HOLDER) -> None:
        argv = [sys.executable, "-c", program, address]
        self.program = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.program.stdout is not None
        self.port = int(self.program.stdout.readline())

    def __enter__(self) -> Other:
        return self

    def __exit__(self, *_: object) -> None:
        self.program.communicate()


@row("L1", "M6")
@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_port_that_another_program_has_is_refused_at_once(address: str) -> None:
    with Other(address) as other:
        begun = time.monotonic()
        finding = opened_at(other.port)
        assert time.monotonic() - begun < 5
    assert finding is not None
    assert finding.expected == f"127.0.0.1:{other.port}"
    assert finding.values["port"] == str(other.port)
    if sys.platform == "linux":
        assert finding.code == "loopback.port_taken_by"
        assert f"({other.program.pid})" in finding.values["program"]
        assert "python" in finding.values["program"].lower()
    else:
        assert finding.code == "loopback.port_taken"
    assert opened_at(other.port) is None


@row("L1")
def test_a_program_that_cannot_be_read_is_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "holder", lambda _port: None)
    with Other("127.0.0.1") as other:
        finding = opened_at(other.port)
    assert finding is not None
    assert finding.code == "loopback.port_taken"
    assert "program" not in finding.values


# A program of root gives up what sets it apart from an ordinary person's.
ORDINARY = """
import ctypes
ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
"""
WIZARD = "from jcwizard import quiet\nquiet.begin()\nquiet.close_memory()\n"
ASKING = """
import asyncio, sys
from jcwizard.oidc import listening
port = int(sys.argv[1])
print(asyncio.run(listening.named(listening.listen(port), port)).code)
"""


@row("L1", "L2")
@linux
@pytest.mark.parametrize(
    ("program", "code"),
    [("", "loopback.port_taken_by"), (WIZARD, "loopback.port_taken")],
    ids=["another program", "a second wizard"],
)
def test_a_second_wizard_of_the_same_person_has_no_name(program: str, code: str) -> None:
    with Other("127.0.0.1", program=ORDINARY + program + HOLDER) as other:
        asking = [sys.executable, "-c", ORDINARY + ASKING, str(other.port)]
        said = subprocess.run(asking, capture_output=True, text=True, check=True, timeout=30)
    assert said.stdout.split() == [code]


@row("L2")
def test_a_taken_port_without_a_name_is_a_second_wizard_first_of_all() -> None:
    entry = load().explanations["loopback.port_taken"]
    assert entry.why.startswith("A second wizard may be open")
    assert entry.fix[0].startswith(
        "If another window of this wizard waits for a sign-in, finish it"
    )


@pytest.mark.parametrize(
    ("number", "code"),
    [
        pytest.param(errno.EADDRINUSE, "loopback.port_taken", marks=row("L1")),
        pytest.param(errno.EACCES, "loopback.port_reserved", marks=row("M7")),
        pytest.param(errno.EPERM, "loopback.port_reserved", marks=row("M7")),
        pytest.param(errno.EADDRNOTAVAIL, "loopback.no_address", marks=row("L6")),
        pytest.param(errno.EAFNOSUPPORT, "loopback.no_address", marks=row("L6")),
        pytest.param(errno.EMFILE, "loopback.no_room", marks=row("L31")),
        pytest.param(errno.ENFILE, "loopback.no_room", marks=row("L31")),
        pytest.param(errno.EINVAL, "loopback.cannot_listen"),
    ],
)
def test_an_address_that_cannot_be_had_is_named(
    monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(_self: socket.socket, _address: object) -> None:
        raise OSError(number, os.strerror(number))

    class Refusing(socket.socket):
        bind = refuse

    monkeypatch.setattr(loopback.socket, "socket", Refusing)
    finding = listening.listen(14217)
    assert isinstance(finding, Finding)
    assert finding.code == code
    assert (finding.expected, finding.actual) == ("127.0.0.1:14217", os.strerror(number))
    assert finding.values == {"port": "14217"}
    if code == "loopback.port_reserved":
        assert "show excludedportrange" in load().explanations[code].fix[-1]


@row("L3")
def test_a_port_that_is_taken_between_bind_and_listen_is_refused_and_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So it goes on Linux when another program listens in that moment."""
    made: list[socket.socket] = []

    class Late(socket.socket):
        def __init__(self, *words: Any) -> None:
            super().__init__(*words)
            made.append(self)

        def listen(self, _backlog: int = 0) -> None:
            raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))

    port = free_port()
    monkeypatch.setattr(loopback.socket, "socket", Late)
    finding = listening.listen(port)
    assert isinstance(finding, Finding)
    assert finding.code == "loopback.port_taken"
    assert [one.fileno() for one in made] == [-1]


@row("L3", "M8")
def test_the_port_is_bound_once_and_held_until_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    bound: list[object] = []
    rig = LoginRig(Hydra())

    class Counting(socket.socket):
        def bind(self, address: Any) -> None:
            if self.family == socket.AF_INET and address[1] == rig.port:
                bound.append(address)
            super().bind(address)

    async def browse(url: str, rig: LoginRig) -> None:
        assert bound == [("127.0.0.1", rig.port)]
        monkeypatch.undo()
        assert not can_bind(rig.port)
        await sign_in(url, rig)

    monkeypatch.setattr(loopback.socket, "socket", Counting)
    assert log_in(rig.hydra, browse, rig).status is LoginStatus.PASSED


def can_bind(port: int) -> bool:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
            one.listen()
        except OSError:
            return False
        return True


@row("L4")
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_the_port_is_shared_with_nobody(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    """On Windows the option of Unix would let another program listen at the same address."""
    set_: list[int] = []
    exclusive = -5

    class Options(socket.socket):
        def setsockopt(self, level: int, option: int, *value: Any) -> None:
            assert level == socket.SOL_SOCKET
            set_.append(option)

    monkeypatch.setattr(loopback.socket, "socket", Options)
    monkeypatch.setattr(loopback.socket, "SO_EXCLUSIVEADDRUSE", exclusive, raising=False)
    monkeypatch.setattr(loopback.sys, "platform", platform)
    loopback.bind(free_port()).close()
    assert set_ == [exclusive if platform == "win32" else socket.SO_REUSEADDR]
    assert getattr(socket, "SO_REUSEPORT", None) not in set_


@row("M9", "M8")
def test_the_browser_may_come_back_in_no_time_at_all() -> None:
    """The address to open is given only when the way back is open."""

    async def whole() -> Outcome:
        hydra = Hydra()
        rig = LoginRig(hydra)
        async with hydra.server:
            client = Client(deadline=5)
            login = rig.build(client, {})
            url = await login.start()
            assert isinstance(url, str)
            came = asyncio.ensure_future(follow(url))
            assert login._session is not None
            await login._session.receiver.wait()  # it is back before anybody waits for it
            outcome = await login.finish()
            assert "It works" in (await came).body
            await client.aclose()
            return outcome

    assert run(whole()).status is LoginStatus.PASSED


# --- both loopback addresses -------------------------------------------------------------------


def can_six() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True


@row("K6", "M11")
def test_another_program_at_the_ipv6_side_is_told_and_gets_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """JumpCloud leads to 127.0.0.1, which is ours; the other program is a hint, no end."""
    port = free_port()
    with pretend_six(port, monkeypatch) as program:
        rig = LoginRig(Hydra(), port)
        assert log_in(rig.hydra, sign_in, rig).status is LoginStatus.PASSED
        assert [hint.code for hint in rig.hints] == ["loopback.other_side"]
        assert rig.hints[0].values == {"place": f"[::1]:{port}"}
        if program:
            assert program in rig.hints[0].actual
    rig = LoginRig(Hydra(), port)
    assert log_in(rig.hydra, sign_in, rig).status is LoginStatus.PASSED
    assert rig.hints == []


class pretend_six:  # noqa: N801
    """Another program at [::1]: a real one where there is IPv6, else one of a faked system."""

    def __init__(self, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.port, self.monkeypatch = port, monkeypatch
        self.held: socket.socket | None = None

    def __enter__(self) -> str:
        if not can_six():
            self.monkeypatch.setattr(listening, "other_side_taken", lambda _port: True)
            return ""
        self.held = socket.socket(socket.AF_INET6)
        self.held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.held.bind(("::1", self.port))
        self.held.listen()
        return f"({os.getpid()})" if sys.platform == "linux" else ""

    def __exit__(self, *_: object) -> None:
        if self.held is None:
            self.monkeypatch.undo()
        else:
            self.held.close()


class NoSix(socket.socket):
    """A computer without IPv6: the family is unknown, or known without an address."""

    known = False

    def __init__(self, family: int = socket.AF_INET, *words: Any, **named: Any) -> None:
        if family == socket.AF_INET6 and not self.known:
            raise OSError(errno.EAFNOSUPPORT, os.strerror(errno.EAFNOSUPPORT))
        super().__init__(socket.AF_INET if family == socket.AF_INET6 else family, *words, **named)
        self.six = family == socket.AF_INET6

    def setsockopt(self, level: int, *rest: Any) -> None:
        if level != socket.IPPROTO_IPV6:
            super().setsockopt(level, *rest)

    def bind(self, address: Any) -> None:
        if self.six:
            raise OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
        super().bind(address)


@row("L5")
@pytest.mark.parametrize("known", [False, True], ids=["no family", "no address"])
def test_a_computer_without_ipv6_needs_none(monkeypatch: pytest.MonkeyPatch, known: bool) -> None:
    monkeypatch.setattr(NoSix, "known", known)
    monkeypatch.setattr(loopback.socket, "socket", NoSix)
    rig = LoginRig(Hydra())

    async def browse(url: str, rig: LoginRig) -> None:
        monkeypatch.undo()
        await sign_in(url, rig)

    assert log_in(rig.hydra, browse, rig).status is LoginStatus.PASSED
    assert rig.hints == []


@row("L6", "L7", "L8", "M10", "M18")
def test_nobody_asks_what_localhost_means(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name may lead anywhere, to ::1 or to another computer: it is in no address of ours."""
    asked: list[object] = []
    real = socket.getaddrinfo

    def elsewhere(host: Any, *words: Any, **named: Any) -> Any:
        asked.append(host)
        return real("203.0.113.1" if host in ("localhost", b"localhost") else host, *words, **named)

    monkeypatch.setattr(socket, "getaddrinfo", elsewhere)
    rig = LoginRig(Hydra())
    assert log_in(rig.hydra, sign_in, rig).status is LoginStatus.PASSED
    assert {str(host) for host in asked} <= {"127.0.0.1", "b'127.0.0.1'"}
    assert f"redirect_uri=http%3A%2F%2F127.0.0.1%3A{rig.port}%2Fcallback" in str(rig.started)


@pytest.mark.row("K4", "K6")
@row("L29", "M13")
@linux
def test_it_listens_on_the_loopback_address_alone() -> None:
    async def use(rig: Rig) -> None:
        end = f":{rig.port:04X}"
        places = await asyncio.to_thread(listening_places)
        assert [place for place in places if place.endswith(end)] == [f"0100007F{end}"]

    with_receiver(use)


@row("L29", "M13")
def test_nobody_comes_in_by_another_address_of_this_computer() -> None:
    async def use(rig: Rig) -> None:
        for address in ("127.0.0.2", "::1"):
            with pytest.raises(OSError):  # noqa: PT011  refused or not there, by the system
                await asyncio.open_connection(address, rig.port)
        await rig.still_waits()

    with_receiver(use)
