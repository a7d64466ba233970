"""The look for secrets can fail: it finds each form of one in each place where one could be."""

from __future__ import annotations

import base64
import html
import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.canaries import canary, forms, leaks, secret_part

CANARY = canary("scanner")
CLIENT_ID = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"


def basic(before: str, secret: str) -> str:
    return base64.b64encode(f"{before}:{secret}".encode()).decode()


TRAVELS: dict[str, Callable[[str], str]] = {
    "raw": lambda text: text,
    "URL-encoded": lambda text: quote(text, safe=""),
    "URL-encoded with slashes": quote,
    "form-encoded": lambda text: urlencode({"client_secret": text}),
    "lower-case percent signs": lambda text: re.sub(
        "%..", lambda two: two[0].lower(), quote_plus(text)
    ),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "Basic, one byte in": lambda text: basic("", text),
    "Basic, two bytes in": lambda text: basic("a", text),
    "Basic, three bytes in": lambda text: basic("ab", text),
    "Basic of an encoded secret (RFC 6749 2.3.1)": lambda text: basic(CLIENT_ID, quote_plus(text)),
    "JSON": json.dumps,
    "JSON, not only ASCII": lambda text: json.dumps(text, ensure_ascii=False),
    "hex": lambda text: text.encode().hex(),
    "HTML": html.escape,
    "repr": repr,
    "repr of bytes": lambda text: repr(text.encode()),
    "reversed": lambda text: text[::-1],
    "bytes read as Latin-1": lambda text: text.encode().decode("latin-1"),
    "UTF-16": lambda text: text.encode("utf-16").decode("utf-8", "surrogateescape"),
}


@pytest.mark.row("S10")
@pytest.mark.parametrize("way", TRAVELS)
@pytest.mark.parametrize(
    "name", [CANARY, "Zq7+w/\"secret' value=%<&>", "HWcI.p6WmTqCv6.OHtG3Dp0~Ep"]
)
def test_a_secret_is_found_in_every_form_in_which_it_can_travel(way: str, name: str) -> None:
    text = f"before {TRAVELS[way](name)} after"
    assert [secret for secret, _ in leaks(text, [name])] == [name]


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=12, max_size=60),
    st.binary(max_size=6),
    st.binary(max_size=6),
)
def test_any_secret_is_found_inside_base64(secret: str, before: bytes, after: bytes) -> None:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = encode(before + secret.encode() + after).decode()
        assert list(leaks(text, [secret]))


def test_what_holds_no_secret_is_left_in_peace() -> None:
    for text in ("", "CANARY", CANARY[:-1], json.dumps({"client_secret": "••••••••"})):
        assert not list(leaks(text, [CANARY]))
    assert all(len(form) >= len(CANARY) for form in forms(CANARY))


def test_state_and_nonce_are_public_in_the_link_and_nowhere_else() -> None:
    state, link = "S9oqBNzWndrPCIyMJhotACtou7l1u2", "https://a.example/auth?response_type=code"
    assert not list(leaks(f"open {link}&state={state}&nonce={state} now", [state]))
    assert list(leaks(f"open {link}&state=x {state}", [state]))
    assert list(leaks(f"open {link}&client_secret={state}", [state]))
    callback = f"http://127.0.0.1/callback?state={state}"
    assert list(leaks(f"came back: {callback}", [state]))
    assert list(leaks(f"open {link}&state={state}\ncame back: {callback}", [state]))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Basic YTpiOmM6ZDplOmY=", "YTpiOmM6ZDplOmY="),
        ("Bearer ory_at_abcdefgh", "ory_at_abcdefgh"),
        ("http://ann:pass-word-1234@proxy.example:8080", "pass-word-1234"),
        ("http://proxy.example:8080", ""),
        ("https://[", ""),
        ("short", ""),
        ("••••••••••••••••", ""),
        ("aaaaaaaaaaaaaaaa", ""),
        (CANARY, CANARY),
    ],
)
def test_only_the_part_that_nobody_may_see_is_looked_for(text: str, part: str) -> None:
    assert secret_part(text) == part


# Each of these leaves the secret of its test in another place.
CARELESS = """
import logging
import os
import sys
from pathlib import Path

import pytest
from jcwizard.model.secret import Secret

TEXT = "CANARY-careless-5e0b7c91-+/%"

@pytest.fixture
def secret():
    return Secret(TEXT)

def test_log(secret):
    logging.getLogger("httpcore.connection").debug("sent %r", {"client_secret": TEXT})

def test_log_of_a_traceback(secret):
    try:
        raise ValueError(TEXT)
    except ValueError:
        logging.getLogger("asyncio").debug("never retrieved", exc_info=True)

def test_standard_output(secret):
    print(TEXT)

def test_standard_error_of_a_child(secret):
    os.write(2, TEXT.encode())

def test_captured_by_the_test(secret, capsys):
    print(TEXT)
    assert capsys.readouterr().out

def test_file(secret, tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "report.html").write_text(TEXT)

def test_name_of_a_file(secret, tmp_path):
    (tmp_path / "CANARY-careless-5e0b7c91-+%").touch()
    Secret("CANARY-careless-5e0b7c91-+%")

@pytest.mark.holds_secret("report.html", "it was there before")
def test_marked_and_not_there(secret):
    pass

@pytest.fixture
def shown(qtbot):
    from PySide6.QtWidgets import QLabel
    label = QLabel("nothing")
    qtbot.addWidget(label)
    label.show()
    return label

def test_title_of_a_window(secret, shown):
    shown.setWindowTitle(TEXT)

def test_text_of_a_window(secret, shown):
    shown.setText(TEXT)

def test_accessible_description(secret, shown):
    shown.setAccessibleDescription(TEXT)

def test_tool_tip(secret, shown):
    shown.setToolTip(TEXT)

def test_clipboard(secret, shown):
    from PySide6.QtGui import QGuiApplication
    QGuiApplication.clipboard().setText(TEXT)

def test_issued_by_practice(capsys):
    from jcwizard.practice.tokens import Tokens
    print(Tokens(lambda: 0.0).issue("ac", None))

@pytest.mark.holds_secret("deep", "the test wrote it")
def test_marked(secret, tmp_path):
    (tmp_path / "deep").write_text(TEXT)

def test_clean(secret, tmp_path, capsys):
    print(secret, repr(secret))
    (tmp_path / "a").write_text(f"{secret}")
    logging.getLogger("httpcore").debug("sent %r", secret)
    assert capsys.readouterr().out
"""


@pytest.mark.row("S10")
def test_a_test_that_leaves_a_secret_anywhere_fails(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(__file__).resolve().parents[2]
    monkeypatch.setenv("PYTHONPATH", str(root))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    pytester.makeconftest((root / "tests" / "conftest.py").read_text("utf-8"))
    pytester.makepyprojecttoml(
        '[tool.pytest.ini_options]\nqt_api = "pyside6"\n'
        'markers = ["logs(pattern): expected", "row(id): proven"]\n'
    )
    pytester.makepyfile(CARELESS)
    result = pytester.runpytest_subprocess("-rE")
    careless = CARELESS.count("def test_") - 2
    result.assert_outcomes(passed=careless + 2, errors=careless)
    for name in ("marked", "clean"):
        result.stdout.no_fnmatch_line(f"ERROR *::test_{name}")
    result.stdout.fnmatch_lines_random(
        [
            "*raw in the log*",
            "*raw in stdout (call)*",
            "*raw in stderr (call)*",
            "*raw in standard output*",
            "*raw in the file *report.html*",
            "*raw in a window's title*",
            "*raw in a window*",
            "*raw in the clipboard (Clipboard)*",
            "*nothing in 'report.html', although a mark says so*",
            f"leaked secrets: {careless} *",
        ]
    )


def test_every_library_is_loud_while_a_test_runs() -> None:
    for name in ("httpx", "httpcore.connection", "asyncio", "keyring", "authlib", "qasync"):
        assert logging.getLogger(name).isEnabledFor(logging.DEBUG)
