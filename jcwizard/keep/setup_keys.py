"""The keys of a setup file: what each one must be, and what is wrong with a value that is not."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from jcwizard.model.finding import Finding
from jcwizard.model.rules import RULES, Ruling
from jcwizard.model.service import Field, FieldKind, Option, Service
from jcwizard.model.settings import REMOVED, TEST_ADDRESS, refused_addresses

VERSION = 1

LISTS = frozenset({"redirect_urls", "scopes"})

ADDRESSES = ("issuer", "admin_api")
"""Keys that send the wizard to another JumpCloud: https anywhere, http on loopback only."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "region": ("us", "eu", "in"),
    "client_authentication": ("client_secret_post", "client_secret_basic"),
    TEST_ADDRESS: (REMOVED,),
}

KEYS = (
    "version",
    "service",
    "region",
    *ADDRESSES,
    "control_plane_url",
    "registration_id",
    "redirect_urls",
    "login_url",
    "paradime_region",
    "display_label",
    "client_id",
    "client_authentication",
    "scopes",
    "login_button_text",
    "organisation",
    TEST_ADDRESS,
)
"""Every key that all services know, in the order in which a file is written."""

_EVERYWHERE = {
    field.id: field
    for field in (
        Field("redirect_urls", "", FieldKind.LIST, "redirect_urls", example="https://acme.example"),
        Field("login_url", "", rule="web_url", example="https://acme.example/login"),
        Field("display_label", "", rule="label", example="Acme"),
        Field("scopes", "", FieldKind.LIST, "scopes", example="openid email profile"),
    )
}
_SECRET_NAME = re.compile(
    r"secret|passw|passphrase|pwd|api_?key|private_?key|token$|credential", re.I
)
_LONGEST_SHOWN = 60


def known_keys(service: Service) -> tuple[str, ...]:
    """Return the keys that a file of this service may hold, in the order of writing."""
    own = [
        f.id for f in service.fields.values() if f.kind not in {FieldKind.FLAG, FieldKind.SECRET}
    ]
    return tuple(dict.fromkeys((*KEYS, *own)))


def field_of(service: Service, key: str) -> Field | None:
    """Return the field whose rule a key's value follows; None for a key that no rule is about."""
    own = service.fields.get(key)
    if own is None and key == "redirect_urls":
        return replace(_EVERYWHERE[key], refusals=refused_addresses(service))
    return own or _EVERYWHERE.get(key)


def is_list(service: Service, key: str) -> bool:
    """Return whether a key's value is a list of texts."""
    field = service.fields.get(key)
    return key in LISTS or (field is not None and field.kind is FieldKind.LIST)


def text_of(service: Service, key: str, value: object) -> str | Finding:
    """Return a value as Setup keeps it (a list is one entry a line), or what is wrong with it."""
    if is_list(service, key):
        return _lines(key, value)
    if not isinstance(value, str):
        return _wrong("setup_file.not_text", key)
    if not value:
        return value
    choices = choices_of(service, key)
    if choices and value not in choices:
        return bad_choice(key, value, choices)
    if key in ADDRESSES and not address(value).ok:
        return _wrong("setup_file.bad_address", key)
    return value


def address(value: str) -> Ruling:
    """Return the ruling on `issuer` and `admin_api`."""
    return RULES["issuer_url"](value)


def choices_of(service: Service, key: str) -> tuple[str, ...]:
    """Return the words that a key may have, () when it is free."""
    field = service.fields.get(key)
    options: tuple[Option, ...] = field.options if field is not None else ()
    return tuple(option.value for option in options) or CHOICES.get(key, ())


def bad_choice(key: str, found: str, choices: Iterable[str]) -> Finding:
    """Return the finding for a word that is none of the choices, with the nearest right one."""
    words = tuple(choices)
    by_small_letters = {word.lower(): word for word in words}
    near = difflib.get_close_matches(found.lower().strip(), by_small_letters, n=1, cutoff=0.5)
    shown = found if len(found) <= _LONGEST_SHOWN else f"{found[:_LONGEST_SHOWN]}…"
    expected = ", ".join(words)
    nearest = by_small_letters[near[0]] if near else ""
    code = "setup_file.bad_value" if key != "service" else "setup_file.unknown_service"
    values = {"key": key, "expected": expected, "found": shown, "nearest": nearest or expected}
    return Finding(code, expected=nearest or expected, actual=shown, values=values)


def secret_names(key: str, value: object) -> tuple[str, ...]:
    """Return the names, here and below, under which nobody writes anything but a secret."""
    found: tuple[str, ...] = (key,) if _SECRET_NAME.search(key) else ()
    if isinstance(value, dict):
        for name, part in value.items():
            found += tuple(f"{key}.{below}" for below in secret_names(name, part))
    if isinstance(value, list):
        for part in value:
            found += secret_names(key, part) if not found else ()
    return found


def _lines(key: str, value: object) -> str | Finding:
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        return _wrong("setup_file.not_list", key)
    if any(not entry.strip() or len(entry.splitlines()) > 1 for entry in value):
        return _wrong("setup_file.not_list", key)
    return "\n".join(value)


def _wrong(code: str, key: str) -> Finding:
    return Finding(code, values={"key": key})
