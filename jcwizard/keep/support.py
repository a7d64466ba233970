"""The summary for support: what runs here, what was found, what was said on the wire; no secret."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.resources
import os
import platform
import tomllib
import traceback
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import PurePath

from jcwizard import __version__
from jcwizard.keep.changed import change_lines
from jcwizard.keep.hiding import Hiding
from jcwizard.keep.results import About, moment, printable
from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.route import route
from jcwizard.model.service import Service
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.model.words import Explanation, Words

PACKAGES = (
    "PySide6-Essentials",
    "qasync",
    "httpx",
    "truststore",
    "Authlib",
    "joserfc",
    "cryptography",
    "keyring",
)
_MOST_FRAMES = 30
_EXCERPT = 400


def reference(text: str) -> str:
    """Return three words to read out that stand for a text; the same text gives the same words.

    Two different texts share them once in some 230,000: enough to tell today's calls apart.
    """
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "big")
    said = []
    for words in _reference_words():
        number, place = divmod(number, len(words))
        said.append(words[place])
    return "-".join(said)


def summary(
    service: Service,
    setup: Setup,
    around: Surroundings,
    words: Words,
    explanations: Mapping[str, Explanation],
    now: float,
    shown: Finding | None = None,
) -> str:
    """Return the plain text of "Copy details", headed by its three-word reference.

    `shown` is the finding beside which it was asked for; not every one belongs to a run.
    """
    about = About(service, setup, around, words, explanations)
    lines = [moment(now), "", *_versions(words)]
    if shown is not None:
        told = Check.of("-", Status.UNKNOWN, shown)
        lines += ["", words("keep.support.shown"), *_check(about, told)]
    lines += ["", *_setup(about), "", *_steps(about), "", words("keep.support.checks")]
    lines += _checks(about) if about.runs else [f"  {words('keep.support.none')}"]
    lines += _changes(about)
    body = Hiding(setup.secret).text("\n".join(lines))
    return _headed(words, reference(body), body)


def crash_summary(error: BaseException, words: Words) -> str:
    """Return the plain text of an unexpected error: what runs here and where it happened.

    Nothing that was entered is in it. The reference is the fault's own, so that support hears the
    same three words from everybody who meets it.
    """
    lines = ["", *_versions(words), "", words("keep.support.crash"), *crash_lines(error)]
    return _headed(words, crash_reference(error), "\n".join(lines))


def crash_reference(error: BaseException) -> str:
    """Return three words that are the same for the same fault at the same place."""
    return reference("\n".join(crash_lines(error)))


def crash_lines(error: BaseException) -> list[str]:
    """Return where an unexpected error came from: its kinds and places, never its texts or values.

    Its text is left out because a library may quote in it what it was given.
    """
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(lines) < _MOST_FRAMES:
        lines.append(f"  {type(seen).__module__}.{type(seen).__qualname__}")
        frames = traceback.extract_tb(seen.__traceback__, limit=-10)
        lines += [f"    {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        seen = seen.__cause__ or seen.__context__
    return lines


def versions() -> tuple[tuple[str, str], ...]:
    """Return (name, version) of the wizard, of what it stands on, and of the system."""
    found = [
        ("jcwizard", __version__),
        ("Python", platform.python_version()),
        ("system", f"{platform.system()} {platform.release()} {platform.machine()}"),
    ]
    for name in PACKAGES:
        try:
            found.append((name, importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            found.append((name, "-"))
    return tuple(found)


def _headed(words: Words, said: str, body: str) -> str:
    head = words("keep.support.reference", words=said)
    return f"{words('keep.support.title')}\n{head}\n{body}\n"


def _versions(words: Words) -> Iterator[str]:
    yield words("keep.support.versions")
    for name, version in versions():
        yield f"  {name} {version}"
    if os.environ.get("SSLKEYLOGFILE"):
        # Somebody wants to read encrypted traffic, ours too; other programs here may obey.
        yield f"  SSLKEYLOGFILE: {words('keep.support.ignored')}"


def _setup(about: About) -> Iterator[str]:
    setup, words = about.setup, about.words
    practice = f", {words('keep.support.practice')}" if about.around.practice else ""
    yield f"{words('keep.support.setup')}: {about.service.id}{practice}"
    hiding = Hiding(setup.secret)
    for key, text in setup.values.items():
        if text and hiding.harmless(key, text):
            yield f"  {key} = {_one_line(text)}"
    if setup.application_id:
        yield f"  application_id = {_one_line(setup.application_id)}"
    memory = "in_memory" if setup.secret else "not_in_memory"
    keychain = "in_keychain" if setup.secret_kept else "not_in_keychain"
    yield f"  client_secret: {words(f'keep.support.{memory}')}, {words(f'keep.support.{keychain}')}"


def _steps(about: About) -> Iterator[str]:
    yield about.words("keep.support.steps")
    for stop in route(about.service, about.setup, about.around):
        lacks = f" ({', '.join(stop.lacks)})" if stop.lacks else ""
        yield f"  {stop.step.id}: {stop.state.value}{lacks}"


def _checks(about: About) -> Iterator[str]:
    words = about.words
    for run in about.runs:
        old = "" if about.fresh(run) else f", {words('keep.support.old')}"
        yield f"  {run.group}: {run.verdict.value}, {moment(run.at)}{old}"
        for check in run.checks:
            yield from _check(about, check)


def _changes(about: About) -> Iterator[str]:
    lines = change_lines(about.setup, about.words)
    if lines:
        yield from ("", about.words("keep.support.changes"))
    for change, told in zip(about.setup.changes, lines, strict=True):
        yield f"  {change.kind.value}: {change.state.value}, {told.when}"
        yield f"    {_one_line(told.what)} ({_one_line(change.application_id) or '-'})"
        yield from (f"    {_one_line(member)}" for member in told.members)


def _check(about: About, check: Check) -> Iterator[str]:
    code = f" {check.finding.code}" if check.finding else ""
    yield f"    {check.id}: {check.status.value}{code}"
    if check.expected:
        yield f"      {about.words('keep.support.expected')}: {_one_line(check.expected)}"
    if check.actual:
        yield f"      {about.words('keep.support.found')}: {_one_line(check.actual)}"
    if check.finding:
        for name, value in check.finding.values.items():
            yield f"      {name} = {_one_line(value)}"
    for exchange in check.evidence:
        yield from _exchange(exchange)


def _exchange(exchange: Exchange) -> Iterator[str]:
    yield f"      > {exchange.method} {_one_line(exchange.url)}"
    for name, value in exchange.sent:
        yield f"        {_one_line(name)}: {_one_line(value)}"
    answer = exchange.status if exchange.status is not None else _one_line(exchange.trouble)
    yield f"      < {answer} ({exchange.seconds:.2f} s)"
    for name, value in exchange.received:
        yield f"        {_one_line(name)}: {_one_line(value)}"
    if exchange.body:
        yield f"        {_one_line(exchange.body)}"


def _one_line(text: str) -> str:
    line = " ".join(printable(text).split())
    return line if len(line) <= _EXCERPT else f"{line[:_EXCERPT]}…"


def _place(file: str) -> str:
    """Return the end of a path, for its beginning names the person."""
    return "/".join(PurePath(file).parts[-3:])


@cache
def _reference_words() -> tuple[tuple[str, ...], ...]:
    file = importlib.resources.files("jcwizard.resources") / "support" / "reference-words.toml"
    lists = tomllib.loads(file.read_text("utf-8"))
    return tuple(tuple(lists[place].split()) for place in ("first", "second", "third"))
