"""What the browser brings back, and what people paste: only this attempt's own answer counts."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.oidc.callback import Callback, Ignored, Problem, read_pasted, read_query
from tests.oidc.hydra import ERROR_PAGE, NO_CLIENT, NO_REDIRECT

STATE = "q3XcYvT0a1bWmJH2n9dPzL7sKfGuRe5yViOtB4xM6AE"
ADDRESS = "http://127.0.0.1:14217/callback"
ENDPOINT = "https://oauth.id.jumpcloud.example/oauth2/auth"


def paste(text: str) -> Callback | Finding:
    return read_pasted(
        text, redirect_uri=ADDRESS, state=Secret(STATE), authorization_endpoint=ENDPOINT
    )


def pasted_code(text: str) -> str:
    found = paste(text)
    assert isinstance(found, Finding), "accepted"
    assert found.expected or found.actual
    assert STATE not in repr(found)
    return found.code


def test_a_code_with_our_state_is_the_answer() -> None:
    found = read_query(f"code=abc&scope=openid+email&state={STATE}", Secret(STATE))
    assert isinstance(found, Callback)
    assert found.code == Secret("abc")
    assert (found.error, found.iss, found.problem) == ("", None, Problem.NONE)
    assert "abc" not in repr(found)


def test_an_error_with_our_state_is_the_answer() -> None:
    query = f"error=access_denied&error_description=no+way&state={STATE}&iss=https%3A%2F%2Fx%2F"
    found = read_query(query, Secret(STATE))
    assert isinstance(found, Callback)
    assert (found.error, found.description, found.iss) == ("access_denied", "no way", "https://x/")


@pytest.mark.row("K8", "K31")
@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("", Ignored.NO_STATE),
        ("error=access_denied", Ignored.NO_STATE),
        ("code=abc&state=", Ignored.OTHER_STATE),
        (f"code=abc&state={STATE}1", Ignored.OTHER_STATE),
        (f"code=abc&state={STATE.lower()}", Ignored.OTHER_STATE),
        (f"code=abc&state=%20{STATE}", Ignored.OTHER_STATE),
        ("code=abc&state=%ff%fe", Ignored.OTHER_STATE),
        (f"code=abc&state={STATE}&state={STATE}", Ignored.JUNK),
        (f"code=abc&state=x&state={STATE}", Ignored.JUNK),
        (f"code=abc&state={STATE}&x=" + "y" * 9_000, Ignored.JUNK),
        ("&".join(["x=1"] * 60) + f"&state={STATE}", Ignored.JUNK),
    ],
)
@pytest.mark.row("L17", "L18")
def test_anything_without_our_state_is_ignored(query: str, why: Ignored) -> None:
    assert read_query(query, Secret(STATE)) is why


@pytest.mark.row("K17")
@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("", Problem.NEITHER),
        ("code=", Problem.NEITHER),
        ("code=a&code=a", Problem.REPEATED),
        ("error=a&error=b", Problem.REPEATED),
        ("code=a&iss=b&iss=b", Problem.REPEATED),
        ("code=a&error=b", Problem.BOTH),
        ("code=a%0ab", Problem.CODE_ODD),
        ("code=a+b", Problem.CODE_ODD),
        ("code=%ff", Problem.CODE_ODD),
        ("code=" + "a" * 4_097, Problem.CODE_ODD),
    ],
)
@pytest.mark.row("L24")
def test_a_bad_answer_with_our_state_is_told_as_bad(query: str, problem: Problem) -> None:
    found = read_query(f"{query}&state={STATE}", Secret(STATE))
    assert isinstance(found, Callback)
    assert found.problem is problem


@pytest.mark.parametrize(
    "text",
    [
        f"{ADDRESS}?code=abc&state={STATE}",
        f"  {ADDRESS}?code=abc&state={STATE}\n",
        f"\u200b{ADDRESS}?code=abc&state={STATE}\ufeff",
        f"{ADDRESS}?code=abc&state={STATE}#",
        f"127.0.0.1:14217/callback?code=abc&state={STATE}",
        f"?code=abc&state={STATE}",
        f"code=abc&state={STATE}",
    ],
)
@pytest.mark.row("U14", "M30")
def test_a_pasted_address_is_read_as_the_browser_would_bring_it(text: str) -> None:
    found = paste(text)
    assert isinstance(found, Callback)
    assert found.code == Secret("abc")


def error_page(error: str, text: str) -> str:
    return f"{ERROR_PAGE}?{urlencode({'error': error, 'error_description': text})}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "paste.empty"),
        (" \u200b\n", "paste.empty"),
        ("ory_ac_b2Mf8Q.x", "paste.code_only"),
        ("maya@acme.example", "paste.not_an_address"),
        ("short", "paste.not_an_address"),
        ("I see a page that says no", "paste.not_an_address"),
        ("https://[broken", "paste.not_an_address"),
        ("x" * 10_000, "paste.not_an_address"),
        (ADDRESS, "paste.no_answer"),
        ("http://127.0.0.1:14217/done", "paste.other_address"),
        (f"{ADDRESS}?code=abc", "paste.no_answer"),
        (f"{ADDRESS}?code=abc&state=another", "paste.other_attempt"),
        (f"http://127.0.0.1:14218/callback?code=abc&state={STATE}", "paste.other_address"),
        (f"https://127.0.0.1:14217/callback?code=abc&state={STATE}", "paste.other_address"),
        (f"http://localhost:14217/callback?code=abc&state={STATE}", "paste.other_address"),
        (f"https://evil.example/callback?code=abc&state={STATE}", "paste.other_address"),
        (f"{ENDPOINT}?client_id=abc&state={STATE}", "paste.sign_in_link"),
        (error_page("invalid_client", NO_CLIENT), "client_id.unknown"),
        (error_page("invalid_request", NO_REDIRECT), "redirect.test_missing"),
        (error_page("server_error", "Try later"), "paste.error_page"),
    ],
)
@pytest.mark.row("U15")
def test_a_pasted_text_that_is_no_answer_is_told_what_it_is(text: str, code: str) -> None:
    assert pasted_code(text) == code


@pytest.mark.row("K8")
@given(st.text(max_size=200))
def test_no_query_without_our_state_is_an_answer(query: str) -> None:
    assert isinstance(read_query(query, Secret(STATE)), Ignored)


@given(st.text(max_size=200))
@pytest.mark.row("U15")
def test_no_text_without_our_state_is_accepted_when_pasted(text: str) -> None:
    for written in (text, ADDRESS + text, f"{ADDRESS}?{text}", f"https://{text}"):
        assert isinstance(paste(written), Finding)


@given(
    st.text(min_size=1),
    st.lists(st.tuples(st.sampled_from(["code", "error", "iss", "x", "scope"]), st.text())),
)
def test_every_query_is_read_without_fail_and_its_code_is_exact(
    code: str, others: list[tuple[str, str]]
) -> None:
    pairs = [("code", code), *others, ("state", STATE)]
    found = read_query(urlencode(pairs, errors="replace"), Secret(STATE))
    if isinstance(found, Callback) and found.problem is Problem.NONE:
        assert found.code == Secret(code)
        assert not found.error


@given(st.binary(max_size=100))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    found = read_query(f"code={quote(data)}&state={STATE}", Secret(STATE))
    assert isinstance(found, Callback)
