"""Settings: what the entered values amount to, and fingerprints of what was tested with them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from jcwizard.model.rules import Ruling, host_of, judge
from jcwizard.model.service import (
    Condition,
    CopyValue,
    Ending,
    Field,
    FieldKind,
    Refusal,
    Service,
    Step,
)
from jcwizard.model.setup import Setup, Surroundings

REFRESH_SCOPE = "offline_access"  # OIDC Core 11: asks for a refresh token

AUTHENTICATION_LABELS = {
    "client_secret_post": "Client Secret Post",
    "client_secret_basic": "Client Secret Basic",
}

TEST_ADDRESS = "test_address"
REMOVED = "removed"
"""What a setup says of its test address once the person has taken it out of JumpCloud again."""

_SHOWN = Field(
    id="redirect_urls",
    label="Redirect URL",
    kind=FieldKind.LIST,
    rule="redirect_urls",
    optional=True,
)


@dataclass(frozen=True)
class Settings:
    """What the JumpCloud application must be for this setup; "" or () where it is not known yet."""

    service_name: str
    issuer: str
    region: str
    client_id: str
    client_authentication: str
    redirect_urls: tuple[str, ...]
    computed_redirect_urls: tuple[str, ...]
    login_url: str
    display_label: str
    scopes: tuple[str, ...]
    needs_refresh: bool
    claims: tuple[str, ...]
    test_address: str


def ruling(service: Service, setup: Setup, key: str) -> Ruling:
    """Return the ruling on a field's text as it stands, its default taken where none was typed."""
    field = service.fields[key]
    return judge(field, setup.values.get(key, field.default))


def accepted(service: Service, setup: Setup, key: str) -> str:
    """Return the value of a key as it will be used, "" when it is missing or refused."""
    if key in service.fields:
        return ruling(service, setup, key).value
    return setup.values.get(key, "").strip()


def names(service: Service, setup: Setup, around: Surroundings) -> dict[str, str]:
    """Return every name that templates may use, with its value ("" while unknown)."""
    found: dict[str, str] = {"region": setup.values.get("region", "")}
    for key in (*setup.values, *service.fields):
        found[key] = accepted(service, setup, key)
    for field in service.fields.values():
        for option in field.options:
            chosen = option.value == found[field.id]
            for name, value in option.values.items():
                if chosen:
                    found[name] = value
                else:
                    found.setdefault(name, "")
    found |= _places(found, around)
    settings = _settings(service, setup, found, around)
    found |= {
        "service": settings.service_name,
        "redirect_name": service.redirect_name,
        "redirect_url": settings.redirect_urls[0] if settings.redirect_urls else "",
        "all_redirect_urls": "\n".join(settings.redirect_urls),
        "computed_redirect_url": (settings.computed_redirect_urls or ("",))[0],
        "login_url": settings.login_url,
        "display_label": settings.display_label,
        "client_authentication": settings.client_authentication,
        "client_authentication_label": AUTHENTICATION_LABELS.get(
            settings.client_authentication, settings.client_authentication
        ),
        "needs_refresh": "yes" if settings.needs_refresh else "no",
        "issuer": settings.issuer,
        "test_address": around.test_address,
        "host_name": _host_name(found),
        "secret_stamp": str(setup.secret_stamp),
        "practice": "yes" if around.practice else "no",
    }
    return found


def _host_name(found: Mapping[str, str]) -> str:
    """Return the first label of the service's own host as a name: `Acme` of acme.console.…"""
    labels = host_of(found.get("control_plane_url", "")).split(".")
    own = len(labels) > 2 and labels[0].isalpha() and labels[0] not in {"www", "app", "console"}
    return labels[0].capitalize() if own else ""


def _places(found: Mapping[str, str], around: Surroundings) -> dict[str, str]:
    region = around.regions.get(found["region"], {})
    return {
        "console_url": region.get("console_url", ""),
        "region_name": region.get("name", ""),
        "region_issuer": region.get("issuer", ""),
    }


def settings(service: Service, setup: Setup, around: Surroundings) -> Settings:
    """Return what the entered values amount to."""
    return _settings(service, setup, names(service, setup, around), around)


def _settings(
    service: Service, setup: Setup, found: Mapping[str, str], around: Surroundings
) -> Settings:
    wanted = service.wanted
    computed = tuple(fill(wanted.redirect_urls, found).split())
    scopes = tuple((setup.values.get("scopes", "") or fill(wanted.scopes, found)).split())
    return Settings(
        service_name=fill(service.name, found) or service.card,
        issuer=setup.values.get("issuer", "").strip() or found.get("region_issuer", ""),
        region=found["region"],
        client_id=found.get("client_id", ""),
        client_authentication=setup.values.get("client_authentication", "")
        or fill(wanted.client_authentication, found),
        redirect_urls=_shown(service, setup, computed) or computed,
        computed_redirect_urls=computed,
        login_url=setup.values.get("login_url", "").strip() or fill(wanted.login_url, found),
        display_label=accepted(service, setup, "display_label")
        or fill(wanted.display_label, found),
        scopes=scopes,
        needs_refresh=REFRESH_SCOPE in scopes,
        claims=wanted.claims,
        test_address=around.test_address,
    )


def _shown(service: Service, setup: Setup, computed: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the service itself showed, while it was shown for the values of today.

    The tick `redirect_urls` holds `shown_fingerprint` as it was then; a setup file that a person
    wrote has none, and then its `redirect_urls` win. A refused text is kept, but never used.
    """
    if "redirect_urls" in service.fields:
        return tuple(ruling(service, setup, "redirect_urls").value.split())
    tick, text = setup.ticks.get("redirect_urls"), setup.values.get("redirect_urls", "")
    if tick is None:
        from_file = replace(_SHOWN, refusals=refused_addresses(service))
        return tuple(judge(from_file, text).value.split())
    return (
        tuple(shown_ruling(service, text).value.split())
        if tick == shown_fingerprint(computed)
        else ()
    )


def refused_addresses(service: Service) -> tuple[Refusal, ...]:
    """Return the addresses that a field of the service refuses by name: none is a redirect URL."""
    refusals = (refusal for field in service.fields.values() for refusal in field.refusals)
    return tuple(one for one in refusals if any(not host.startswith("?") for host in one.hosts))


def shown_ruling(service: Service, text: str) -> Ruling:
    """Return the ruling on a redirect URL that was copied from the service; "" is fine.

    An address that a field of the service refuses by name is no redirect URL either.
    """
    return judge(replace(_SHOWN, refusals=refused_addresses(service)), text)


def shown_fingerprint(computed: tuple[str, ...]) -> str:
    """Return what a copied redirect URL belongs to: the redirect URLs worked out at that time."""
    return digest(list(computed))


def other_issuers(around: Surroundings, region: str) -> tuple[tuple[str, str], ...]:
    """Return (region, issuer) of every other region, so that a wrong one can be named."""
    return tuple(
        (other, places.get("issuer", ""))
        for other, places in around.regions.items()
        if other != region
    )


def fill(template: str, found: Mapping[str, str]) -> str:
    """Return the template with its names filled, "" when one of them is unknown or empty.

    An address with a hole in it must never be shown or copied.
    """
    missing = _Missing(found)
    text = template.format_map(missing)
    return "" if missing.hole else text


class _Missing(dict[str, str]):
    hole = False

    def __missing__(self, key: str) -> str:
        self.hole = True
        return ""

    def __getitem__(self, key: str) -> str:
        value = super().__getitem__(key)
        if not value:
            self.hole = True
        return value


def holds(when: Condition, found: Mapping[str, str]) -> bool:
    """Return whether a part with this condition is shown."""
    return all(found.get(name, "") == value for name, value in when.items())


def is_left(ending: Ending, setup: Setup) -> bool:
    """Return whether the setup has every value that an ending leaves; False where it leaves none.

    A setup file carries the values, and not the person's ticks.
    """
    leaves = ending.leaves
    return bool(leaves) and all(setup.values.get(key) == value for key, value in leaves.items())


def shown_fields(service: Service, step: Step) -> tuple[Field, ...]:
    """Return the fields of a step, in order."""
    return tuple(service.fields[key] for key in step.fields)


def filled(values: tuple[CopyValue, ...], found: Mapping[str, str]) -> tuple[CopyValue, ...]:
    """Return the values to copy with their templates filled; one that is unknown is ""."""
    return tuple(
        CopyValue(
            fill(value.label, found) or value.label,
            "" if value.secret else fill(value.value, found),
            value.secret,
        )
        for value in values
    )


def digest(parts: object) -> str:
    """Return a short fingerprint of plain values; equal values give equal fingerprints."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def fingerprint(group: str, service: Service, setup: Setup, around: Surroundings) -> str:
    """Return what the result of a group of checks belongs to; it changes when a value does.

    The secret takes part by its stamp, a counter, never by itself.
    """
    s = settings(service, setup, around)
    if group == "outside" and service.outside is not None:
        found, asked = names(service, setup, around), service.outside
        templates = (asked.base_url, asked.registration_id, asked.button_text)
        entry = [fill(template, found) for template in templates]
        return digest([service.id, s.issuer, s.client_id, list(s.redirect_urls), entry])
    if group == "application":
        look = [s.display_label, s.login_url, s.client_authentication, list(s.scopes)]
        place = [s.issuer, setup.values.get("admin_api", ""), setup.application_id]
        return digest([service.id, place, look, [*s.redirect_urls, s.test_address]])
    who = [s.issuer, s.client_id, setup.secret_stamp, s.client_authentication, list(s.scopes)]
    # The test address is asked about before a login, and only carries the login itself.
    test_address = [s.test_address] if group == "preflight" else []
    return digest([service.id, who, [*s.redirect_urls, *test_address]])
