"""Reads a service's file, and checks how its steps, fields and names hang together."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from typing import Any

from jcwizard.catalogue.mistake import did_you_mean
from jcwizard.catalogue.shape import build
from jcwizard.catalogue.source import Path, Source
from jcwizard.model.rules import RULES
from jcwizard.model.service import Click, Ending, Field, FieldKind, Service, Step
from jcwizard.model.settings import AUTHENTICATION_LABELS, REMOVED, TEST_ADDRESS

DERIVED = frozenset(
    {
        "service",
        "region",
        "region_name",
        "redirect_name",
        "redirect_url",
        "all_redirect_urls",
        "computed_redirect_url",
        "login_url",
        "display_label",
        "client_authentication",
        "client_authentication_label",
        "needs_refresh",
        "issuer",
        "region_issuer",
        "console_url",
        "host_name",
        "test_address",
        "practice",
    }
)
"""The names that settings.names() works out itself."""


RUNS = ("preflight", "outside", "login")
"""The groups of checks that a step can have."""

PREVIEWS = ("redirect", "login_button")
"""What a form can show of the values being typed."""

HABITS = ("text_booleans", "single_group")
"""JumpCloud's habits that some services stumble over: see `Wanted.copes_with`."""

LEFT = {TEST_ADDRESS: (REMOVED,)}
"""What an ending can leave behind in the setup, and what it says then."""

CLAIMS = ("email",)
"""The pieces of a person's identity that the test login can insist on."""


def shared_fields(source: Source) -> dict[str, Field]:
    """Return the fields that every service has, by id."""
    return _fields(source)


def shared_clicks(source: Source) -> dict[str, Click]:
    """Return the clicks in JumpCloud that steps may name, by id."""
    clicks: dict[str, Click] = {}
    for index, table in enumerate(_list(source, "click")):
        at: Path = ("click", index)
        click = build(Click, table, source, at)
        if click.id in clicks:
            raise source.mistake((*at, "id"), f"the click '{click.id}' is there twice")
        clicks[click.id] = click
    return clicks


def service(source: Source, fields: Mapping[str, Field], clicks: Mapping[str, Click]) -> Service:
    """Return the service that a file describes; raises `Mistake` for anything that is not right."""
    own = {**fields, **_fields(source)}
    steps = tuple(
        _step(table, source, ("step", index), clicks)
        for index, table in enumerate(_list(source, "step"))
    )
    endings = tuple(
        build(Ending, table, source, ("ending", index))
        for index, table in enumerate(_list(source, "ending"))
    )
    given: dict[str, Any] = {"fields": own, "steps": steps, "endings": endings}
    result = build(Service, source.tables, source, (), given)
    _check_names(result, source)
    _check_steps(result, source)
    _check_words(result, source)
    _check_endings(result, source)
    return result


def _fields(source: Source) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for index, table in enumerate(_list(source, "field")):
        at: Path = ("field", index)
        field = build(Field, table, source, at)
        if field.id in fields:
            raise source.mistake((*at, "id"), f"the field '{field.id}' is there twice")
        if field.rule not in RULES:
            hint = did_you_mean(field.rule, RULES)
            raise source.mistake((*at, "rule"), f"unknown rule '{field.rule}'{hint}")
        if (field.kind is FieldKind.CHOICE) != bool(field.options):
            raise source.mistake(at, f"the field '{field.id}' needs options exactly if a choice")
        if field.options and field.default:
            choices = tuple(option.value for option in field.options)
            _one_of(field.default, choices, (*at, "default"), source)
        fields[field.id] = field
    return fields


def _step(table: object, source: Source, at: Path, clicks: Mapping[str, Click]) -> Step:
    given: dict[str, Any] = {}
    if isinstance(table, Mapping):
        tables = table.get("click", [])
        built = [
            build(Click, click, source, (*at, "click", index))
            for index, click in enumerate(tables if isinstance(tables, list) else [])
        ]
        # One of the service's own that is named among the others takes its place there.
        own = {click.id: click for click in built}
        known = {**clicks, **own}
        named = _texts(table.get("clicks", []))
        for name in named:
            if name not in known:
                hint = did_you_mean(name, known)
                raise source.mistake((*at, "clicks"), f"unknown click '{name}'{hint}")
        rest = [click for click in built if click.id not in named]
        given["clicks"] = (*(known[name] for name in named), *rest)
        table = {key: value for key, value in table.items() if key not in ("clicks", "click")}
    return build(Step, table, source, at, given)


def _check_steps(service: Service, source: Source) -> None:
    known = {"client_secret"} | DERIVED
    given: set[str] = {"issuer", "console_url", "test_address", "region"}
    seen: set[str] = set()
    for index, step in enumerate(service.steps):
        at: Path = ("step", index)
        if step.id in seen:
            raise source.mistake((*at, "id"), f"the step '{step.id}' is there twice")
        seen.add(step.id)
        for key in step.fields:
            if key not in service.fields:
                hint = did_you_mean(key, service.fields)
                raise source.mistake((*at, "fields"), f"unknown field '{key}'{hint}")
        for key in (*step.needs, *step.gives):
            if key not in service.fields and key not in known:
                hint = did_you_mean(key, {*service.fields, *known})
                raise source.mistake((*at, "needs"), f"unknown value '{key}'{hint}")
        given |= _always_known(service, given)
        for key in step.needs:
            if key not in given:
                text = f"the step '{step.id}' needs '{key}', which no earlier step gives"
                raise source.mistake((*at, "needs"), text)
        given |= set(step.gives)
    if not service.steps:
        raise source.mistake((), "a service needs at least one [[step]]")


def _check_words(service: Service, source: Source) -> None:
    """Refuse a word that no code knows: it would quietly do nothing."""
    for index, step in enumerate(service.steps):
        at: Path = ("step", index)
        _one_of(step.run, RUNS, (*at, "run"), source)
        _one_of(step.preview, PREVIEWS, (*at, "preview"), source)
        conditions = [step.when, *(click.when for click in step.clicks)]
        for name in (name for when in conditions for name in when):
            _one_of(name, _known_names(service), (*at, "when"), source)
    for index, table in enumerate(_list(source, "field")):
        toggles = table.get("toggles", "") if isinstance(table, Mapping) else ""
        _one_of(toggles, service.fields, ("field", index, "toggles"), source)
    for code, said in service.consequences.items():
        check_sentence(said, source, ("consequences", code))
    for claim in service.wanted.claims:
        _one_of(claim, CLAIMS, ("wanted", "claims"), source)
    for habit in service.wanted.copes_with:
        _one_of(habit, HABITS, ("wanted", "copes_with"), source)
    wanted = service.wanted.client_authentication
    if not placeholders(wanted):
        at = ("wanted", "client_authentication")
        _one_of(wanted, AUTHENTICATION_LABELS, at, source)


def _check_endings(service: Service, source: Source) -> None:
    seen: set[str] = set()
    for index, ending in enumerate(service.endings):
        at: Path = ("ending", index)
        if ending.id in seen:
            raise source.mistake((*at, "id"), f"the ending '{ending.id}' is there twice")
        seen.add(ending.id)
        for key in ending.fields:
            _one_of(key, service.fields, (*at, "fields"), source)
        for key, value in ending.leaves.items():
            _one_of(key, LEFT, (*at, "leaves"), source)
            _one_of(value, LEFT[key], (*at, "leaves"), source)


def _one_of(word: str, known: Iterable[str], at: Path, source: Source) -> None:
    words = tuple(known)
    if word and word not in words:
        raise source.mistake(at, f"unknown {at[-1]} '{word}'{did_you_mean(word, words)}")


def _always_known(service: Service, given: set[str]) -> set[str]:
    """The derived values that are whole as soon as the names in their templates are given."""
    wanted = service.wanted
    pairs = {
        "computed_redirect_url": wanted.redirect_urls,
        "redirect_url": wanted.redirect_urls,
        "login_url": wanted.login_url,
        "display_label": wanted.display_label,
        "client_authentication": wanted.client_authentication,
    }
    option_names = {
        name: field.id
        for field in service.fields.values()
        for option in field.options
        for name in option.values
    }
    return {
        name
        for name, template in pairs.items()
        if all(option_names.get(part, part) in given for part in placeholders(template))
    }


def placeholders(template: str) -> set[str]:
    """Return the names in a template; raises ValueError when its braces do not match."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def check_sentence(text: str, source: Source, at: Path) -> None:
    """Refuse braces and bold marks that do not match: they would be shown as they are."""
    try:
        placeholders(text)
    except ValueError as error:
        wrong = f"the braces of '{at[-1]}' do not match: {error}"
        raise source.mistake(at, wrong) from None
    if text.count("**") % 2:
        raise source.mistake(at, f"the ** of '{at[-1]}' do not match")


def _check_names(service: Service, source: Source) -> None:
    known = _known_names(service)
    for path, text in _templates(source.tables, ()):
        try:
            used = placeholders(text)
        except ValueError as error:
            wrong = f"the braces of '{path[-1]}' do not match: {error}"
            raise source.mistake(path, wrong) from None
        for name in sorted(used - known):
            raise source.mistake(path, f"unknown name '{{{name}}}'{did_you_mean(name, known)}")


def _known_names(service: Service) -> set[str]:
    options = (option for field in service.fields.values() for option in field.options)
    return set(DERIVED) | set(service.fields) | {name for one in options for name in one.values}


def _templates(table: object, at: Path) -> Iterable[tuple[Path, str]]:
    if isinstance(table, Mapping):
        for key, value in table.items():
            yield from _templates(value, (*at, key))
    elif isinstance(table, list):
        for index, value in enumerate(table):
            yield from _templates(value, (*at, index))
    elif isinstance(table, str):
        yield at, table


def _list(source: Source, key: str) -> list[object]:
    value = source.tables.get(key, [])
    if not isinstance(value, list):
        raise source.mistake((key,), f"'{key}' is written as [[{key}]], once for each")
    return value


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
