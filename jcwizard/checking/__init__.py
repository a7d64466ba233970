"""The check without a window: for support staff and scheduled re-checks."""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import dataclass

from jcwizard import quiet
from jcwizard.catalogue import Catalogue, load
from jcwizard.checking.answer import Answer
from jcwizard.checking.printer import Printer, one_line, say
from jcwizard.checking.questions import Questions
from jcwizard.jumpcloud.around import around_jumpcloud
from jcwizard.keep.hiding import Hiding
from jcwizard.model.finding import Finding, Verdict, verdict
from jcwizard.model.rules import Ruling, clean, client_secret
from jcwizard.model.secret import Secret
from jcwizard.model.settings import names, settings

__all__ = ["Answer", "Printer", "check"]

EXIT = {Verdict.PASSED: 0, Verdict.FAILED: 1, Verdict.UNKNOWN: 3}
USAGE = 2
INTERRUPTED = 130


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
        say(f"{asked.setup}: {one_line(catalogue, notice)}")
    if not asked.admin_key_stdin and not settings(service, file.setup, around).client_id:
        return _usage(catalogue.words("cli.no_client_id", file=str(asked.setup)))
    given = _standard_input(asked, catalogue)
    if isinstance(given, str):
        return _usage(given)
    if given.secret is not None:
        file.setup.put_secret(given.secret)
    questions = Questions(asked, catalogue, service, file.setup, around, given.admin_key)
    try:
        answer = asyncio.run(questions.ask())
    except KeyboardInterrupt:
        say(catalogue.words("cli.stopped"))
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a fault of ours says nothing about the setup
        return _crashed(catalogue, error)
    hiding = Hiding(file.setup.secret, given.admin_key)
    said = Printer(catalogue, service, names(service, file.setup, around), hiding)
    _print(said.as_json(answer) if asked.json else said.as_lines(answer))
    return EXIT[verdict(answer.checks)]


@dataclass(frozen=True)
class Given:
    """What came on standard input."""

    secret: Secret | None = None
    admin_key: Secret | None = None


def _standard_input(asked: argparse.Namespace, catalogue: Catalogue) -> Given | str:
    """Return what standard input held, or the sentence that refuses it.

    Of two things the first line is the Client Secret and the second one the key.
    """
    if not asked.secret_stdin and not asked.admin_key_stdin:
        return Given()
    text = sys.stdin.read()
    first, _, rest = text.partition("\n")
    secret, key = (first, rest) if asked.secret_stdin and asked.admin_key_stdin else (text, text)
    given = Given(
        Secret(clean(secret)[0]) if asked.secret_stdin else None,
        Secret(clean(key)[0]) if asked.admin_key_stdin else None,
    )
    return _refusal(given, catalogue) or given


def _refusal(given: Given, catalogue: Catalogue) -> str:
    if given.secret is not None and not (ruling := client_secret(given.secret.reveal())).ok:
        return catalogue.words("cli.bad_secret", reason=_reason(catalogue, ruling))
    if given.admin_key is None:
        return ""
    from jcwizard.jumpcloud.access import judge_key

    ruling = judge_key(given.admin_key.reveal())
    if ruling.ok:
        return ""
    example = catalogue.words("cli.key_example")
    return catalogue.words("cli.bad_key", reason=_reason(catalogue, ruling, example))


def _reason(catalogue: Catalogue, ruling: Ruling, example: str = "") -> str:
    return ruling.reason or catalogue.words(f"rule.{ruling.refusal}", example=example)


def _refuse(catalogue: Catalogue, finding: Finding) -> int:
    return _usage(one_line(catalogue, finding))


def _crashed(catalogue: Catalogue, error: Exception) -> int:
    """Say where a fault of ours lies, without its text: that may quote what it was given."""
    from jcwizard.keep.support import crash_lines

    say("\n".join([catalogue.words("cli.crashed"), *crash_lines(error)]))
    return EXIT[Verdict.UNKNOWN]


def _usage(sentence: str) -> int:
    say(sentence)
    return USAGE


def _print(text: str) -> None:
    """Write the answer to standard output, whatever letters its encoding lacks."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
