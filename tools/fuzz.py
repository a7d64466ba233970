"""Runs the targets of tests/fuzz with many more cases than the suite does.

    python -m tools.fuzz --cases N     N random cases for each target
    python -m tools.fuzz SECONDS       that long for each target, led by coverage (needs atheris)

A case that fails is printed, and kept as a file below `--keep` when that is given. Coverage needs
atheris, which is in no lock of this project, because nothing else needs it:

    python -m pip install atheris      into the environment that this is started with
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(path.stem for path in (ROOT / "tests" / "fuzz").glob("test_*.py"))
_SIZES = (64, 256, 1_024, 4_096)
_SEED = 20_261_122


def main(words: Sequence[str]) -> int:
    """Return 0 when no case failed, 1 when one did, 2 when atheris is wanted and not there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("seconds", type=int, nargs="?", help="for each target, with atheris")
    parser.add_argument("--cases", type=int, help="for each target, without atheris")
    parser.add_argument("--seed", type=int, default=_SEED)
    parser.add_argument("--only", default="", help="targets whose name holds this")
    parser.add_argument("--keep", type=Path, help="folder for the cases that fail")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args(words)
    if (given.seconds is None) == (given.cases is None):
        parser.error("say either SECONDS or --cases N")
    if given.one:
        return _with_atheris(given)
    if given.seconds is not None and importlib.util.find_spec("atheris") is None:
        print("atheris is not installed here: python -m pip install atheris")
        return 2
    sys.path.insert(0, str(ROOT))
    failed = 0
    for name, target in targets():
        if given.only in name:
            if given.cases is not None:
                failed += _random(name, target, given)
            else:
                failed += _apart(name, given)
    print(f"targets with a failing case: {failed}")
    return 1 if failed else 0


def targets() -> list[tuple[str, Callable[[bytes], bytes | None]]]:
    """Return every hypothesis test of tests/fuzz as a function of bytes, by its name."""
    found = []
    for stem in MODULES:
        module = importlib.import_module(f"tests.fuzz.{stem}")
        for name, test in vars(module).items():
            if name.startswith("test_") and hasattr(test, "hypothesis"):
                found.append((f"{stem}::{name}", _unlimited(test)))
    return found


def _unlimited(test: Any) -> Callable[[bytes], bytes | None]:
    function: Callable[[bytes], bytes | None] = test.hypothesis.fuzz_one_input
    return function


def _random(name: str, target: Callable[[bytes], bytes | None], given: argparse.Namespace) -> int:
    """Run one target with random bytes, of which hypothesis makes its cases."""
    source, ran, started, slowest = random.Random(given.seed), 0, time.perf_counter(), 0.0  # noqa: S311
    while ran < given.cases:
        data = source.randbytes(source.choice(_SIZES))
        begun = time.perf_counter()
        try:
            ran += target(data) is not None
        except Exception:  # noqa: BLE001  whatever it is, it is what is looked for
            print(f"{name}: FAILED after {ran} cases")
            traceback.print_exc(limit=-4)
            if given.keep:
                given.keep.mkdir(parents=True, exist_ok=True)
                (given.keep / name.replace("::", ".")).write_bytes(data)
            return 1
        slowest = max(slowest, time.perf_counter() - begun)
    seconds = time.perf_counter() - started
    print(f"{name}: {ran} cases, {seconds:.0f} s, slowest {slowest * 1000:.0f} ms", flush=True)
    return 0


def _apart(name: str, given: argparse.Namespace) -> int:
    """Run one target in a process of its own: atheris does not come back from its work."""
    words = [sys.executable, "-m", "tools.fuzz", str(given.seconds), "--one", name]
    words += ["--seed", str(given.seed)]
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        words += ["--keep", str(given.keep)]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    said = (ended.stdout + ended.stderr).splitlines()
    counts = [line for line in said if "DONE" in line or line.startswith("Done ")]
    print(f"{name}: {'; '.join(counts) or 'ended early'}", flush=True)
    if ended.returncode != 0:
        print("\n".join(said[-60:]))
    return int(ended.returncode != 0)


def _with_atheris(given: argparse.Namespace) -> int:
    import atheris  # type: ignore[import-not-found, unused-ignore]

    sys.path.insert(0, str(ROOT))
    with atheris.instrument_imports(include=["jcwizard"]):
        target = dict(targets())[given.one]
    options = [f"-max_total_time={given.seconds}", f"-seed={given.seed}", "-max_len=4096"]
    kept = given.keep or Path(tempfile.gettempdir())
    atheris.Setup(["fuzz", *options, "-timeout=20", f"-artifact_prefix={kept}/"], target)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
