"""A page that no browser opens is told above the page, with its address to copy."""

from __future__ import annotations

import asyncio

import pytest

from jcwizard.app import _open_url
from jcwizard.model.finding import Finding
from jcwizard.ui.context import Context
from tests.conftest import QtLoop

PAGE = "https://console.jumpcloud.com/#/applications"


@pytest.mark.skipif("sys.platform == 'win32'", reason="the program that fails is Unix's")
def test_a_browser_that_does_not_start_is_told_with_the_address(
    context: Context, qt_loop: QtLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", "false")  # a program that ends with an error
    told: list[Finding | None] = []
    context.notify = told.append

    async def whole() -> None:
        context.tasks.use(qt_loop.loop)
        _open_url(context, PAGE)
        while not told:  # noqa: ASYNC110 - the task tells no event
            await asyncio.sleep(0.01)

    qt_loop.run(whole())
    assert told[0] is not None
    assert told[0].code == "window.no_browser"
    assert PAGE in context.explain(told[0].code, told[0].values).fix[0]
