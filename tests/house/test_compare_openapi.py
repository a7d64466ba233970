"""The tool that compares our description of the Admin API with the published sees differences."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.jumpcloud.described import read
from tools.compare_openapi import differences, main

Document = dict[str, Any]


def published(name: str) -> Document:
    """Return a document of theirs with all that ours says, but for what we call undocumented."""
    document = copy.deepcopy(read(name))
    for item in document["paths"].values():
        for method in [key for key in item if key in ("get", "put", "post", "delete")]:
            if item[method]["x-source"] == "reference":
                del item[method]
    return document


def bodies(document: Document) -> Document:
    """Return the schema of the body that makes an application."""
    made: Document = document["components"]["schemas"]["NewApplication"]
    return made


def bare(document: Document) -> None:
    """Take a call out of the published document."""
    del document["paths"]["/applications"]["post"]


def moved(document: Document) -> None:
    """Move a parameter into the header."""
    document["components"]["parameters"]["limit"]["in"] = "header"


def needed(document: Document) -> None:
    """Have a member required that we do not send."""
    bodies(document)["required"] = [*bodies(document)["required"], "colour"]


def text(document: Document) -> None:
    """Make a text of what we send as true or false."""
    document["components"]["schemas"]["WholeApplication"]["properties"]["active"] = {
        "type": "string"
    }


def unknown(document: Document) -> None:
    """Leave a member out that we send."""
    del bodies(document)["properties"]["displayLabel"]


def empty(document: Document) -> None:
    """Answer with nothing."""
    document["paths"]["/applications"]["get"]["responses"] = {"204": {"description": ""}}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (bare, "POST /applications: is not published"),
        (moved, "the parameter limit (query) is not published"),
        (needed, "the body's colour is published as required"),
        (text, "the body's active is published as string, not boolean"),
        (unknown, "the body's displayLabel is not published"),
        (empty, "GET /applications: the answer 200 is not published"),
    ],
)
def test_what_is_published_otherwise_is_told(change: Callable[[Document], None], told: str) -> None:
    ours, theirs = read("v1"), published("v1")
    ours["components"]["schemas"]["WholeApplication"]["properties"]["active"] = {"type": "boolean"}
    assert not list(differences(ours, theirs))
    change(theirs)
    assert any(told in line for line in differences(ours, theirs)), list(differences(ours, theirs))


def test_a_call_that_has_been_published_since_is_told() -> None:
    told = list(differences(read("v2"), read("v2")))
    assert len(told) == 3
    assert all("/sso: is published now" in line for line in told)


def test_the_program_says_how_many_calls_it_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = []
    for name in ("v1", "v2"):
        given.append(tmp_path / f"{name}.json")
        given[-1].write_text(json.dumps(published(name)), "utf-8")
    assert main([str(path) for path in given]) == 0
    assert capsys.readouterr().out == "no difference\n15 calls compared, 3 of them undocumented\n"


def test_nothing_to_compare_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "python -m tools.compare_openapi" in capsys.readouterr().out
