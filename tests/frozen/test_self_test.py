"""The self-test of the frozen program: it sees what is wrong, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.frozen.bundle import linked, run
from tests.journeys.driver_screen import Screen
from tests.peers.dbus import Call
from tests.peers.keychain import LOGIN, SERVICE, Keychain

pytestmark = pytest.mark.x11


def kept_in(keychain: Keychain) -> list[str]:
    """The entries of the keychain, by their paths."""
    properties = (SERVICE, LOGIN, "org.freedesktop.DBus.Properties")
    asked = ("org.freedesktop.Secret.Collection", "Items")
    with keychain.bus.connect() as bus:
        ((_, items),) = bus.call(Call(*properties, "Get", "ss", asked))
    return list(items)


def test_with_a_screen_and_a_keychain_every_step_passes_and_nothing_is_left(
    frozen: Path, screen: Screen, tmp_path: Path
) -> None:
    temporary, home = tmp_path / "temporary", tmp_path / "a home"
    temporary.mkdir()
    home.mkdir()
    with Keychain() as keychain:
        own = {"DISPLAY": screen.display, "TMPDIR": str(temporary), "HOME": str(home)}
        tried = run([str(frozen), "--self-test"], keychain.env | own)
        left = kept_in(keychain)

    assert tried.returncode == 0, tried.stdout + tried.stderr
    steps = [line.split()[0] for line in tried.stdout.splitlines() if " s  " in line]
    assert len(steps) >= 12
    assert set(steps) == {"passed"}, tried.stdout
    assert tried.stderr == ""
    assert left == []
    assert list(temporary.iterdir()) == []
    assert [path for path in home.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "lost",
    [
        "jcwizard/resources/services/facets",
        "jcwizard/resources/i18n/en",
        "jcwizard/resources/pictures",
        "libqxcb.so",
    ],
)
def test_the_self_test_of_a_bundle_that_has_lost_a_file_fails_and_names_it(
    lost: str, frozen: Path, screen: Screen, tmp_path: Path
) -> None:
    broken = linked(frozen, tmp_path / "bundle")
    victim = next(
        path
        for path in sorted(broken.parent.rglob("*"))
        if path.is_file() and f"/{lost}" in path.as_posix()
    )
    victim.unlink()

    tried = run([str(broken), "--self-test"], screen.env)

    assert tried.returncode == 1, tried.stdout + tried.stderr
    named = victim.stem.removeprefix("lib").removeprefix("q")
    assert named in tried.stdout, tried.stdout + tried.stderr
