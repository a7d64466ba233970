"""Who has a port: read from Linux's own lists, and never guessed."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jcwizard.net import port_holder
from jcwizard.net.loopback import other_side_taken
from jcwizard.net.port_holder import Holder, holder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's lists")


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        yield one.getsockname()[1]


@pytest.mark.row("L1")
def test_a_program_is_told_by_its_name_and_number(listening: int) -> None:
    found = holder(listening)
    assert found is not None
    assert found.number == os.getpid()
    assert str(found) == f"{found.name} ({os.getpid()})"


def test_nobody_is_told_where_nobody_listens(listening: int) -> None:
    assert holder(listening, ipv6=True) is None
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        assert holder(one.getsockname()[1]) is None


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lists of a made-up computer: 14217 at 127.0.0.1 and ::1, 80 everywhere."""
    monkeypatch.setattr(port_holder, "_PROC", tmp_path)
    (tmp_path / "net").mkdir()
    here = port_holder._as_the_kernel_writes
    line = "  0: {}:{:04X} 00000000:0000 {} 00000000:00000000 00:00000000 00000000 0 0 {} 1\n"
    four = line.format(here("127.0.0.1"), 14217, "0A", 111)
    four += line.format(here("127.0.0.1"), 14218, "01", 112)
    four += line.format(here("10.0.0.1"), 14219, "0A", 113)
    six = line.format(here("::1"), 14217, "0A", 114) + line.format(here("::"), 80, "0A", 115)
    (tmp_path / "net" / "tcp").write_text("head\n" + four)
    (tmp_path / "net" / "tcp6").write_text("head\n" + six)
    for number, inode, name in ((7, 111, "nginx"), (8, 114, "no\x1bde"), (9, 115, "x" * 90)):
        folder = tmp_path / str(number) / "fd"
        folder.mkdir(parents=True)
        (folder / "3").symlink_to(f"socket:[{inode}]")
        (folder.parent / "comm").write_text(f"{name}\n")
    return tmp_path


@pytest.mark.parametrize(
    ("port", "ipv6", "found"),
    [
        (14217, False, Holder("nginx", 7)),
        (14217, True, Holder("node", 8)),
        (80, False, Holder("x" * 40, 9)),
        (80, True, Holder("x" * 40, 9)),
        (14218, False, None),
        (14219, False, None),
    ],
)
def test_both_lists_are_read_and_only_what_is_in_the_way_counts(
    lists: Path, port: int, ipv6: bool, found: Holder | None
) -> None:
    assert holder(port, ipv6=ipv6) == found


def test_what_cannot_be_read_is_left_out(lists: Path) -> None:
    shutil.rmtree(lists / "7" / "fd")
    (lists / "7" / "fd").write_text("not for you")
    assert holder(14217) is None
    shutil.rmtree(lists / "net")
    assert holder(80) is None


@pytest.mark.row("M11")
def test_the_other_side_is_free_where_nobody_listens(listening: int) -> None:
    assert not other_side_taken(listening)
