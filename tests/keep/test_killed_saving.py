"""Whenever a saving program is killed, the file is the old one or the new one, and usable."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jcwizard.keep.saved import SavedSetups
from jcwizard.model.setup import Setup

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL and fork are POSIX's")

# Each child is killed at its nth call into C from the rooms that write: every step that the system
# can see (open, write, flush, sync, mode, rename, lock) is such a call, and so are those between.
LOOP = """
import json, os, signal, sys
from pathlib import Path
from jcwizard.keep.saved import SavedSetups
from jcwizard.model.setup import Setup

folder = Path(sys.argv[1])
WATCHED = ("keep/writing.py", "keep/saved.py", "keep/lock.py", "/tempfile.py", "/pathlib.py")
OLD, NEW = {"region": "us"}, {"region": "eu", "organisation": "x" * 3000}


def save(values):
    setups = SavedSetups(folder)
    trouble = setups.save("a", Setup("facets", values))
    setups.close()
    assert trouble is None, trouble


def killed_at(number):
    calls = 0

    def count(frame, event, function):
        nonlocal calls
        if event == "c_call" and frame.f_code.co_filename.endswith(WATCHED):
            calls += 1
            if calls == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    save(NEW)
    sys.setprofile(None)
    os._exit(0)


def looked_at():
    setups = SavedSetups(folder)
    (line,) = setups.list()
    setup = setups.load("a")
    setups.close()
    found = {str(OLD): "old", str(NEW): "new"}.get(str(dict(setup.values)), "half")
    left = sorted(p.name for p in folder.iterdir() if p.suffix not in (".json", ".lock"))
    return found if line.trouble is None and not left else f"{line} {left}"


states = []
while True:
    save(OLD)
    child = os.fork()
    if child == 0:
        killed_at(len(states) + 1)
    _, status = os.waitpid(child, 0)
    states.append(looked_at())
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0
        break
print(json.dumps(states))
"""


@pytest.mark.row("D2")
def test_killed_at_any_call_the_saving_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOP, str(tmp_path / "setups")],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr

    states = json.loads(done.stdout)

    assert len(states) > 40, "there are that many moments"
    changed = states.index("new")
    assert states == ["old"] * changed + ["new"] * (len(states) - changed)
    assert 0 < changed < len(states) - 1, "it was killed before and after the renaming"


HALF = """
import os, signal, sys
from pathlib import Path
from jcwizard.keep import writing
from jcwizard.keep.saved import SavedSetups
from jcwizard.model.setup import Setup

class Half:
    def __init__(self, handle, mode):
        self.handle = handle
    def __enter__(self):
        return self
    def __exit__(self, *_):
        return None
    def write(self, data):
        os.write(self.handle, data[: len(data) // 2])
        os.kill(os.getpid(), signal.SIGKILL)

setups = SavedSetups(Path(sys.argv[1]))
setups.save("a", Setup("facets", {"region": "us"}))
real = os.fdopen
os.fdopen = lambda handle, mode: Half(handle, mode) if "w" in mode else real(handle, mode)
setups.save("a", Setup("facets", {"region": "eu"}))
"""


@pytest.mark.row("D2")
def test_killed_in_the_middle_of_a_write_the_old_file_is_untouched(tmp_path: Path) -> None:
    folder = tmp_path / "setups"
    done = subprocess.run([sys.executable, "-c", HALF, str(folder)], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    (draft,) = folder.glob(".*.new")
    assert draft.stat().st_size > 0, "half of the new file lies there"

    setups = SavedSetups(folder)
    setup = setups.load("a")

    assert isinstance(setup, Setup)
    assert setup.values == {"region": "us"}
    assert not list(folder.glob(".*.new")), "and is cleared away"
    setups.close()
