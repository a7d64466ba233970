"""Whether the program finds on this computer what it builds on."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path

from jcwizard.model.finding import Check, Status
from jcwizard.self_test.printer import Sentences

NOT_HERE = ("keychain.absent", "keychain.locked", "keychain.switched_off")
"""A computer without a keychain, and one whose keychain is closed, are no fault of the program."""


def certificates_are_there(words: Sentences) -> Check:
    """Build the context of encrypted connections, with the system's own store."""
    from jcwizard.net.tls import system_context

    context = system_context()
    if sys.platform.startswith(("win", "darwin")):  # their stores are asked for each connection
        return Check.passed("certificates", actual=words("asks_system"))
    count = context.cert_store_stats()["x509_ca"]
    if not count:
        return Check("certificates", Status.FAILED, actual=words("no_certificates"))
    return Check.passed("certificates", actual=words("authorities", count=str(count)))


def loopback_answers(words: Sentences, port: int) -> Check:
    """Listen on the loopback address and answer ourselves, on another port if ours is taken."""
    from jcwizard.net.self_checks import check_loopback

    check = asyncio.run(check_loopback(port))
    if check.status is not Status.WARNING:
        return check
    other = asyncio.run(check_loopback(0))
    return check if other.status is Status.PASSED else other


def keychain_keeps(words: Sentences) -> Check:
    """Keep a throw-away entry, read it back and delete it; nobody is asked for a password."""
    from jcwizard.keep.keychain import Keychain

    check = asyncio.run(Keychain().check())
    if check.finding is None:
        return check
    here = check.finding.code not in NOT_HERE
    return replace(check, status=Status.FAILED if here else Status.NOT_RUN)


def browser_is_there(words: Sentences) -> Check:
    """Name the program that would open the browser; without a screen there need not be one."""
    from jcwizard.net.browser import opener
    from jcwizard.ui.no_window import has_display

    found = opener()
    if found:
        return Check.passed("browser", actual=found)
    if not has_display(os.environ):
        return Check("browser", Status.NOT_RUN, actual=words("no_screen"))
    return Check("browser", Status.FAILED, actual=words("no_opener"))


def environment_is_given_back(words: Sentences) -> Check:
    """Look for the bundle's own folders in what a browser would be started with."""
    from jcwizard.net.programs import bundle, child_environment

    folder = bundle()
    if folder is None:
        return Check("environment", Status.NOT_RUN, actual=words("no_bundle"))
    child = child_environment(os.environ)
    ours = sorted(name for name, value in child.items() if _leads_into(folder, value))
    if ours:
        return Check("environment", Status.FAILED, actual=", ".join(ours))
    return Check.passed("environment", actual=words("given_back"))


def _leads_into(folder: Path, value: str) -> bool:
    return any(part and Path(part).is_relative_to(folder) for part in value.split(os.pathsep))
