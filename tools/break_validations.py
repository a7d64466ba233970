"""Breaks every validation of the sign-in checks, one at a time, and sees whether a test notices.

    python -m tools.break_validations [--jobs N] [--only PATH ...] [--list]

Each guard, comparison, condition, allow-list and limit that stands in the source is changed by
itself, and the tests that pass there are run until one fails. What no test can notice is listed
with its reason in `tools/no_difference.toml`. Ends with 0 when everything else was noticed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXCUSES = ROOT / "tools" / "no_difference.toml"
TARGETS = (
    "jcwizard/oidc/*.py",
    "jcwizard/net/json_body.py",
    "jcwizard/net/answers.py",
    "jcwizard/net/clock_skew.py",
    "jcwizard/keep/setup_file.py",
    "jcwizard/keep/setup_keys.py",
    "jcwizard/keep/json_text.py",
    "jcwizard/keep/progress.py",
)
TESTS = ("tests/oidc", "tests/net", "tests/keep", "tests/catalogue/test_content.py")
# They need a second program or a window, which a fork cannot share.
LEFT_OUT = ("tests/oidc/test_peers.py", "tests/net/test_on_qts_loop.py")


def main(words: Sequence[str]) -> int:
    """Return 0 when every fault that can make a difference was noticed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--jobs", type=int, default=2, help="faults at a time (2)")
    parser.add_argument("--only", nargs="+", default=[], metavar="PATH", help="modules, not all")
    parser.add_argument("--tests", nargs="+", default=list(TESTS), metavar="PATH")
    parser.add_argument("--most", type=int, default=10_000, help="tests per fault (all)")
    parser.add_argument("--guards", action="store_true", help="only guards that are never true")
    parser.add_argument("--list", action="store_true", help="name the faults and run nothing")
    parser.add_argument("--killers", action="store_true", help="name the test that saw each fault")
    given = parser.parse_args(words)
    if sys.platform == "win32":
        print("This needs fork(), so it runs on Linux and macOS only.")
        return 2
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    from tools.mutants import mutants_of

    paths = given.only or [str(path) for wanted in TARGETS for path in sorted(Path().glob(wanted))]
    mutants = [mutant for path in paths for mutant in mutants_of(Path(path), ROOT)]
    if given.guards:
        mutants = [mutant for mutant in mutants if mutant.what.endswith(": never")]
    if given.list:
        for mutant in mutants:
            print(
                f"{mutant.path}:{mutant.line} {mutant.function or mutant.constant}: {mutant.what}"
            )
        print(f"{len(mutants)} faults")
        return 0
    return _break(mutants, given)


def _break(mutants: list, given: argparse.Namespace) -> int:  # type: ignore[type-arg]
    import pytest

    from tools.mutant_tests import Breaking, Result

    started, done = time.monotonic(), 0

    def heard(result: Result) -> None:
        nonlocal done
        done += 1
        if not result.killer:
            print(_line(result), flush=True)
        elif given.killers:
            print(f"{_line(result)}  <- {result.killer}", flush=True)
        if done % 100 == 0:
            print(f"... {done} of {len(mutants)}, {time.monotonic() - started:.0f} s", flush=True)

    breaking = Breaking(ROOT, mutants, given.jobs, given.most, heard)
    words = [*given.tests, *(f"--ignore={path}" for path in LEFT_OUT), "-q", "-s", "--no-header"]
    with tempfile.TemporaryDirectory() as temporary:
        sys.pycache_prefix = temporary
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        plain = ["-p", "no:cacheprovider", f"--basetemp={temporary}/tests"]
        if pytest.main([*words, *plain], plugins=[breaking]) != 0:
            return 2
    return _report(breaking, time.monotonic() - started, whole=not given.guards)


def _line(result) -> str:  # type: ignore[no-untyped-def]
    mutant = result.mutant
    where = f"{mutant.path}:{mutant.line} {mutant.function or mutant.constant}"
    return f"{'noticed' if result.killer else 'NOT NOTICED'} {where}: {mutant.what}"


def _report(breaking, seconds: float, *, whole: bool) -> int:  # type: ignore[no-untyped-def]
    excuses = {
        (file, entry["where"], entry["what"]): entry["why"]
        for file, entries in tomllib.loads(EXCUSES.read_text("utf-8")).items()
        for entry in entries
    }
    noticed = [one for one in breaking.results if one.killer]
    missed = [one for one in breaking.results if not one.killer]
    unexplained = [one for one in missed if one.mutant.key not in excuses]
    keys = {one.mutant.key for one in missed}
    files = {one.mutant.key[0] for one in breaking.results}
    stale = [key for key in excuses if whole and key[0] in files and key not in keys]
    print()
    if breaking.unfit:
        print(f"Not used, because they fail without any fault: {', '.join(breaking.unfit)}")
    print(f"{len(breaking.tests)} tests, {len(breaking.results)} faults, {seconds:.0f} s")
    print(f"noticed: {len(noticed)}, of these by a hang: {sum(one.hung for one in noticed)}")
    print(f"make no difference, with the reason: {len(missed) - len(unexplained)}")
    for key in stale:
        print(f"excused, but noticed or gone: {key}")
    for one in unexplained:
        print(_line(one), f"({one.tests} tests passed)")
    print(f"not noticed and not explained: {len(unexplained)}")
    return 1 if unexplained or stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
