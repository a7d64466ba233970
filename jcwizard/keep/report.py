"""The report: what was set up, what was proven when and by whom, in one page without a secret."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

from jcwizard import __version__
from jcwizard.keep.changed import ChangeLines, change_lines
from jcwizard.keep.hiding import Hiding
from jcwizard.keep.report_look import page
from jcwizard.keep.results import About, brief, moment, printable
from jcwizard.keep.writing import not_written, write_whole
from jcwizard.model.changes import ChangeState
from jcwizard.model.finding import Check, CheckRun, Finding, Status, Verdict
from jcwizard.model.route import StepState, refuted, route
from jcwizard.model.service import Field, FieldKind, Service
from jcwizard.model.settings import AUTHENTICATION_LABELS, fill, is_left, settings
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.model.words import Explanation, Words

ENDING_TICK = "ending/{id}"
"""The name of the tick by which a person says that an ending is done."""

_SHOWN_APART = frozenset(
    {
        "region",
        "redirect_urls",
        "login_url",
        "display_label",
        "client_id",
        "client_authentication",
        "scopes",
    }
)
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


def report_html(
    service: Service,
    setup: Setup,
    around: Surroundings,
    words: Words,
    explanations: Mapping[str, Explanation],
    now: float,
) -> str:
    """Return the report as one self-contained page, ready for a printer; `now` is epoch seconds.

    It needs no script, no picture and no other file, and stays within what QTextDocument draws.
    """
    about = About(service, setup, around, words, explanations)
    title = words("report.title", service=about.names["service"])
    parts = [
        f"<h1>{_safe(title)}</h1>",
        f"<p class='practice'>{_safe(words('report.practice'))}</p>" if around.practice else "",
        _result(about),
        _section(words("report.heading.set_up"), _settings(about)),
        _section(words("report.heading.proven"), _runs(about)),
        _section(words("report.heading.person"), _person(about)),
        _section(words("report.heading.changed"), _changed(about)),
        _section(words("report.heading.limits"), _limits(about)),
        _section(words("report.heading.left"), _left(about)),
        f"<p class='made'>{_safe(words('report.made', when=moment(now), version=__version__))}</p>",
    ]
    return Hiding(setup.secret).text(page(_safe(title), "\n".join(filter(None, parts))))


def save(path: Path, html: str) -> Finding | None:
    """Write the report whole or not at all, readable by this person only."""
    try:
        write_whole(path, html.encode("utf-8", "replace"))
    except OSError as error:
        return not_written("report.not_saved", path, error)
    return None


def _result(about: About) -> str:
    run = about.setup.runs.get("login")
    words = about.words
    if run is None:
        return _verdict("none", words("report.result.none"))
    when = moment(run.at)
    if not about.fresh(run):
        return _verdict("old", words("report.result.old", when=when))
    if run.verdict is not Verdict.PASSED:
        key = f"report.result.{run.verdict.value}"
        return _verdict(run.verdict.value, words(key, when=when, trouble=about.cause(run)))
    against = refuted(about.service, about.setup, about.around)
    if against is not None:
        trouble, named = about.cause(about.setup.runs["preflight"]), about.names["service"]
        sentence = words("report.result.refuted", when=when, trouble=trouble, service=named)
        return _verdict("failed", sentence)
    person = run.identity and (run.identity.name or run.identity.email or run.identity.sub)
    if not person:
        return _verdict("passed", words("report.result.passed_nobody", when=when))
    return _verdict("passed", words("report.result.passed", person=person, when=when))


def _settings(about: About) -> str:
    service, setup, words = about.service, about.setup, about.words
    now = settings(service, setup, about.around)
    rows = [
        (words("report.setting.service"), now.service_name),
        (words("report.setting.region"), about.names["region_name"] or now.region),
        (words("report.setting.issuer"), now.issuer),
    ]
    rows += [
        (field.label, _shown(field, about.names.get(field.id, "")))
        for field in service.fields.values()
        if field.kind not in {FieldKind.SECRET, FieldKind.FLAG}
        and field.id not in _SHOWN_APART
        and (about.names.get(field.id, "") or not field.optional)
    ]
    authentication = now.client_authentication
    kept = "report.setting.secret_kept" if setup.secret_kept else "report.setting.secret_not_kept"
    rows += [
        (service.redirect_name, "\n".join(now.redirect_urls)),
        (words("report.setting.login_url"), now.login_url),
        (words("report.setting.display_label"), now.display_label),
        (words("report.setting.client_id"), now.client_id),
        (words("report.setting.client_secret"), words(kept)),
        (
            words("report.setting.client_authentication"),
            AUTHENTICATION_LABELS.get(authentication, authentication),
        ),
        (words("report.setting.scopes"), " ".join(now.scopes)),
    ]
    unknown = words("report.nothing_yet")
    heads = (words("report.column.setting"), words("report.column.value"))
    return _table(heads, ((_safe(name), _safe(value or unknown)) for name, value in rows))


def _shown(field: Field, value: str) -> str:
    return next((option.label for option in field.options if option.value == value), value)


def _runs(about: About) -> str:
    if not about.runs:
        return f"<p>{_safe(about.words('report.run.none'))}</p>"
    return "\n".join(_run(about, run) for run in about.runs)


def _run(about: About, run: CheckRun) -> str:
    words = about.words
    key = f"report.run.{run.group}"
    name = words(key) if key in words else run.group
    heading = _safe(words("report.run.at", run=name, when=moment(run.at)))
    if not about.fresh(run):
        heading += f" <span class='old'>({_safe(words('report.run.old'))})</span>"
    heads = tuple(words(f"report.column.{column}") for column in ("check", "result", "evidence"))
    rows = (
        (_safe(about.title(check)), _status(words, check.status), _evidence(about, check))
        for check in run.checks
    )
    return f"<h3>{heading}</h3>{_table(heads, rows)}"


def _status(words: Words, status: Status) -> str:
    return f"<span class='{status.value}'>{_safe(words(f'status.{status.value}'))}</span>"


def _evidence(about: About, check: Check) -> str:
    lines = []
    if check.finding is not None:
        title, what = about.explained(check.finding)
        lines.append(f"<b>{_marked(title)}</b> {_marked(what)}".strip())
    for key, text in (("expected", check.expected), ("actual", check.actual)):
        if text and (check.finding is not None or key == "actual"):
            lines.append(f"{_safe(about.words(f'evidence.{key}'))}: {_safe(text)}")
    lines += [f"<span class='wire'>{_safe(brief(one))}</span>" for one in check.evidence]
    return "<br>".join(lines)


def _person(about: About) -> str:
    run = about.setup.runs.get("login")
    if run is None or run.identity is None:
        return ""
    person, words = run.identity, about.words
    rows = [
        (words("report.person.name"), person.name),
        (words("report.person.email"), person.email),
        (words("report.person.groups"), ", ".join(person.groups)),
        (words("report.person.sub"), person.sub),
        (words("report.person.at"), moment(run.at)),
        ("", "" if about.fresh(run) else words("report.run.old")),
    ]
    return _table((), ((_safe(name), _safe(value)) for name, value in rows if value))


def _changed(about: About) -> str:
    """What was changed in JumpCloud by this wizard; nothing where nothing was."""
    lines, words = change_lines(about.setup, about.words), about.words
    heads = tuple(words(f"report.column.{column}") for column in ("change", "result", "difference"))
    rows = (_change(change) for change in lines)
    return _table(heads, rows) if lines else ""


def _change(change: ChangeLines) -> tuple[str, str, str]:
    sure = change.state in {ChangeState.DONE, ChangeState.UNDONE}
    kind = "passed" if sure else "unknown"
    state = f"<span class='{kind}'>{_safe(change.state_word)}</span>"
    when = f"<span class='wire'>{_safe(change.when)}</span>"
    return f"{_safe(change.what)}<br>{when}", state, "<br>".join(map(_safe, change.members))


def _limits(about: About) -> str:
    found = about.names
    return _list(filter(None, (fill(limit, found) for limit in about.service.limits)))


def _left(about: About) -> str:
    words, found = about.words, about.names
    lines = [
        words(f"report.left.{stop.state.value}", step=stop.step.title)
        for stop in route(about.service, about.setup, about.around)
        if stop.state is not StepState.DONE
    ]
    lines += [
        ": ".join(filter(None, (fill(ending.title, found), fill(ending.text, found))))
        for ending in about.service.endings
        if ENDING_TICK.format(id=ending.id) not in about.setup.ticks
        and not is_left(ending, about.setup)
    ]
    return _list(lines) if lines else f"<p>{_safe(words('report.left.nothing'))}</p>"


def _section(heading: str, body: str) -> str:
    return f"<h2>{_safe(heading)}</h2>\n{body}" if body else ""


def _verdict(kind: str, sentence: str) -> str:
    return f"<p class='result {kind}'>{_safe(sentence)}</p>"


def _table(heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    top = "".join(f"<th>{_safe(head)}</th>" for head in heads)
    lines = [f"<tr>{top}</tr>"] if top else []
    for first, *others in rows:
        widths = [" width='12%'"] if len(others) > 1 else [""]
        cells = "".join(f"<td{w}>{c}</td>" for w, c in zip([*widths, ""], others, strict=False))
        lines.append(f"<tr><td width='34%'>{first}</td>{cells}</tr>")
    return f"<table width='100%' cellspacing='0'>{''.join(lines)}</table>"


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{_marked(line)}</li>' for line in lines)}</ul>"


def _safe(text: str) -> str:
    return escape(printable(text)).replace("\n", "<br>")


def _marked(text: str) -> str:
    return _BOLD.sub(r"<b>\1</b>", _safe(text))
