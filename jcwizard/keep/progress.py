"""A saved setup as a file's text: everything entered, ticked and proven, and never a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jcwizard.keep.hiding import Hiding
from jcwizard.keep.json_text import MalformedError, member, parse
from jcwizard.keep.saved_changes import from_changes, moment, to_changes
from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, CheckRun, Finding, Identity, Status
from jcwizard.model.setup import Setup

FORMAT = "jcwizard-progress"
VERSION = 1


@dataclass(frozen=True)
class Progress:
    """What a file held; `saved_at` is seconds since the epoch, UTC."""

    setup: Setup
    saved_at: float
    practice: bool


def snapshot(setup: Setup, *, practice: bool, saved_at: float) -> Mapping[str, object]:
    """Return a setup as plain values, ready for `encode`.

    The secret is not among them, and where a person pasted it into another field, or a server
    quoted it, it is taken out there as well.
    """
    hiding = Hiding(setup.secret)
    runs = {group: _from_run(run) for group, run in setup.runs.items()}
    return {
        "format": FORMAT,
        "version": VERSION,
        "saved_at": saved_at,
        "practice": practice,
        "service": setup.service_id,
        "values": {k: v for k, v in setup.values.items() if hiding.harmless(k, v)},
        "ticks": dict(setup.ticks),
        "secret_stamp": setup.secret_stamp,
        "secret_kept": setup.secret_kept,
        "secret_mark": setup.secret_mark,
        "runs": hiding.everywhere(runs),
        "application_id": setup.application_id,
        "changes": hiding.everywhere(from_changes(setup.changes)),
    }


def decode(data: bytes) -> Progress | Finding:
    """Return what `encode` made, or the finding `progress.damaged` or `progress.newer`."""
    try:
        document = parse(data)
        if member(document, "format", str) != FORMAT:
            raise MalformedError("not a saved setup")
        version = member(document, "version", int)
        if version > VERSION:
            return Finding("progress.newer", expected=str(VERSION), actual=str(version))
        return _progress(document)
    except MalformedError as damage:
        return Finding("progress.damaged", actual=str(damage))


def without_secret(run: CheckRun, hiding: Hiding) -> CheckRun:
    """Return a run in which no text holds the secret, whatever a server may have repeated."""
    return _to_run(run.group, _object(hiding.everywhere(_from_run(run)), run.group))


def _progress(document: Mapping[str, object]) -> Progress:
    setup = Setup(member(document, "service", str), _texts(document, "values"))
    runs = {
        group: _to_run(group, _object(run, group))
        for group, run in member(document, "runs", dict).items()
    }
    setup.restore(
        _texts(document, "ticks"),
        runs,
        member(document, "secret_stamp", int),
        member(document, "secret_kept", bool),
        _text(document.get("secret_mark", ""), "secret_mark"),
        _text(document.get("application_id", ""), "application_id"),
        to_changes(document, "changes"),
    )
    return Progress(setup, moment(document, "saved_at"), member(document, "practice", bool))


def _from_run(run: CheckRun) -> dict[str, object]:
    person = run.identity
    return {
        "at": run.at,
        "fingerprint": run.fingerprint,
        "checks": [_from_check(check) for check in run.checks],
        "identity": person
        and {
            "sub": person.sub,
            "email": person.email,
            "name": person.name,
            "groups": list(person.groups),
        },
    }


def _from_check(check: Check) -> dict[str, object]:
    finding = check.finding
    return {
        "id": check.id,
        "status": check.status.value,
        "expected": check.expected,
        "actual": check.actual,
        "evidence": [_from_exchange(exchange) for exchange in check.evidence],
        "finding": finding
        and {
            "code": finding.code,
            "expected": finding.expected,
            "actual": finding.actual,
            "values": dict(finding.values),
            # A finding mostly carries its check's own evidence, which is written once.
            "evidence": None
            if finding.evidence == check.evidence
            else [_from_exchange(exchange) for exchange in finding.evidence],
        },
    }


def _from_exchange(exchange: Exchange) -> dict[str, object]:
    return {
        "method": exchange.method,
        "url": exchange.url,
        "sent": [list(pair) for pair in exchange.sent],
        "status": exchange.status,
        "received": [list(pair) for pair in exchange.received],
        "body": exchange.body,
        "seconds": exchange.seconds,
        "trouble": exchange.trouble,
    }


def _to_run(group: str, run: Mapping[str, object]) -> CheckRun:
    checks = tuple(_to_check(_object(check, group)) for check in member(run, "checks", list))
    person = run.get("identity")
    return CheckRun(
        group,
        checks,
        member(run, "fingerprint", str),
        moment(run, "at"),
        None if person is None else _to_identity(_object(person, "identity")),
    )


def _to_identity(person: Mapping[str, object]) -> Identity:
    groups = member(person, "groups", list)
    return Identity(
        member(person, "sub", str),
        member(person, "email", str),
        member(person, "name", str),
        tuple(_text(group, "groups") for group in groups),
    )


def _to_check(check: Mapping[str, object]) -> Check:
    try:
        status = Status(member(check, "status", str))
    except ValueError as unknown:
        raise MalformedError("status") from unknown
    evidence = _exchanges(check)
    finding = check.get("finding")
    return Check(
        member(check, "id", str),
        status,
        None if finding is None else _to_finding(_object(finding, "finding"), evidence),
        evidence,
        member(check, "expected", str),
        member(check, "actual", str),
    )


def _to_finding(finding: Mapping[str, object], evidence: tuple[Exchange, ...]) -> Finding:
    return Finding(
        member(finding, "code", str),
        member(finding, "expected", str),
        member(finding, "actual", str),
        _texts(finding, "values"),
        evidence if finding.get("evidence") is None else _exchanges(finding),
    )


def _exchanges(owner: Mapping[str, object]) -> tuple[Exchange, ...]:
    return tuple(
        _to_exchange(_object(entry, "evidence")) for entry in member(owner, "evidence", list)
    )


def _to_exchange(exchange: Mapping[str, object]) -> Exchange:
    status = exchange.get("status")
    return Exchange(
        member(exchange, "method", str),
        member(exchange, "url", str),
        _pairs(exchange, "sent"),
        None if status is None else member(exchange, "status", int),
        _pairs(exchange, "received"),
        member(exchange, "body", str),
        float(member(exchange, "seconds", (int, float))),
        member(exchange, "trouble", str),
    )


def _pairs(owner: Mapping[str, object], name: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for pair in member(owner, name, list):
        if not isinstance(pair, list) or len(pair) != 2:
            raise MalformedError(name)
        pairs.append((_text(pair[0], name), _text(pair[1], name)))
    return tuple(pairs)


def _texts(owner: Mapping[str, object], name: str) -> dict[str, str]:
    return {key: _text(value, name) for key, value in member(owner, name, dict).items()}


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise MalformedError(name)
    return value


def _object(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise MalformedError(name)
    return value
