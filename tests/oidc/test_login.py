"""The test login from start to verdict, with a browser of our own against a Hydra of our own."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from jcwizard.model.finding import Check, Finding, Identity, Status
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client
from jcwizard.oidc.login import LOGIN, LoginStatus, Outcome, Stage, TestLogin
from tests.conftest import QtLoop
from tests.oidc.browser import follow, free_port, is_free, raw, request_bytes, visit
from tests.oidc.hydra import CLIENT_ID, SECRET, Hydra, signing_key
from tests.oidc.servers import Answer, as_json, page, run

Browse = Callable[[str, "Rig"], Awaitable[object]]


async def sign_in(url: str, rig: Rig) -> None:
    """Do what a person does: follow the link to its end."""
    rig.page = (await follow(url)).body


@dataclass
class Rig:
    """One test login and everything that was seen of it."""

    hydra: Hydra
    port: int = field(default_factory=free_port)
    stages: list[Stage] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    hints: list[Finding] = field(default_factory=list)
    reached: dict[Stage, asyncio.Event] = field(
        default_factory=lambda: {stage: asyncio.Event() for stage in Stage}
    )
    page: str = ""
    started: str | Finding = ""
    login: TestLogin | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/callback"

    def reach(self, stage: Stage) -> None:
        self.stages.append(stage)
        self.reached[stage].set()

    def build(self, client: Client, changes: dict[str, Any]) -> TestLogin:
        self.hydra.redirects.append(self.address)
        given = ("seconds", "clock", "asleep")
        options = {name: changes.pop(name) for name in given if name in changes}
        target = self.hydra.target(**({"test_redirect": self.address} | changes))
        self.login = TestLogin(
            target,
            client,
            on_stage=self.reach,
            on_check=self.checks.append,
            on_hint=self.hints.append,
            **options,
        )
        return self.login


def log_in(
    hydra: Hydra, browse: Browse = sign_in, rig: Rig | None = None, **changes: Any
) -> Outcome:
    """Run a whole login with `browse` as the browser; the port is free and no secret is shown."""
    rig = rig or Rig(hydra)
    outcome = run(whole_login(hydra, browse, rig, changes))
    assert [check.id for check in outcome.checks] == list(LOGIN)
    shows_no_secret(hydra, repr((outcome, rig.checks, rig.hints)) + rig.page)
    return outcome


async def whole_login(hydra: Hydra, browse: Browse, rig: Rig, changes: dict[str, Any]) -> Outcome:
    async with hydra.server:
        client = Client(deadline=5)
        login = rig.build(client, changes)
        url = await login.start()
        assert isinstance(url, str), url
        rig.started = url
        browsing = asyncio.ensure_future(browse(url, rig))
        try:
            outcome = await login.finish()
            await browsing
        finally:
            browsing.cancel()
            await client.aclose()
        assert await is_free(rig.port)
        return outcome


def shows_no_secret(hydra: Hydra, shown: str) -> None:
    for asked in hydra.server.asked:
        for name in ("client_secret", "code", "code_verifier", "refresh_token"):
            assert asked.form.get(name, SECRET) not in shown
        assert asked.headers.get("authorization", "Bearer " + SECRET).split()[1] not in shown
        for name in ("state", "nonce"):
            assert asked.query.get(name, SECRET) not in shown


def codes(outcome: Outcome) -> dict[str, str]:
    return {check.id: check.finding.code for check in outcome.checks if check.finding}


def statuses(outcome: Outcome) -> dict[str, str]:
    return {check.id: check.status.value for check in outcome.checks}


# A login that works


@pytest.mark.row("K5")
def test_a_login_passes_and_names_the_person() -> None:
    hydra = Hydra()
    rig = Rig(hydra)
    outcome = log_in(hydra, rig=rig)
    assert outcome.status is LoginStatus.PASSED
    assert statuses(outcome) == dict.fromkeys(LOGIN, "passed") | {"refresh": "skipped"}
    assert outcome.identity == Identity(
        "66a38039458be7b3dbb27541", "maya@acme.example", "Maya Okafor", ("Engineering", "Everyone")
    )
    assert rig.stages == list(Stage)
    assert "It works" in rig.page
    assert "Maya Okafor" in rig.page


@pytest.mark.row("K16", "K37")
@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic"])
def test_a_refresh_token_is_tried_by_the_services_own_method(method: str) -> None:
    hydra = Hydra(method=method)
    outcome = log_in(hydra, client_authentication=method, needs_refresh=True)
    assert statuses(outcome) == dict.fromkeys(LOGIN, "passed")
    sent = [asked for asked in hydra.server.asked if asked.path == "/oauth2/token"]
    assert [asked.form["grant_type"] for asked in sent] == ["authorization_code", "refresh_token"]
    for asked in sent:
        by_header = "authorization" in asked.headers
        assert by_header is (method == "client_secret_basic")
        assert ("client_secret" in asked.form) is not by_header


@pytest.mark.row("K2", "K12", "K13", "K17", "K18", "K29")
def test_the_address_to_open_holds_what_it_must_and_no_secret() -> None:
    hydra = Hydra()
    rig = Rig(hydra)
    log_in(hydra, rig=rig, needs_refresh=True)
    assert isinstance(rig.started, str)
    pairs = parse_qsl(urlsplit(rig.started).query, keep_blank_values=True)
    fields = dict(pairs)
    assert sorted(name for name, _ in pairs) == [
        "client_id", "code_challenge", "code_challenge_method", "nonce", "redirect_uri",
        "response_type", "scope", "state",
    ]  # fmt: skip
    assert fields["response_type"] == "code"
    assert fields["client_id"] == CLIENT_ID
    assert fields["redirect_uri"] == rig.address
    assert fields["scope"] == "openid email profile offline_access"
    assert fields["code_challenge_method"] == "S256"
    assert [len(fields[name]) for name in ("state", "nonce", "code_challenge")] == [43, 43, 43]
    token = next(asked for asked in hydra.server.asked if asked.path == "/oauth2/token")
    assert len(token.form["code_verifier"]) == 43
    assert token.form["redirect_uri"] == rig.address


@pytest.mark.row("K12", "K14")
def test_two_attempts_share_no_value() -> None:
    values = set()
    for _ in range(2):
        rig = Rig(Hydra())
        log_in(rig.hydra, rig=rig)
        fields = dict(parse_qsl(urlsplit(str(rig.started)).query))
        values |= {fields["state"], fields["nonce"], fields["code_challenge"]}
    assert len(values) == 6


@pytest.mark.row("L27", "M29")
def test_the_browser_is_answered_only_after_the_verdict() -> None:
    hydra = Hydra()
    rig = Rig(hydra)
    order: list[str] = []

    async def browse(url: str, rig: Rig) -> None:
        await follow(url)
        order.append("page")

    rig.stages = Order(order)
    log_in(hydra, browse, rig)
    assert order == ["waiting", "returned", "token", "identity", "done", "page"]


class Order(list[Stage]):
    """Stages written into the same order as everything else."""

    def __init__(self, order: list[str]) -> None:
        super().__init__()
        self.order = order

    def append(self, stage: Stage) -> None:
        self.order.append(stage.value)


@pytest.mark.row("K33", "K35")
@pytest.mark.row("L25", "L26")
def test_the_code_leaves_the_address_bar() -> None:
    async def browse(url: str, rig: Rig) -> None:
        callback = (await visit(url)).headers["location"]
        answer = await visit(callback)
        assert (answer.status, answer.headers["location"]) == (303, "/done")
        done = await visit(f"http://127.0.0.1:{rig.port}/done")
        rig.page = done.body
        for one in (answer, done):
            assert one.headers["cache-control"] == "no-store"
            assert one.headers["referrer-policy"] == "no-referrer"
            assert one.headers["connection"] == "close"
            assert one.headers["content-security-policy"].startswith("default-src 'none'")

    rig = Rig(Hydra())
    assert log_in(rig.hydra, browse, rig).status is LoginStatus.PASSED
    assert "It works" in rig.page


@pytest.mark.row("L25")
def test_a_persons_name_cannot_write_the_page() -> None:
    hydra = Hydra()
    hydra.person["name"] = "<script>alert(1)</script>{service}"
    rig = Rig(hydra)
    log_in(hydra, rig=rig)
    assert "<script" not in rig.page
    assert "&lt;script&gt;" in rig.page


@pytest.mark.row("L28")
def test_a_browser_that_leaves_before_the_verdict_changes_nothing() -> None:
    async def browse(url: str, rig: Rig) -> None:
        callback = (await visit(url)).headers["location"]
        _, writer = await asyncio.open_connection("127.0.0.1", rig.port)
        writer.write(request_bytes(callback))
        await writer.drain()
        writer.close()

    hydra = Hydra()
    outcome = log_in(hydra, browse)
    assert outcome.status is LoginStatus.PASSED


@pytest.mark.row("K19")
@pytest.mark.row("L20", "M12", "M28")
def test_a_second_return_gets_the_same_page_and_no_second_exchange() -> None:
    async def browse(url: str, rig: Rig) -> None:
        callback = (await visit(url)).headers["location"]
        first, second = await asyncio.gather(visit(callback), visit(callback))
        assert (first.status, second.status) == (303, 303)
        await visit(f"http://127.0.0.1:{rig.port}/done")

    hydra = Hydra()
    assert log_in(hydra, browse).status is LoginStatus.PASSED
    assert hydra.server.paths().count("/oauth2/token") == 1


# The end of the wait


@pytest.mark.row("U14", "M30")
def test_a_pasted_address_is_as_good_as_the_browsers_return() -> None:
    async def browse(url: str, rig: Rig) -> None:
        callback = (await visit(url)).headers["location"]
        assert rig.login is not None
        assert rig.login.paste(f"  {callback}\u200b\n") is None

    assert log_in(Hydra(), browse).status is LoginStatus.PASSED


def test_the_browsers_return_keeps_priority_over_a_paste() -> None:
    async def browse(url: str, rig: Rig) -> None:
        callback = (await visit(url)).headers["location"]
        returning = asyncio.ensure_future(visit(callback))
        await rig.reached[Stage.RETURNED].wait()
        state = dict(parse_qsl(urlsplit(callback).query))["state"]
        assert rig.login is not None
        assert rig.login.paste(f"{rig.address}?error=access_denied&state={state}") is None
        assert (await returning).status == 303
        await visit(f"http://127.0.0.1:{rig.port}/done")

    assert log_in(Hydra(), browse).status is LoginStatus.PASSED


@pytest.mark.row("U15")
def test_a_wrong_paste_says_what_is_wrong_and_the_wait_goes_on() -> None:
    async def browse(url: str, rig: Rig) -> None:
        assert rig.login is not None
        for text, code in (
            ("", "paste.empty"),
            ("ory_ac_abcdefgh", "paste.code_only"),
            (f"{rig.address}?code=a&state=other-state", "paste.other_attempt"),
        ):
            finding = rig.login.paste(text)
            assert finding is not None
            assert finding.code == code
        await sign_in(url, rig)

    assert log_in(Hydra(), browse).status is LoginStatus.PASSED


async def nothing_happens(url: str, rig: Rig) -> None:
    """Leave the browser as it is."""


@pytest.mark.row("U6", "U7", "M26")
def test_nobody_coming_back_times_out() -> None:
    rig = Rig(Hydra())
    outcome = log_in(rig.hydra, nothing_happens, rig, seconds=0.05)
    assert outcome.status is LoginStatus.TIMED_OUT
    assert codes(outcome) == {"answer": "answer.timed_out"}
    assert statuses(outcome) == dict.fromkeys(LOGIN, "skipped") | {"answer": "unknown"}


@pytest.mark.row("M5")
def test_cancel_ends_the_wait_within_half_a_second_with_idle_sockets_open() -> None:
    async def browse(url: str, rig: Rig) -> None:
        idle = [await asyncio.open_connection("127.0.0.1", rig.port) for _ in range(5)]
        await asyncio.sleep(0.02)
        assert rig.login is not None
        started = asyncio.get_running_loop().time()
        rig.login.cancel()
        for reader, writer in idle:
            assert await reader.read() == b""
            writer.close()
        assert await is_free(rig.port)
        assert asyncio.get_running_loop().time() - started < 0.5

    outcome = log_in(Hydra(), browse)
    assert outcome.status is LoginStatus.CANCELLED
    assert statuses(outcome) == dict.fromkeys(LOGIN, "skipped")


def test_cancel_in_the_middle_of_the_exchange_ends_it() -> None:
    async def browse(url: str, rig: Rig) -> None:
        callback = (await visit(url)).headers["location"]
        returning = asyncio.ensure_future(raw(rig.port, request_bytes(callback)))
        await rig.reached[Stage.TOKEN].wait()
        assert rig.login is not None
        rig.login.cancel()
        assert await returning == b""

    hydra = Hydra()
    hydra.server.routes["/oauth2/token"] = Answer(after=30)
    assert log_in(hydra, browse).status is LoginStatus.CANCELLED


@pytest.mark.row("K5")
def test_cancel_before_finish_frees_the_address_and_finish_says_so() -> None:
    hydra = Hydra()
    rig = Rig(hydra)

    async def whole() -> Outcome:
        async with hydra.server:
            client = Client(deadline=5)
            login = rig.build(client, {})
            assert isinstance(await login.start(), str)
            login.cancel()
            assert await is_free(rig.port)
            late = login.paste("anything")
            assert late is not None
            assert late.code == "paste.too_late"
            outcome = await login.finish()
            await client.aclose()
            return outcome

    assert run(whole()).status is LoginStatus.CANCELLED


@pytest.mark.row("K5")
def test_cancel_during_the_start_opens_nothing() -> None:
    hydra = Hydra()
    rig = Rig(hydra)

    async def whole() -> Finding:
        async with hydra.server:
            client = Client(deadline=5)
            login = rig.build(client, {})
            starting = asyncio.ensure_future(login.start())
            await asyncio.sleep(0)
            login.cancel()
            started = await starting
            await client.aclose()
            assert isinstance(started, Finding)
            assert await is_free(rig.port)
            return started

    assert run(whole()).code == "answer.cancelled"


def test_a_login_runs_on_qts_own_loop(qt_loop: QtLoop) -> None:
    hydra = Hydra()
    rig = Rig(hydra)
    outcome = qt_loop.run(whole_login(hydra, sign_in, rig, {"needs_refresh": True}))
    assert outcome.status is LoginStatus.PASSED
    assert "It works" in rig.page


def test_a_caller_that_is_cancelled_frees_the_address() -> None:
    hydra = Hydra()
    rig = Rig(hydra)

    async def whole() -> None:
        async with hydra.server:
            client = Client(deadline=5)
            login = rig.build(client, {})
            await login.start()
            waiting = asyncio.ensure_future(login.finish())
            await asyncio.sleep(0.01)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            assert await is_free(rig.port)
            await client.aclose()

    run(whole())


def test_finish_without_a_start_is_a_bug() -> None:
    async def whole() -> None:
        with pytest.raises(RuntimeError):
            await TestLogin(Hydra().target(issuer="https://x.example/"), Client()).finish()

    run(whole())


@pytest.mark.row("L8", "L17", "L18", "M14", "M17")
def test_requests_of_others_and_a_browser_that_insists_on_https_are_told() -> None:
    async def browse(url: str, rig: Rig) -> None:
        await raw(rig.port, b"\x16\x03\x01\x02\x00\x01\x00")
        for number in range(25):
            assert [hint.code for hint in rig.hints[1:]] == ["loopback.interference"][: number > 9]
            assert (await visit(f"{rig.address}?error=access_denied")).status == 400
            assert (await visit(f"{rig.address}?code=a&state=b")).status == 400
        await sign_in(url, rig)

    rig = Rig(Hydra())
    assert log_in(rig.hydra, browse, rig).status is LoginStatus.PASSED
    assert [hint.code for hint in rig.hints] == ["loopback.https", "loopback.interference"]


# What prevents a start


def start_finding(hydra: Hydra, **changes: Any) -> Finding:
    async def whole() -> Finding:
        async with hydra.server:
            client = Client(deadline=5)
            started = await Rig(hydra).build(client, changes).start()
            await client.aclose()
            assert isinstance(started, Finding)
            return started

    return run(whole())


@pytest.mark.row("K7")
@pytest.mark.row("L1", "M6")
def test_a_taken_port_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        finding = start_finding(Hydra(), test_redirect=f"http://127.0.0.1:{port}/callback")
    assert finding.code in {"loopback.port_taken", "loopback.port_taken_by"}
    assert finding.values["port"] == str(port)
    assert finding.expected == f"127.0.0.1:{port}"


@pytest.mark.row("K3")
@pytest.mark.parametrize(
    "address",
    ["https://127.0.0.1:5000/callback", "http://localhost:5000/callback", "http://127.0.0.1/", "x"],
)
@pytest.mark.row("L7")
def test_an_address_that_is_not_this_computers_is_refused(address: str) -> None:
    assert start_finding(Hydra(), test_redirect=address).code == "loopback.address_unusable"


def test_without_a_secret_nothing_starts() -> None:
    hydra = Hydra()
    assert start_finding(hydra, secret=None).code == "client_secret.missing"
    assert hydra.server.asked == []


@pytest.mark.row("K5")
def test_a_provider_that_cannot_be_read_prevents_the_start() -> None:
    hydra = Hydra()
    hydra.server.routes["/.well-known/openid-configuration"] = page()
    assert start_finding(hydra).code == "network.sign_in_page"
    assert start_finding(Hydra(published=[])).code == "issuer.keys_unusable"


def test_importing_the_login_is_cheap() -> None:
    code = (
        "import asyncio, time, sys, jcwizard.net.client, jcwizard.model.settings\n"
        "t = time.process_time(); import jcwizard.oidc.login\n"
        "heavy = {'authlib', 'joserfc', 'cryptography', 'httpx', 'h11'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "print(time.process_time() - t)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 0.5


# What the callback may say


def error_at_callback(error: str, text: str = "", **fields: str) -> Browse:
    async def browse(url: str, rig: Rig) -> None:
        state = dict(parse_qsl(urlsplit(url).query))["state"]
        query = {"error": error, "error_description": text, "state": state} | fields
        rig.page = (await follow(f"{rig.address}?{urlencode(query)}")).body

    return browse


@pytest.mark.row("P10")
@pytest.mark.parametrize(
    ("error", "text", "code", "status"),
    [
        ("access_denied", "The resource owner denied the request.", "answer.cancelled_at_provider",
         LoginStatus.CANCELLED),
        ("access_denied", "End-User aborted interaction", "answer.cancelled_at_provider",
         LoginStatus.CANCELLED),
        ("access_denied", "The resource owner or authorization server denied the request.",
         "answer.person_refused", LoginStatus.FAILED),
        ("login request denied", "User is not assigned", "answer.person_refused",
         LoginStatus.FAILED),
        ("access_denied", "… The login verifier has already been used, …", "answer.page_reused",
         LoginStatus.UNKNOWN),
        ("request_forbidden", "No CSRF value available in the session cookie.",
         "answer.cookies_lost", LoginStatus.UNKNOWN),
        ("request_unauthorized", "The login request has expired. Please try again.",
         "answer.took_too_long", LoginStatus.UNKNOWN),
        ("invalid_scope", "… not allowed to request scope 'email'.", "scopes.refused",
         LoginStatus.FAILED),
        ("invalid_request", "Clients must include a code_challenge", "answer.pkce_refused",
         LoginStatus.FAILED),
        ("invalid_request", "Redirect URL is using an insecure protocol",
         "answer.insecure_redirect", LoginStatus.FAILED),
        ("invalid_request", "", "answer.request_refused", LoginStatus.UNKNOWN),
        ("unauthorized_client", "", "answer.code_flow_refused", LoginStatus.FAILED),
        ("login_required", "", "answer.silent_sign_in", LoginStatus.UNKNOWN),
        ("server_error", "", "answer.provider_trouble", LoginStatus.UNKNOWN),
    ],
)  # fmt: skip
def test_an_error_at_the_callback_is_told_by_its_cause(
    error: str, text: str, code: str, status: LoginStatus
) -> None:
    hydra = Hydra()
    rig = Rig(hydra)
    outcome = log_in(hydra, error_at_callback(error, text), rig)
    assert codes(outcome) == {"answer": code}
    assert outcome.status is status
    assert error in outcome.checks[0].actual
    assert "/oauth2/token" not in hydra.server.paths()
    assert "It works" not in rig.page


@pytest.mark.row("K20")
@pytest.mark.row("L25")
def test_an_error_text_is_not_written_into_the_page() -> None:
    rig = Rig(Hydra())
    log_in(rig.hydra, error_at_callback("access_denied", "<b>call 0800-EVIL</b>"), rig)
    assert "EVIL" not in rig.page


@pytest.mark.row("K17")
@pytest.mark.parametrize(
    "query",
    [
        "",
        "code=",
        "code=a&code=b",
        "code=a&error=x",
        "code=a%00b",
        "code=" + "a" * 5000,
        "code=%C3%A9",
    ],
)
@pytest.mark.row("L24")
def test_an_answer_that_is_none_is_refused_whole(query: str) -> None:
    async def browse(url: str, rig: Rig) -> None:
        state = dict(parse_qsl(urlsplit(url).query))["state"]
        await follow(f"{rig.address}?{query}&state={state}")

    hydra = Hydra()
    outcome = log_in(hydra, browse)
    assert codes(outcome) == {"answer": "answer.malformed"}
    assert "/oauth2/token" not in hydra.server.paths()


@pytest.mark.row("P7")
def test_a_wrong_secret_is_told_at_the_exchange() -> None:
    outcome = log_in(Hydra(), secret=Secret("another secret"))
    assert codes(outcome) == {"token": "token.client_refused"}


@pytest.mark.row("P7")
@pytest.mark.row("M36")
def test_a_wrong_method_is_told_at_the_exchange_by_name() -> None:
    outcome = log_in(Hydra(method="client_secret_basic"))
    assert codes(outcome) == {"token": "client_authentication.wrong"}
    assert outcome.checks[1].actual == "Client Secret Basic"


@pytest.mark.row("K68")
@pytest.mark.row("P6")
def test_keys_published_before_the_key_was_replaced_are_fetched_anew() -> None:
    hydra = Hydra()

    async def browse(url: str, rig: Rig) -> None:
        hydra.key = signing_key("two")
        await sign_in(url, rig)

    assert log_in(hydra, browse).status is LoginStatus.PASSED
    assert hydra.server.paths().count("/.well-known/jwks.json") == 2


@pytest.mark.row("P2")
@pytest.mark.row("M34")
def test_a_clock_that_is_off_is_told_as_the_clock() -> None:
    for off, code in ((20 * 60, "clock.fast"), (-20 * 60, "clock.slow")):
        hydra = Hydra()
        with_date(hydra)
        outcome = log_in(hydra, clock=lambda off=off: time.time() + off)
        assert codes(outcome) == {"identity": code}
        finding = outcome.checks[2].finding
        assert finding is not None
        assert finding.values == {"minutes": "20"}


@pytest.mark.row("P1")
def test_a_clock_that_is_a_little_off_is_accepted_with_a_warning() -> None:
    for off, code in ((180, "clock.a_little_fast"), (-180, "clock.a_little_slow")):
        hydra = Hydra()
        with_date(hydra)
        outcome = log_in(hydra, clock=lambda off=off: time.time() + off)
        assert outcome.status is LoginStatus.PASSED
        assert codes(outcome) == {"identity": code}
        assert outcome.checks[2].status is Status.WARNING


def with_date(hydra: Hydra) -> None:
    hydra.date = formatdate(usegmt=True)


@pytest.mark.row("K19")
@pytest.mark.row("N20", "N19")
def test_a_token_answer_is_never_asked_for_twice() -> None:
    for answer in (Answer(503), Answer(body=b"{", cut=True), Answer(429), as_json({}, 500)):
        hydra = Hydra()
        hydra.server.routes["/oauth2/token"] = answer
        outcome = log_in(hydra)
        assert outcome.status is LoginStatus.UNKNOWN
        assert hydra.server.paths().count("/oauth2/token") == 1
