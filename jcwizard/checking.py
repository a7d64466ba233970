"""The check without a window: for support staff and scheduled re-checks."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jcwizard import quiet
from jcwizard.catalogue import Catalogue, load
from jcwizard.jumpcloud.around import around_jumpcloud
from jcwizard.keep.hiding import Hiding
from jcwizard.model.finding import Check, Finding, Identity, Status, Verdict, first_cause, verdict
from jcwizard.model.rules import clean, client_secret
from jcwizard.model.secret import Secret
from jcwizard.model.service import Service
from jcwizard.model.settings import names, settings
from jcwizard.model.setup import Setup, Surroundings

if TYPE_CHECKING:
    from jcwizard.oidc.target import Target

EXIT = {Verdict.PASSED: 0, Verdict.FAILED: 1, Verdict.UNKNOWN: 3}
USAGE = 2
INTERRUPTED = 130
LOGIN_MARGIN = 0.5
"""Seconds that a test login needs to end after its time for the person is over."""


@dataclass
class Answer:
    """What a check without a window found; `checks` may be incomplete when the time ran out."""

    checks: list[Check] = field(default_factory=list)
    identity: Identity | None = None


def check(asked: argparse.Namespace) -> int:
    """Run the checks of a setup file, print them, and return the exit code."""
    from jcwizard.keep.setup_file import problems, read

    quiet.close_memory()
    catalogue = load()
    file = read(asked.setup, catalogue.services)
    if isinstance(file, Finding):
        return _refuse(catalogue, file)
    service = catalogue.services[file.setup.service_id]
    for problem in problems(file, service, catalogue.words):
        return _refuse(catalogue, problem)
    around = around_jumpcloud(asked.port)
    for notice in file.notices:
        _say(f"{asked.setup}: {_line(catalogue, notice)}")
    if not settings(service, file.setup, around).client_id:
        return _usage(catalogue.words("cli.no_client_id", file=str(asked.setup)))
    if asked.secret_stdin:
        secret, _ = clean(sys.stdin.read())
        ruling = client_secret(secret)
        if not ruling.ok:
            reason = catalogue.words(f"rule.{ruling.refusal}", example="")
            return _usage(catalogue.words("cli.bad_secret", reason=reason))
        file.setup.put_secret(Secret(secret))
    try:
        answer = asyncio.run(_ask(asked, catalogue, service, file.setup, around))
    except KeyboardInterrupt:
        _say(catalogue.words("cli.stopped"))
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a fault of ours says nothing about the setup
        return _crashed(catalogue, error)
    hiding = Hiding(file.setup.secret)
    said = Printer(catalogue, service, names(service, file.setup, around), hiding)
    _print(said.as_json(answer) if asked.json else said.as_lines(answer))
    return EXIT[verdict(answer.checks)]


async def _ask(
    asked: argparse.Namespace,
    catalogue: Catalogue,
    service: Service,
    setup: Setup,
    around: Surroundings,
) -> Answer:
    from jcwizard.net.client import Client
    from jcwizard.oidc.preflight import preflight
    from jcwizard.oidc.target import target_of

    asyncio.get_running_loop().set_exception_handler(quiet.loop_fault)
    ends = time.monotonic() + asked.timeout
    if setup.secret is None:
        await _take_from_keychain(catalogue, service, setup, around, asked.timeout)
    answer = Answer()
    client = Client(deadline=min(20.0, ends - time.monotonic()))
    try:
        async with asyncio.timeout(ends - time.monotonic()):
            target = target_of(service, setup, around)
            if asked.login:
                # A test login needs the way back, whether or not it was meant to be gone.
                target = replace(target, test_removed=False)
            answer.checks = list(await preflight(target, client, answer.checks.append))
            if asked.login and verdict(answer.checks) is not Verdict.FAILED:
                # A little less than what is left, so that the login itself says that nobody came.
                seconds = max(0.5, ends - time.monotonic() - LOGIN_MARGIN)
                outcome = await _login(target, seconds, catalogue)
                answer.checks += outcome.checks
                answer.identity = outcome.identity
            elif asked.login:
                _say(catalogue.words("cli.login_left_out"))
    except TimeoutError:
        late = Finding("cli.timeout", values={"seconds": f"{asked.timeout:g}"})
        answer.checks.append(Check.of("time", Status.UNKNOWN, late))
    finally:
        await client.aclose()
    return answer


async def _take_from_keychain(
    catalogue: Catalogue, service: Service, setup: Setup, around: Surroundings, seconds: float
) -> None:
    from jcwizard.keep.keychain import WAIT, Keychain, entry_name

    wanted = settings(service, setup, around)
    # Half of the time at most: a keychain whose question nobody sees must leave some for the rest.
    keychain = Keychain(deadline=min(WAIT, seconds / 2))
    kept = await keychain.fetch(entry_name(wanted.issuer, wanted.client_id))
    if isinstance(kept, Secret):
        setup.restore_secret(kept)
    elif isinstance(kept, Finding):
        _say(_line(catalogue, kept))


async def _login(target: Target, seconds: float, catalogue: Catalogue) -> Answer:
    from jcwizard.net.browser import open_browser
    from jcwizard.net.client import Client
    from jcwizard.oidc.login import LOGIN, TestLogin

    client = Client()
    login = TestLogin(target, client, seconds=seconds)
    try:
        link = await login.start()
        if isinstance(link, Finding):
            return Answer(
                [Check.of(LOGIN[0], Status.UNKNOWN, link), *map(Check.not_run, LOGIN[1:])]
            )
        _say(catalogue.words("cli.sign_in", link=link))
        await asyncio.to_thread(open_browser, link)
        outcome = await login.finish()
        return Answer(list(outcome.checks), outcome.identity)
    finally:
        login.cancel()
        await client.aclose()


class Printer:
    """Puts the answers into the catalogue's words, as JSON or as lines."""

    def __init__(
        self, catalogue: Catalogue, service: Service, found: dict[str, str], hiding: Hiding
    ) -> None:
        self._words = catalogue.words
        self._consequences = service.consequences
        self._explanations = catalogue.explanations
        self._found = found
        self._hiding = hiding

    def as_json(self, answer: Answer) -> str:
        """Return the one JSON object that product users and scheduled re-checks read."""
        document: dict[str, object] = {
            "verdict": verdict(answer.checks),
            "checks": [
                {
                    "id": check.id,
                    "status": check.status,
                    "code": check.finding.code if check.finding else "",
                    "title": self._title(check),
                    "expected": check.expected,
                    "actual": check.actual,
                }
                for check in answer.checks
            ],
        }
        if answer.identity is not None:
            person = answer.identity
            document["identity"] = {
                "sub": person.sub,
                "email": person.email,
                "name": person.name,
                "groups": list(person.groups),
            }
        # Only ASCII, for a pipe may have any encoding, and JSON says the same of a letter by \u.
        return json.dumps(self._hiding.everywhere(document), indent=2)

    def as_lines(self, answer: Answer) -> str:
        """Return a line for each check, what to do about the first cause, and the verdict."""
        lines = [
            f"{self._words(f'status.{check.status}'):<15} {self._title(check)}"
            for check in answer.checks
        ]
        cause = first_cause(answer.checks)
        if cause is not None:
            entry = self._explanations[cause.code].followed_by(
                self._consequences.get(cause.code, "")
            )
            entry = entry.filled(self._found | dict(cause.values))
            lines += ["", entry.title, f"{entry.what} {entry.why}".rstrip()]
            lines += [f"- {line}" for line in entry.fix]
        if answer.identity is not None:
            person = answer.identity
            name = person.name or person.email or person.sub
            lines += ["", self._words("cli.signed_in", name=name, email=person.email)]
        lines += ["", self._words(f"cli.verdict_{verdict(answer.checks)}")]
        return self._hiding.text("\n".join(line.replace("**", "") for line in lines))

    def _title(self, check: Check) -> str:
        return self._words(f"check.{check.id}", **self._found)


def _refuse(catalogue: Catalogue, finding: Finding) -> int:
    return _usage(_line(catalogue, finding))


def _line(catalogue: Catalogue, finding: Finding) -> str:
    entry = catalogue.explanations[finding.code].filled(finding.values)
    return " ".join([entry.title.rstrip("."), "-", entry.what]).replace("**", "")


def _crashed(catalogue: Catalogue, error: Exception) -> int:
    """Say where a fault of ours lies, without its text: that may quote what it was given."""
    from jcwizard.keep.support import crash_lines

    _say("\n".join([catalogue.words("cli.crashed"), *crash_lines(error)]))
    return EXIT[Verdict.UNKNOWN]


def _usage(sentence: str) -> int:
    _say(sentence)
    return USAGE


def _print(text: str) -> None:
    """Write the answer to standard output, whatever letters its encoding lacks."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")


def _say(sentence: str) -> None:
    sys.stderr.write(f"jcwizard check: {sentence}\n")
