"""A practice world for a test, something that talks to it, and an application registered there."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from jcwizard.practice.settings import Settings
from tests.practice.admin import Admin
from tests.practice.client import SERVICE, TEST_ADDRESS, Service
from tests.practice.running import RunningWorld


@pytest.fixture(autouse=True)
def silent_visitor() -> Iterator[None]:
    """Let the visitor's own client not write down where it goes; the wizard's never does."""
    loggers = [logging.getLogger(name) for name in ("httpx", "httpcore")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.WARNING)
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def running() -> Iterator[RunningWorld]:
    """Give a world without a fault."""
    with RunningWorld() as running:
        yield running


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    """Give an HTTP client that follows nothing and knows no proxy."""
    with httpx.Client(trust_env=False, timeout=10) as client:
        yield client


@pytest.fixture
def admin_api(running: RunningWorld, web: httpx.Client) -> Admin:
    """Give a program with the key of an admin who may do everything."""
    return Admin(running.world, web)


@pytest.fixture
def service(running: RunningWorld, web: httpx.Client) -> Service:
    """Give a service whose application is registered with everything ticked."""
    return registered(running, web)


def registered(running: RunningWorld, web: httpx.Client, **changes: Any) -> Service:
    """Register an application and return the service that uses it."""
    entered: dict[str, Any] = {
        "display_label": "Acme Wiki",
        "redirect_uris": (SERVICE, TEST_ADDRESS),
        "login_url": "https://wiki.example",
        "email": True,
        "profile": True,
        "refresh_token": True,
        "groups": ("All Users",),
    }
    client_id, secret = running.do(running.world.register(Settings(**(entered | changes))))
    return Service(running.world, web, client_id, secret.reveal())
