"""Start-up: puts the window together, paints it, and only then loads what is heavy."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from jcwizard import cli, quiet
from jcwizard.catalogue import load
from jcwizard.jumpcloud.around import around_jumpcloud
from jcwizard.keep.folders import folders
from jcwizard.keep.letter_box import LetterBox, box_of
from jcwizard.keep.saved import SavedSetups
from jcwizard.model.finding import Finding
from jcwizard.model.service import PageKind
from jcwizard.model.setup import Setup
from jcwizard.ui.context import Context
from jcwizard.ui.crash import Crashes
from jcwizard.ui.first_paint import Shown, show_frame, wait_for
from jcwizard.ui.garbage import GarbageCollector
from jcwizard.ui.keeping import Keeping
from jcwizard.ui.opened_files import OpenedFiles
from jcwizard.ui.pages import page_class
from jcwizard.ui.session import Session
from jcwizard.ui.tasks import Tasks
from jcwizard.ui.theme import Theme
from jcwizard.ui.threads import DaemonThreads, in_thread
from jcwizard.ui.window import Window

if TYPE_CHECKING:
    import asyncio

    from PySide6.QtWidgets import QApplication

    from jcwizard.keep.keychain import Keychain
    from jcwizard.net.client import Client

END_SECONDS = 1.0
"""How long tasks may take to let go when the window closes, unless one has something to undo."""

PAUSE_BETWEEN_PAGES = 0.01
"""Seconds in which the window can answer between the imports of two pages."""

PAINT_SECONDS = 2.0
"""How long the first paint is waited for; a window started minimised is never painted."""


def run(start: cli.Window, shown: Shown | None = None, box: LetterBox | None = None) -> int:
    """Fill the window and show it until it is closed; returns the exit code.

    `box` is where further starts leave word, if it is held already.
    """
    app, window = shown or show_frame()
    garbage = GarbageCollector()
    crashes = Crashes()
    window, session, keeping = put_together(app, start, crashes, window)
    wait_for_paint(app, window)

    import asyncio

    from qasync import QEventLoop as QtAsyncLoop

    loop = QtAsyncLoop(app)
    loop.set_default_executor(DaemonThreads())
    asyncio.set_event_loop(loop)
    crashes.watch(loop)
    files = OpenedFiles(window, session, box or box_of(folders(start.data_dir).data), start.port)
    loop.run_until_complete(live(loop, window, session, keeping, start, files, garbage))
    loop.close()
    return 0


def put_together(
    app: QApplication, start: cli.Window, crashes: Crashes, window: Window | None = None
) -> tuple[Window, Session, Keeping]:
    """Return the window (or a new one) filled, with everything that it stands on.

    Nothing has been loaded yet that is heavy.
    """
    catalogue = load()
    app.processEvents()
    places = folders(start.data_dir)
    context = Context(
        services=catalogue.services,
        words=catalogue.words,
        explanations=catalogue.explanations,
        around=around_jumpcloud(start.port),
        setup=Setup(),
        saved=SavedSetups(places.setups),
        theme=Theme(app),
        tasks=Tasks(crashes.report),
        make_client=_client,
        make_keychain=_keychain,
        open_url=lambda url: _open_url(context, url),
        crashed=crashes.report,
    )
    window = window or Window()
    window.fill(context)
    crashes.install(context, window)
    keeping = Keeping(context, window.notice.show_finding)
    return window, Session(window, keeping, places), keeping


def wait_for_paint(app: QApplication, window: Window) -> None:
    """Run Qt's events until the first page has been painted, unless the window is closed."""
    if window.isVisible():
        wait_for(window.painted, PAINT_SECONDS)


async def live(
    loop: asyncio.AbstractEventLoop,
    window: Window,
    session: Session,
    keeping: Keeping,
    start: cli.Window,
    files: OpenedFiles,
    garbage: GarbageCollector,
) -> None:
    """Run until the window has closed, then let go of everything within a second or two."""
    import asyncio

    context = window.context
    closed = asyncio.Event()
    window.closed.connect(closed.set)
    if not window.isVisible():
        closed.set()
    context.tasks.use(loop)
    context.tasks.start(
        lambda: in_thread(_load_heavy_parts, context), done=lambda _: garbage.settle()
    )
    context.tasks.start(_load_pages)
    if start.practice:
        session.start_practice(start.fault)
    elif start.setup_file is not None:
        files.open(start.setup_file.absolute())
    files.listen()
    await closed.wait()
    files.stop()
    keeping.rest()
    started = time.monotonic()
    await context.tasks.end(END_SECONDS)
    keeping.finish()  # what a change of JumpCloud's left when it was broken off
    left = max(0.1, END_SECONDS - (time.monotonic() - started))
    for ending in (session.aclose(), context.aclose()):
        try:
            await asyncio.wait_for(ending, left)
        except TimeoutError:
            continue
    context.saved.close()


async def _load_pages() -> None:
    """Import the pages one by one while nothing else goes on, so that none is slow to open."""
    import asyncio

    for kind in PageKind:
        page_class(kind)
        await asyncio.sleep(PAUSE_BETWEEN_PAGES)


def _load_heavy_parts(context: Context) -> None:
    """Load what the first check needs, while the person reads the first page."""
    quiet.close_memory()
    import jcwizard.keep.keychain
    import jcwizard.keep.support  # 50 ms, at the first "Copy details" otherwise
    import jcwizard.oidc.preflight  # noqa: F401

    context.explanations.get("")  # they are read from their files when first asked for


def _client() -> Client:
    from jcwizard.net.client import Client

    return Client()


def _keychain() -> Keychain:
    from jcwizard.keep.keychain import Keychain

    return Keychain()


def _open_url(context: Context, url: str) -> None:
    from jcwizard.net.browser import open_browser

    async def work() -> Finding | None:
        opened = await in_thread(open_browser, url)
        return None if opened else Finding("window.no_browser", values={"url": url})

    context.tasks.start(work, finding=context.notify)
