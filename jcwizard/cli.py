"""The command line: what was asked for."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

import jcwizard
from jcwizard.jumpcloud.test_place import TEST_PORT
from jcwizard.practice.fault_names import FAULTS

USAGE = 2
_OPTION = re.compile(r"--[a-z]{2,12}(-[a-z]{2,12}){0,2}(?==|$)")
LOGIN_SECONDS = 300.0


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and ends with 2.

    A wrong word is named only when it looks like one of our options: anything else may be a secret
    that somebody tried to pass (it may begin with a dash), and what is printed may stay in a log.
    """

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """Return what the words say; ends the program when they cannot be understood."""
        asked, unknown = self.parse_known_args(words)
        options = [word for word in unknown if word.startswith("-")]
        if options:
            named = _OPTION.match(options[0])
            self.error(f"unknown option {named[0]}" if named else "unknown option")
        if unknown:
            self.error("only one setup file can be given")
        return asked

    def error(self, message: str) -> NoReturn:
        """End the program: the words of the command line are wrong."""
        told, given, _ = message.partition("ignored explicit argument")
        self.exit(USAGE, f"{self.prog}: {told}{'takes no value' if given else ''}\n")


class Window(NamedTuple):
    """A start of the wizard with its window; `fault` is "" for practice without a fault.

    No dataclass, whose import would be the first one of the start: 4 ms before anything is painted.
    """

    setup_file: Path | None = None
    practice: bool = False
    fault: str = ""
    data_dir: Path | None = None
    port: int = TEST_PORT


def main(words: Sequence[str] | None = None) -> int | Window:
    """Return what to start, or the exit code of what was done without a window."""
    given = list(sys.argv[1:] if words is None else words)
    if given[:1] == ["check"]:
        from jcwizard.checking import check

        return check(_check_parser().read(given[1:]))
    # "--practice" takes its fault only after a "=": a bare word is always a setup file.
    given = ["--practice=" if word == "--practice" else word for word in given]
    asked = _window_parser().read(given)
    if asked.self_test:
        from jcwizard.self_test import self_test

        return self_test(asked.port)
    if asked.practice is not None and asked.practice not in ("", *FAULTS):
        faults = ", ".join(FAULTS)
        _window_parser().error(f"unknown fault '{asked.practice}'; known are {faults}")
    if asked.practice is not None and asked.setup is not None:
        _window_parser().error("practice begins with a setup of its own: leave the file out")
    return Window(
        asked.setup, asked.practice is not None, asked.practice or "", asked.data_dir, asked.port
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1024 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is no port from 1024 to 65535")
    return int(text)


def _seconds(text: str) -> float:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 3600:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of seconds from 1 to 3600")
    return float(text)


def _common(parser: Parser) -> None:
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="where setups are saved")
    parser.add_argument(
        "--port", type=_port, default=TEST_PORT, metavar="N", help="port of the test address"
    )


def _window_parser() -> Parser:
    parser = Parser(
        prog="jcwizard",
        allow_abbrev=False,
        description="Set up JumpCloud single sign-on and prove it with a real login.",
        epilog="Without a window: jcwizard check SETUP.jcsetup (see jcwizard check --help)",
    )
    parser.add_argument("setup", type=Path, nargs="?", metavar="SETUP.jcsetup")
    parser.add_argument(
        "--practice",
        metavar="FAULT",
        help=f"practise with a pretend JumpCloud; --practice=FAULT with one of {', '.join(FAULTS)}",
    )
    _common(parser)
    parser.add_argument(
        "--self-test",
        action="store_true",
        help="look whether this copy of the program is whole and works on this computer",
    )
    version = f"jcwizard {jcwizard.__version__}"
    parser.add_argument("--version", action="version", version=version)
    return parser


def _check_parser() -> Parser:
    parser = Parser(
        prog="jcwizard check",
        allow_abbrev=False,
        description="Check a setup without a window.",
        epilog="With --secret-stdin and --admin-key-stdin together, the first line of standard "
        "input is the Client Secret and the second one the key. "
        "Ends with 0 passed, 1 failed, 3 could not tell, 2 for a bad file or usage.",
    )
    parser.add_argument("setup", type=Path, metavar="SETUP.jcsetup")
    parser.add_argument("--login", action="store_true", help="also make a test login")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--secret-stdin", action="store_true", help="read the Client Secret from standard input"
    )
    parser.add_argument(
        "--admin-key-stdin",
        action="store_true",
        help="also compare the application in JumpCloud, with the Admin API key that is read from "
        "standard input; nothing is changed",
    )
    parser.add_argument(
        "--timeout",
        type=_seconds,
        default=LOGIN_SECONDS,
        metavar="SECONDS",
        help="how long everything may take (300)",
    )
    _common(parser)
    return parser
