"""Start the wizard, run its tests or build it from a fresh clone: make ready what is missing first.

    python3 dev.py start   [arguments of jcwizard]
    python3 dev.py test    [arguments of pytest]
    python3 dev.py package [arguments of packaging/build.py]

Needs nothing but Python itself. Why one script: docs/decisions/0002-two-commands-by-one-script.md
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import select
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
LINUX = sys.platform == "linux"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
LOCKS = {"start": ROOT / "requirements.txt", "test": ROOT / "requirements-dev.txt"}
PEERS = ROOT / "tests" / "peers" / "node.py"
# The bundle is made where nothing is installed but what belongs in it, and what makes it.
BUILDER = ROOT / "build" / "environment"
BUILDERS_PYTHON = BUILDER / PYTHON.relative_to(VENV)
BUILD = ROOT / "packaging" / "build.py"
BUILDERS_LOCK = ROOT / "requirements-package.txt"
OLDEST, NEWEST = (3, 11), (3, 13)

# Debian's package and what proves that it, or another system's like of it, is already there:
# a shared library, a file, a module of this Python, or a program.
FOR_A_WINDOW = {
    f"python{sys.version_info[0]}.{sys.version_info[1]}-venv": "import ensurepip",
    "ca-certificates": "/etc/ssl/certs/ca-certificates.crt",
    "libgl1": "libGL.so.1",
    "libegl1": "libEGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libfontconfig1": "libfontconfig.so.1",
    "libdbus-1-3": "libdbus-1.so.3",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
}
FOR_THE_TESTS = {
    "xvfb": "Xvfb",
    "xauth": "xauth",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "imagemagick": "import",
    "x11-utils": "xprop",
    "chromium": "chromium",
    "at-spi2-core": "/usr/libexec/at-spi-bus-launcher",
    "dbus": "dbus-daemon",
    "dbus-x11": "dbus-launch",
    "gnome-keyring": "gnome-keyring-daemon",
    "libsecret-tools": "secret-tool",
    "fonts-dejavu-core": "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
}
FOR_THE_BUNDLE = {
    "binutils": "objcopy",
    f"libpython{sys.version_info[0]}.{sys.version_info[1]}": (
        f"libpython{sys.version_info[0]}.{sys.version_info[1]}.so.1.0"
    ),
    # PyInstaller leaves out a plugin of Qt whose libraries it does not find.
    "libwayland-client0": "libwayland-client.so.0",
    "libwayland-cursor0": "libwayland-cursor.so.0",
}
# A test must not see the desktop that it happens to be started from.
FORGOTTEN = ("WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "BROWSER")
FORGOTTEN_PREFIXES = ("QT_", "XDG_", "JCWIZARD_")
OF_EACH_WORKER = ("HOME", "USERPROFILE", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS")


def main(words: Sequence[str]) -> int:
    """Return the exit code of the wizard or of pytest; 2 when something is missing."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        fail(f"This needs Python 3.11, 3.12 or 3.13, and this is {sys.version.split()[0]}.")
    command, arguments = (words[0], list(words[1:])) if words else ("", [])
    if command == "start":
        make_ready(command, FOR_A_WINDOW)
        return run_in_place([str(PYTHON), "-m", "jcwizard", *arguments])
    if command == "test":
        make_ready(command, {**FOR_A_WINDOW, **FOR_THE_TESTS})
        check([str(PYTHON), str(PEERS)])
        return run_tests([str(PYTHON), "-m", "pytest", *arguments], workers_for(arguments))
    if command == "package":
        if LINUX:
            install_system_packages({**FOR_A_WINDOW, **FOR_THE_BUNDLE})
        install_builder()
        return run_in_place([str(BUILDERS_PYTHON), str(BUILD), *arguments])
    print(__doc__)
    return 2


def say(text: str) -> None:
    print(f"[dev] {text}", file=sys.stderr, flush=True)


def fail(text: str) -> NoReturn:
    say(text)
    raise SystemExit(2)


def run_in_place(command: list[str]) -> int:
    """Become the command, so that signals reach it; Windows cannot do that and waits instead."""
    if not WINDOWS:
        os.execv(command[0], command)  # noqa: S606 - a list without a shell, and never back
    return subprocess.call(command)


def make_ready(purpose: str, packages: Mapping[str, str]) -> None:
    if LINUX:
        install_system_packages(packages)
    install_python_packages(purpose)


# --- the system's packages -------------------------------------------------------------------


def install_system_packages(packages: Mapping[str, str]) -> None:
    missing = [package for package, proof in packages.items() if not is_there(proof)]
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    by_hand = f"apt-get update && {shlex.join(install)}"
    by_hand = f"sudo sh -c '{by_hand}'" if shutil.which("sudo") else f"su -c '{by_hand}'"
    if not shutil.which("apt-get"):
        fail(f"This Linux has no apt-get. Install what Debian calls: {' '.join(missing)}")
    rights = rights_to_install()
    if rights is None:
        fail(f"System packages are missing. Run this line, then try again:\n{by_hand}")
    say(f"Installing system packages: {' '.join(missing)}")
    quietly = [*rights, "env", "DEBIAN_FRONTEND=noninteractive"]
    # A list that cannot be renewed is no reason to stop: the packages may be known all the same.
    run_quietly([*quietly, "apt-get", "-qq", "update"])
    if run_quietly([*quietly, *install]) != 0:
        fail(f"They could not be installed. Run this line to see why:\n{by_hand}")
    still = [package for package in missing if not is_there(packages[package])]
    if still:
        fail(f"Installed, and yet not found: {' '.join(still)}")


def run_quietly(command: Sequence[str]) -> int:
    return subprocess.call(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def is_there(proof: str) -> bool:
    if proof.startswith("import "):
        return importlib.util.find_spec(proof.removeprefix("import ")) is not None
    if proof.startswith("/"):
        return Path(proof).exists()
    if ".so." not in proof:
        return shutil.which(proof) is not None
    try:
        ctypes.CDLL(proof)
    except OSError:
        return False
    return True


def rights_to_install() -> list[str] | None:
    """Return what to put before apt-get: nothing for root, else sudo; None when neither can be."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    if subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0:
        return ["sudo", "-n"]
    return ["sudo"] if sys.stdin.isatty() else None


# --- Python's packages ------------------------------------------------------------------------


def install_python_packages(purpose: str) -> None:
    """Install the locked packages and the project into .venv, unless that is already so."""
    if not environment_works():
        say("Making the Python environment .venv")
        check([sys.executable, "-m", "venv", "--clear", str(VENV)])
    stamp = VENV / "jcwizard-installed.txt"
    digest = digest_of(*LOCKS.values(), ROOT / "pyproject.toml", ROOT / "setup.py")
    # What the tests need holds what a start needs.
    good_enough = {f"{digest} test", f"{digest} {purpose}"}
    if stamp.is_file() and stamp.read_text("utf-8") in good_enough:
        return
    stamp.unlink(missing_ok=True)
    say(f"Installing Python packages from {LOCKS[purpose].name}")
    pip = pip_of(PYTHON)
    check([*pip, "--only-binary=:all:", "--require-hashes", "-r", str(LOCKS[purpose])])
    check([*pip, "--no-deps", "--no-index", "--no-build-isolation", "--editable", str(ROOT)])
    stamp.write_text(f"{digest} {purpose}", "utf-8")


def install_builder() -> None:
    """Install the locked packages of the bundle into an environment of their own."""
    stamp = BUILDER / "installed.txt"
    digest = digest_of(BUILDERS_LOCK)
    if environment_works(BUILDERS_PYTHON) and stamp.is_file() and stamp.read_text() == digest:
        return
    # From nothing each time: what an older lock left there would go into the bundle.
    say(f"Installing Python packages from {BUILDERS_LOCK.name}")
    check([sys.executable, "-m", "venv", "--clear", str(BUILDER)])
    pip = pip_of(BUILDERS_PYTHON)
    check([*pip, "--only-binary=:all:", "--require-hashes", "-r", str(BUILDERS_LOCK)])
    stamp.write_text(digest, "utf-8")


def pip_of(python: Path) -> list[str]:
    pip = [str(python), "-m", "pip", "install", "--quiet", "--no-input"]
    return [*pip, "--disable-pip-version-check"]


def environment_works(python: Path | None = None) -> bool:
    question = f"import sys, pip; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    try:
        command = [str(python or PYTHON), "-c", question]
        return subprocess.call(command, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def digest_of(*files: Path) -> str:
    """Return one digest of the files' contents, and of where this clone is."""
    digest = hashlib.sha256(str(ROOT).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def check(command: Sequence[str]) -> None:
    done = subprocess.call(command, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    if done != 0:
        fail(f"This did not work (exit code {done}): {shlex.join(command)}")


# --- the tests ------------------------------------------------------------------------------


def workers_for(arguments: Sequence[str]) -> int:
    """Return how many processes share the tests: a whole run goes on up to four cores."""
    whole = all(word.startswith("--") for word in arguments)
    return max(1, min(4, os.cpu_count() or 1)) if whole else 1


def run_tests(command: Sequence[str], workers: int) -> int:
    """Run pytest away from the person's own folders and, on Linux, from their desktop.

    Workers that share the tests have a home and a desktop each, like the only one.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as ending:
        places = [ending.enter_context(place_for_tests()) for _ in range(workers)]
        if workers > 1:
            command = [*command, "--dist=loadfile"]
            command += [f"--tx=popen//{worker_environment(place)}" for place in places]
        return subprocess.call(command, cwd=ROOT, env=places[0])


@contextmanager
def place_for_tests() -> Iterator[dict[str, str]]:
    """Make a home, on Linux a desktop too, and give the environment that names them."""
    with tempfile.TemporaryDirectory(prefix="jcwizard-tests-", ignore_cleanup_errors=True) as home:
        env = environment_for_tests(Path(home))
        with desktop_of_its_own(env) if LINUX else nullcontext():
            yield env


def worker_environment(env: Mapping[str, str]) -> str:
    """Return what one worker has differently, as pytest-xdist takes it."""
    own = [name for name in env if name in OF_EACH_WORKER or name.startswith("XDG_")]
    return "//".join(f"env:{name}={env[name]}" for name in sorted(own))


def environment_for_tests(home: Path) -> dict[str, str]:
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in FORGOTTEN and not name.startswith(FORGOTTEN_PREFIXES)
    }
    for name in ("run", "config", "data", "cache", "state"):
        (home / name).mkdir(mode=0o700)
    env.update(HOME=str(home), USERPROFILE=str(home), XDG_RUNTIME_DIR=str(home / "run"))
    env.update(
        {f"XDG_{n.upper()}_HOME": str(home / n) for n in ("config", "data", "cache", "state")}
    )
    env["PATH"] = os.pathsep.join([str(PYTHON.parent), env["PATH"]])
    if LINUX:
        env.update(LC_ALL="C.UTF-8", QT_QPA_PLATFORM="xcb")
    return env


@contextmanager
def desktop_of_its_own(env: dict[str, str]) -> Iterator[None]:
    """Run an X server, a D-Bus session and a window manager, and name them in `env`."""
    server = ["Xvfb", "-screen", "0", "1600x1200x24", "-noreset", "-nolisten", "tcp", "-displayfd"]
    with announcing(server, env) as number:
        env["DISPLAY"] = f":{number}"
        with announcing(["dbus-daemon", "--session", "--nofork", "--print-address"], env) as bus:
            env["DBUS_SESSION_BUS_ADDRESS"] = bus
            with running(["openbox"], env):
                wait_for_window_manager(env)
                yield


@contextmanager
def announcing(command: Sequence[str], env: Mapping[str, str]) -> Iterator[str]:
    """Run a program whose last argument is a file descriptor, and give the line it writes there."""
    told, tells = os.pipe()
    with running([*command, str(tells)], env, pass_fds=(tells,)):
        os.close(tells)
        line = b""
        while not line.endswith(b"\n"):
            more = os.read(told, 4096) if select.select([told], [], [], 30)[0] else b""
            if not more:
                fail(f"{command[0]} did not start within 30 seconds.")
            line += more
        os.close(told)
        yield line.decode().strip()


def wait_for_window_manager(env: Mapping[str, str]) -> None:
    question = ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"]
    deadline = time.monotonic() + 30
    answer = b""
    while b"window id" not in answer:
        if time.monotonic() > deadline:
            fail("The window manager openbox did not start within 30 seconds.")
        time.sleep(0.05)
        answer = subprocess.run(question, check=False, env=env, capture_output=True).stdout


@contextmanager
def running(
    command: Sequence[str], env: Mapping[str, str], pass_fds: Sequence[int] = ()
) -> Iterator[None]:
    """Run a program in a session of its own, so that Ctrl+C reaches pytest first; then end it."""
    null = subprocess.DEVNULL
    process = subprocess.Popen(
        command,
        env=env,
        stdin=null,
        stdout=null,
        stderr=null,
        pass_fds=pass_fds,
        start_new_session=True,
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
