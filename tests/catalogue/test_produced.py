"""The watch counts what the product comes to in a test, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jcwizard.keep.json_text import encode
from jcwizard.keep.progress import Progress, decode, snapshot
from jcwizard.model.finding import Check, CheckRun, Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup
from jcwizard.oidc.callback import read_pasted
from tests.catalogue.produced import Produced
from tests.conformance.record import Conformance

HERE = "tests/catalogue/test_produced.py::a_test"


@pytest.fixture
def watch() -> Iterator[Produced]:
    """A watch of its own, in the middle of a test."""
    produced = Produced(Conformance(rows={}))
    produced.watch()
    produced.test = HERE
    yield produced
    produced.unwatch()


def paste_nothing() -> None:
    address = "http://127.0.0.1:14217/callback"
    read_pasted(
        "", redirect_uri=address, state=Secret("state"), authorization_endpoint="https://a.example/"
    )


def test_what_the_product_comes_to_is_counted_with_its_test(watch: Produced) -> None:
    paste_nothing()
    assert watch.tests == {"paste.empty": {HERE}}
    assert "paste.empty" not in watch.never()
    assert "cli.timeout" in watch.never()


def test_what_a_test_makes_by_hand_is_not_counted(watch: Produced) -> None:
    Finding("cli.timeout")
    assert watch.tests == {}


def test_what_is_made_outside_of_any_test_is_not_counted(watch: Produced) -> None:
    watch.test = ""
    paste_nothing()
    assert watch.tests == {}


def test_what_comes_back_from_a_saved_setup_is_not_counted(watch: Produced) -> None:
    setup = Setup("facets")
    late = Check.of("time", Status.UNKNOWN, Finding("cli.timeout"))
    setup.record(CheckRun("preflight", (late,), "", 0.0))
    back = decode(encode(snapshot(setup, practice=False, saved_at=0.0)))
    assert isinstance(back, Progress)
    assert watch.tests == {}


def test_after_the_watch_nothing_is_counted(watch: Produced) -> None:
    watch.unwatch()
    paste_nothing()
    assert watch.tests == {}
