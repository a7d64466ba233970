"""Memory of the window after a whole test login, against a bare window.

    python -m benchmarks.after_login

JumpCloud and the browser are pretended in another process. Prints the kilobytes that are resident
when the verdict has been on show for two seconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.painted import hide_tools
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup


async def log_in(window: object, link_to: object) -> int:
    """Log in, rest for two seconds, and return the kilobytes."""
    from benchmarks.login import Marks, log_in
    from benchmarks.soak import resident
    from jcwizard import app as wizard
    from jcwizard.ui.window import Window

    assert isinstance(window, Window)
    window.context.tasks.use(asyncio.get_running_loop())
    wizard._load_heavy_parts(window.context)
    await wizard._load_pages()
    from benchmarks.heartbeat import Heartbeat

    await log_in(window, Marks(), Heartbeat())
    await asyncio.sleep(2)
    assert window.context.setup.runs["login"].verdict == "passed"
    return resident()


def main() -> int:
    """Print the kilobytes, and end."""
    hide_tools()
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    from jcwizard import app as wizard
    from jcwizard import cli
    from jcwizard.net import browser
    from jcwizard.ui.crash import Crashes
    from jcwizard.ui.garbage import GarbageCollector
    from jcwizard.ui.threads import DaemonThreads
    from tests.journeys.command import free_port

    qt = QApplication(sys.argv[:1])
    garbage, port = GarbageCollector(), free_port()
    command = [sys.executable, "-m", "benchmarks.pretended", f"http://127.0.0.1:{port}/callback"]
    pretended = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert pretended.stdin is not None
    assert pretended.stdout is not None
    links, told = pretended.stdin, json.loads(pretended.stdout.readline())
    links.write("visit\n")

    def open_browser(link: str) -> bool:
        links.write(f"{link}\n")
        return True

    browser.open_browser = open_browser
    setup = Setup("custom", _values(told))
    setup.put_secret(Secret(told["client_secret"]))
    with tempfile.TemporaryDirectory() as folder:
        start = cli.Window(data_dir=Path(folder), port=port)
        window, _session, _keeping = wizard.put_together(qt, start, Crashes())
        window.show()
        window.context.use(setup, window.context.around, None)
        window.context.go("test")
        loop = QEventLoop(qt)
        loop.set_default_executor(DaemonThreads())
        asyncio.set_event_loop(loop)
        found = loop.run_until_complete(log_in(window, links))
    links.close()
    pretended.wait()
    garbage.stop()
    print(found, flush=True)
    os._exit(0)


def _values(told: dict[str, str]) -> dict[str, str]:
    return {
        "region": "us",
        "issuer": told["issuer"],
        "display_label": "Acme Wiki",
        "redirect_urls": "https://wiki.acme.example/login/callback",
        "login_url": "https://wiki.acme.example",
        "client_id": told["client_id"],
    }


if __name__ == "__main__":
    sys.exit(main())
