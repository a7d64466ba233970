"""`jcwizard check` as support staff and scheduled re-checks use it: a program with an exit code."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jcwizard.practice.settings import Settings
from tests.journeys.command import (
    FACETS_REDIRECT,
    PARADIME_REDIRECT,
    WIKI_REDIRECT,
    Answer,
    LoginCheck,
    check,
    facets_file,
    paradime_file,
    wiki_file,
)
from tests.oidc.browser import free_port
from tests.peers.chromium import Browser
from tests.peers.keychain import Keychain
from tests.peers.process import wait_until
from tests.peers.provider import Account, CertifiedProvider, Client
from tests.practice.running import RunningWorld

PREFLIGHT = [
    "issuer",
    "client_id",
    "service_redirect",
    "test_redirect",
    "scopes",
    "client_secret",
    "client_authentication",
    "refresh_token",
]
LOGIN = ["answer", "token", "identity", "person", "email", "refresh"]
TEST_ADDRESS = "http://127.0.0.1:14217/callback"
ADA = Account()
FACETS = Client(redirect_uris=[FACETS_REDIRECT, TEST_ADDRESS])


@pytest.fixture(scope="module")
def provider() -> Iterator[CertifiedProvider]:
    with CertifiedProvider(clients=[FACETS]) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as running:
        yield running


def registered(provider: CertifiedProvider, **changed: Any) -> Client:
    """The provider knows one application of Facets; sessions of earlier tests are forgotten."""
    client = Client(**{"redirect_uris": [FACETS_REDIRECT, TEST_ADDRESS], **changed})
    provider.reconfigure(clients=[client], accounts=[ADA])
    return client


# A bad file or bad words: exit 2 and one clear line


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", r"damaged - .*line 1, column 1"),
        ('{"version": 1, "service": "face', r"damaged - .*line 1, column \d+"),
        ('{"version": 1, "version": 1, "service": "facets"}', "says something twice"),
        ("\x00\x01\x02", "damaged"),
        ("[1, 2]", "no setup file|damaged"),
        ('{"name": "left-pad", "dependencies": {}}', "This is no setup file"),
        ('{"service": "facets"}', "The key version is missing"),
        ('{"version": "one", "service": "facets"}', "must be a whole number"),
        ('{"version": 1, "service": "faucets"}', "'faucets' is not known.*facets"),
        ('{"version": 1, "service": "facets", "region": "ue"}', "key region has 'ue'.*eu"),
        ('{"version": 1, "service": "facets", "client_id": 7}', "key client_id needs a text"),
        (
            '{"version": 1, "service": "facets", "issuer": "http://oauth.id.jumpcloud.com/"}',
            "key issuer needs an address that starts with https",
        ),
        (
            '{"version": 1, "service": "facets", "registration_id": "Jump Cloud"}',
            "key registration_id: .*without spaces",
        ),
        ('{"version": 1, "service": "facets"}', "has no client_id yet"),
    ],
    ids=lambda text: text[:40] if isinstance(text, str) else "",
)
def test_a_bad_file_ends_with_2_and_one_clear_line(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "bad.jcsetup"
    file.write_text(content, encoding="utf-8")

    answer = check(file, "--json")

    assert answer.code == 2
    assert re.search(said, answer.one_line())
    assert answer.one_line().startswith("jcwizard check: ")
    assert file.read_text(encoding="utf-8") == content


def test_a_file_that_is_not_there_or_is_a_folder_is_named(tmp_path: Path) -> None:
    for place in (tmp_path / "nowhere.jcsetup", tmp_path):
        answer = check(place)
        assert answer.code == 2
        assert str(place) in answer.one_line()


def test_wrong_words_end_with_2_and_one_line(tmp_path: Path) -> None:
    file = facets_file(tmp_path, "http://127.0.0.1:9/", FACETS.client_id)
    for words in (["--loud"], ["--port", "22"], ["--timeout", "0"]):
        answer = check(file, *words)
        assert answer.code == 2
        assert answer.one_line().startswith("jcwizard check: ")


def test_an_empty_or_useless_secret_on_standard_input_is_refused(tmp_path: Path) -> None:
    file = facets_file(tmp_path, "http://127.0.0.1:9/", FACETS.client_id)
    for secret in ("", "\n", "••••••••", "two words"):
        answer = check(file, secret=secret)
        assert answer.code == 2
        assert "The secret on standard input cannot be used." in answer.one_line()
        assert "two words" not in answer.err


# Without a login


def test_a_right_setup_passes_with_0_and_says_each_check(
    provider: CertifiedProvider, tmp_path: Path
) -> None:
    client = registered(provider)
    file = facets_file(tmp_path, provider.issuer, client.client_id)

    answer = check(file, secret=client.client_secret + "\n")

    assert answer.code == 0
    assert answer.err == ""
    assert "The Redirect URL of Facets is registered" in answer.out
    assert answer.out.count("passed  ") == 7
    assert answer.out.endswith("\nPassed.\n")


def test_the_json_is_one_object_of_the_documented_shape(
    provider: CertifiedProvider, tmp_path: Path
) -> None:
    client = registered(provider)
    file = facets_file(tmp_path, provider.issuer, client.client_id)

    answer = check(file, "--json", secret=client.client_secret)

    document = answer.document
    assert answer.code == 0
    assert set(document) == {"verdict", "checks"}
    assert document["verdict"] == "passed"
    assert list(answer.statuses) == PREFLIGHT
    for row in document["checks"]:
        assert list(row) == ["id", "status", "code", "title", "expected", "actual"]
        assert all(isinstance(text, str) for text in row.values())
        assert row["status"] in {"passed", "failed", "warning", "unknown", "skipped"}
        assert row["title"]
        assert "{" not in row["title"]


def test_a_wrong_secret_fails_with_1_and_says_what_to_do(
    provider: CertifiedProvider, tmp_path: Path
) -> None:
    client = registered(provider)
    file = facets_file(tmp_path, provider.issuer, client.client_id)

    answer = check(file, "--json", secret="not-the-secret-of-this-app-000000000000")
    told = check(file, secret="not-the-secret-of-this-app-000000000000")

    assert answer.code == told.code == 1
    assert answer.document["verdict"] == "failed"
    # This provider does not say whether it is the secret or the way of sending it.
    assert answer.statuses["client_secret"] == "failed"
    assert answer.codes["client_secret"] == "client_secret.wrong"
    assert told.out.endswith("\nFailed.\n")
    assert "\n- " in told.out, "the first cause is told with what to do"
    assert "not-the-secret" not in answer.out + answer.err + told.out + told.err


@pytest.mark.holds_secret("acme.jcsetup", "the test wrote it there, to see that it is not read")
def test_no_secret_could_not_tell_with_3_whatever_the_words_and_the_environment_hold(
    provider: CertifiedProvider, tmp_path: Path
) -> None:
    client = registered(provider)
    file = facets_file(
        tmp_path, provider.issuer, client.client_id, client_secret=client.client_secret
    )
    names = ("JCWIZARD_SECRET", "CLIENT_SECRET", "JCWIZARD_CLIENT_SECRET", "JUMPCLOUD_SECRET")
    env = {**os.environ, **dict.fromkeys(names, client.client_secret)}
    before = len(provider.requests_to("/token"))

    answer = check(file, "--json", env=env)

    assert answer.code == 3
    assert answer.document["verdict"] == "unknown"
    assert answer.codes["client_secret"] == "client_secret.missing"
    assert answer.statuses["client_id"] == "passed"
    assert "client_secret" in answer.err, "the file's secret was not read, and that is said"
    assert client.client_secret not in answer.out + answer.err
    tokens = provider.requests_to("/token")[before:]
    assert not [asked for asked in tokens if asked.error == "invalid_grant"], "it was used"


def test_an_issuer_that_is_not_reached_could_not_tell_with_3(tmp_path: Path) -> None:
    file = facets_file(tmp_path, f"http://127.0.0.1:{free_port()}/", FACETS.client_id)

    answer = check(file, "--json", secret=FACETS.client_secret)
    told = check(file, secret=FACETS.client_secret)

    assert answer.code == told.code == 3
    assert answer.document["verdict"] == "unknown"
    assert answer.codes["issuer"] == "network.refused"
    assert "failed" not in answer.statuses.values()
    assert told.out.endswith("\nCould not tell.\n")


def test_the_time_limit_ends_it_with_3(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        file = facets_file(
            tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}/", FACETS.client_id
        )
        answer = check(file, "--json", "--timeout", "1", secret=FACETS.client_secret)

    assert answer.code == 3
    assert "failed" not in answer.statuses.values()
    assert {"network.timeout", "cli.timeout"} & set(answer.codes.values())


def test_a_newer_file_and_unknown_keys_are_named_and_checked_all_the_same(
    provider: CertifiedProvider, tmp_path: Path
) -> None:
    client = registered(provider)
    file = facets_file(tmp_path, provider.issuer, client.client_id, version=2, colour="blue")

    answer = check(file, "--json", secret=client.client_secret)

    assert answer.code == 0
    assert "newer wizard" in answer.err
    assert "colour" in answer.err


# The secret of the keychain

KEEP = """
import asyncio, sys
from jcwizard.keep.keychain import Keychain, entry_name
from jcwizard.model.secret import Secret
secret = Secret(sys.stdin.read())
print(asyncio.run(Keychain().store(entry_name(sys.argv[1], sys.argv[2]), secret)))
"""


def keep(keychain: Keychain, issuer: str, client: Client) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KEEP, issuer, client.client_id],
        input=client.client_secret,
        env=keychain.env,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.stdout.strip() == "None", done.stdout + done.stderr


def test_the_secret_comes_from_the_keychain_and_a_lock_is_told(
    provider: CertifiedProvider, tmp_path: Path
) -> None:
    client = registered(provider)
    file = facets_file(tmp_path, provider.issuer, client.client_id)
    with Keychain("unlocked") as keychain:
        keep(keychain, provider.issuer, client)
        found = check(file, "--json", env=keychain.env)
        keychain.lock()
        locked = check(file, "--json", env=keychain.env)

    assert (found.code, found.document["verdict"]) == (0, "passed")
    assert locked.code == 3
    assert locked.codes["client_secret"] == "client_secret.missing"
    assert "The keychain is locked" in locked.err


def test_without_a_keychain_it_says_so_and_checks_the_rest(
    provider: CertifiedProvider, tmp_path: Path
) -> None:
    client = registered(provider)
    file = facets_file(tmp_path, provider.issuer, client.client_id)
    with Keychain("absent") as keychain:
        answer = check(file, "--json", env=keychain.env)

    assert answer.code == 3
    assert "no keychain" in answer.err
    assert answer.statuses["test_redirect"] == "passed"


def test_a_silent_keychain_does_not_hold_it_up_beyond_the_time_limit(
    provider: CertifiedProvider, tmp_path: Path
) -> None:
    client = registered(provider)
    file = facets_file(tmp_path, provider.issuer, client.client_id)
    with Keychain("silent") as keychain:
        answer = check(file, "--json", "--timeout", "3", env=keychain.env)

    assert answer.code == 3
    assert "keychain does not answer" in answer.err


# With a login


def sign_in(browser: Browser) -> None:
    page = browser.wait_for_page("/sign-in/")
    page.fill("E-mail", ADA.login)
    page.fill("Password", ADA.password)
    page.click("Sign in")


def signed_in(browser: Browser, run: LoginCheck) -> Answer:
    """Sign in as Ada, see the browser's last page, and return the answer."""
    sign_in(browser)
    page = browser.wait_for_page(f"127.0.0.1:{run.port}/")
    answer = run.answer()
    page.wait_for_text("It works" if answer.code == 0 else "did not")
    page.close()
    return answer


def assert_ada(answer: Answer) -> None:
    assert answer.code == 0, answer.out + answer.err
    assert answer.document["verdict"] == "passed"
    assert answer.document["identity"] == {
        "sub": ADA.sub,
        "email": ADA.email,
        "name": ADA.name,
        "groups": list(ADA.groups),
    }


def login_run(
    provider: CertifiedProvider, browser: Browser, file: Path, client: Client
) -> LoginCheck:
    """The check with its own port registered beside the service's address."""
    run = LoginCheck(file, browser.opener, client.client_secret)
    uris = [*client.redirect_uris[:1], f"http://127.0.0.1:{run.port}/callback"]
    registered(
        provider,
        redirect_uris=uris,
        token_endpoint_auth_method=client.token_endpoint_auth_method,
    )
    return run


def test_a_login_with_the_settings_of_facets_names_the_person(
    provider: CertifiedProvider, browser: Browser, tmp_path: Path
) -> None:
    file = facets_file(tmp_path, provider.issuer, FACETS.client_id)
    with login_run(provider, browser, file, FACETS) as run:
        answer = signed_in(browser, run)

    assert_ada(answer)
    assert list(answer.statuses) == PREFLIGHT + LOGIN
    skipped = {"refresh_token", "refresh"}
    assert {name for name, status in answer.statuses.items() if status != "passed"} == skipped


def test_a_login_with_the_settings_of_paradime_refreshes(
    provider: CertifiedProvider, browser: Browser, tmp_path: Path
) -> None:
    client = Client(redirect_uris=[PARADIME_REDIRECT])
    file = paradime_file(tmp_path, provider.issuer, client.client_id)
    with login_run(provider, browser, file, client) as run:
        answer = signed_in(browser, run)

    assert_ada(answer)
    assert set(answer.statuses.values()) == {"passed"}
    exchange, refresh = provider.requests_to("/token")[-2:]
    assert (exchange.grant_type, refresh.grant_type) == ("authorization_code", "refresh_token")
    assert exchange.authentication == refresh.authentication == "client_secret_post"


def test_a_login_with_client_secret_basic_uses_it(
    provider: CertifiedProvider, browser: Browser, tmp_path: Path
) -> None:
    client = Client(redirect_uris=[WIKI_REDIRECT], token_endpoint_auth_method="client_secret_basic")
    file = wiki_file(tmp_path, provider.issuer, client.client_id, "client_secret_basic")
    with login_run(provider, browser, file, client) as run:
        answer = signed_in(browser, run)

    assert_ada(answer)
    assert provider.requests_to("/token")[-1].authentication == "client_secret_basic"


def test_a_person_who_cancels_could_not_tell(
    provider: CertifiedProvider, browser: Browser, tmp_path: Path
) -> None:
    file = facets_file(tmp_path, provider.issuer, FACETS.client_id)
    with login_run(provider, browser, file, FACETS) as run:
        page = browser.wait_for_page("/sign-in/")
        page.click("Cancel")
        answer = run.answer()
        page.close()

    assert answer.code == 3
    assert answer.document["verdict"] == "unknown"
    assert answer.codes["answer"] == "answer.cancelled_at_provider"
    assert "identity" not in answer.document


def test_nobody_who_signs_in_could_not_tell_after_the_time_limit(
    provider: CertifiedProvider, browser: Browser, tmp_path: Path
) -> None:
    file = facets_file(tmp_path, provider.issuer, FACETS.client_id)
    run = LoginCheck(file, browser.opener, FACETS.client_secret, "--timeout", "4")
    registered(provider, redirect_uris=[FACETS_REDIRECT, f"http://127.0.0.1:{run.port}/callback"])
    with run:
        page = browser.wait_for_page("/sign-in/")
        answer = run.answer()
        page.close()

    assert answer.code == 3
    assert set(answer.codes.values()) & {"answer.timed_out", "cli.timeout"}


@pytest.mark.row("S13")
def test_the_secret_is_in_no_place_where_others_could_read_it(
    provider: CertifiedProvider, browser: Browser, tmp_path: Path
) -> None:
    canary = "C4nary-of-the-check-command-0123456789abcdef"
    file = facets_file(tmp_path, provider.issuer, FACETS.client_id)
    run = LoginCheck(file, browser.opener, canary)
    uris = [FACETS_REDIRECT, f"http://127.0.0.1:{run.port}/callback"]
    registered(provider, redirect_uris=uris, client_secret=canary)
    with run:
        browser.wait_for_page("/sign-in/")
        process = Path(f"/proc/{run.program.pid}")
        places = [process / "cmdline", process / "environ"]
        seen = b"".join(place.read_bytes() for place in places)
        answer = signed_in(browser, run)

    assert_ada(answer)
    assert canary.encode() not in seen
    assert canary not in answer.out + answer.err
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file in written
    assert not [path for path in written if canary.encode() in path.read_bytes()]


# Practice: each fault gives its right word


FIRST_CAUSE = {
    None: (0, "", ""),
    "wrong-secret": (1, "client_secret", "client_secret.wrong"),
    "missing-redirect": (1, "service_redirect", "redirect.service_missing"),
    "missing-test-address": (1, "test_redirect", "redirect.test_missing"),
    "user-not-assigned": (1, "answer", "answer.person_refused"),
    "missing-email": (1, "email", "email.missing"),
    "wrong-authentication-type": (1, "client_authentication", "client_authentication.assumed"),
    "other-region": (1, "client_id", "client_id.unknown"),
    "clock-off": (1, "identity", "clock.slow"),
}
SEEN_WITHOUT_A_LOGIN = {
    "wrong-secret", "missing-redirect", "missing-test-address", "wrong-authentication-type",
    "other-region",
}  # fmt: skip


@pytest.mark.parametrize("fault", FIRST_CAUSE, ids=str)
def test_each_fault_of_practice_is_told_by_its_right_word(
    browser: Browser, tmp_path: Path, fault: str | None
) -> None:
    with RunningWorld(fault=fault) as practice:
        settings = Settings(
            display_label="Facets",
            redirect_uris=(FACETS_REDIRECT, TEST_ADDRESS),
            login_url="https://acme.console.facets.cloud",
            email=True,
            profile=True,
            groups=("All Users",),
        )
        client_id, secret = practice.register(settings)
        file = facets_file(tmp_path, practice.world.issuer, client_id)
        if fault in SEEN_WITHOUT_A_LOGIN:
            answer = check(file, "--json", secret=secret.reveal())
        else:
            answer = practised_login(browser, file, practice, settings)

    code, place, word = FIRST_CAUSE[fault]
    failed = [row for row in answer.document["checks"] if row["status"] == "failed"]
    assert answer.code == code, answer.out + answer.err
    assert [(row["id"], row["code"]) for row in failed] == ([(place, word)] if word else [])


def practised_login(
    browser: Browser, file: Path, practice: RunningWorld, settings: Settings
) -> Answer:
    """Sign in as Jane at the pretend JumpCloud."""
    port = free_port()
    uris = (FACETS_REDIRECT, f"http://127.0.0.1:{port}/callback")
    client_id, secret = practice.register(replace(settings, redirect_uris=uris))
    facets_file(file.parent, practice.world.issuer, client_id)
    with LoginCheck(file, browser.opener, secret.reveal(), port=port) as run:
        page = browser.wait_for_page("/login?login_challenge")
        page.click("Jane Rivera")
        page.click("Sign in")
        answer = run.answer()
        wait_until(lambda: str(port) in page.url, 10, "the browser to come back")
        page.close()
    return answer


def test_a_login_is_left_out_when_a_check_has_failed(
    provider: CertifiedProvider, browser: Browser, tmp_path: Path
) -> None:
    client = registered(provider)
    file = facets_file(tmp_path, provider.issuer, client.client_id)
    before = len(browser.pages())
    with LoginCheck(file, browser.opener, "not-the-secret-of-this-app-000000000000") as run:
        answer = run.answer()

    assert answer.code == 1
    assert answer.codes["client_secret"] == "client_secret.wrong"
    assert list(answer.statuses) == PREFLIGHT
    assert "test login was left out" in answer.err
    assert len(browser.pages()) == before
