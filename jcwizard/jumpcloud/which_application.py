"""Which of an organisation's applications a setup is about, and how it compares: as checks.

For a check without a window, where nobody can be asked to choose. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jcwizard.jumpcloud.access import ApiKey, Organisation, other_places, place_of
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.jumpcloud.applications import Match, find, list_applications
from jcwizard.jumpcloud.comparing import look
from jcwizard.jumpcloud.comparison import checks
from jcwizard.jumpcloud.plain import shown
from jcwizard.jumpcloud.sign_in import sign_in
from jcwizard.jumpcloud.wanted import wanted_application
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.model.service import Service
from jcwizard.model.settings import Settings, settings
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.net.client import Client

APPLICATION = "application"
"""The one check that stands for all when the application could not be looked at."""

_MOST_NAMED = 5


@dataclass(frozen=True)
class ApplicationChecks:
    """The checks of the comparison, and the application's Client ID, "" where it is not known."""

    checks: tuple[Check, ...]
    client_id: str = ""


async def compare_as_checks(
    client: Client,
    service: Service,
    setup: Setup,
    around: Surroundings,
    key: Secret,
    on_wait: Callable[[float], None],
) -> ApplicationChecks:
    """Return how JumpCloud's application compares with what the setup needs.

    When it could not be looked at, whatever the reason, that is one check `application` which could
    not tell: a key that JumpCloud refuses says nothing about the setup. `on_wait` gets the seconds
    that JumpCloud asks to wait for.
    """
    api = await _enter(client, setup, around, key, on_wait)
    if isinstance(api, Finding):
        return _could_not_tell(api)
    chosen = await _choose(api, settings(service, setup, around))
    if isinstance(chosen, Finding):
        return _could_not_tell(chosen)
    found = await look(api, wanted_application(service, setup, around), chosen.listed.id)
    if isinstance(found, Finding):
        return _could_not_tell(found)
    return ApplicationChecks(checks(found.rows), found.application.client_id or "")


def _could_not_tell(finding: Finding) -> ApplicationChecks:
    return ApplicationChecks((Check.of(APPLICATION, Status.UNKNOWN, finding),))


async def _enter(
    client: Client,
    setup: Setup,
    around: Surroundings,
    key: Secret,
    on_wait: Callable[[float], None],
) -> AdminApi | Finding:
    """Sign in; of several organisations the one that the setup names is entered."""
    others = other_places(setup, around)
    entered = await sign_in(client, place_of(setup, around), others, ApiKey(key), on_wait)
    if isinstance(entered, Finding) or len(entered.organisations) < 2:
        return entered if isinstance(entered, Finding) else entered.api
    wanted = setup.values.get("organisation", "").strip()
    named = [one for one in entered.organisations if one.name.strip() == wanted]
    if len(named) == 1:
        return entered.api.within(named[0].id)
    return _which_organisation(wanted, entered.organisations)


def _which_organisation(wanted: str, found: Sequence[Organisation]) -> Finding:
    names = _named([one.name for one in found])
    code = "which_application.organisation" if wanted else "which_application.organisation_unsaid"
    return Finding(code, wanted, names, {"organisation": wanted, "organisations": names})


async def _choose(api: AdminApi, now: Settings) -> Match | Finding:
    """Return the application with the setup's Client ID; before there is one, the one that fits."""
    listed = await list_applications(api, _nobody)
    if isinstance(listed, Finding):
        return listed
    looked = (0, 0)

    def progress(done: int, of: int) -> None:
        nonlocal looked
        looked = done, of

    # With a Client ID only that counts: another application of the same address must not end it.
    urls = () if now.client_id else now.redirect_urls
    matches = await find(api, listed, now.display_label, urls, now.client_id, progress)
    if isinstance(matches, Finding):
        return matches
    if now.client_id:
        named = [match for match in matches if "client_id" in match.why]
    else:
        both = [match for match in matches if {"label", "redirect_uri"} <= match.why]
        named = both or list(matches)
    if len(named) == 1:
        return named[0]
    return _which(now, [match.listed.title for match in named], looked)


def _which(now: Settings, found: Sequence[str], looked: tuple[int, int]) -> Finding:
    """Say why it is not clear which; `looked` is how many applications were opened, and of all."""
    done, of = looked
    values = {"label": now.display_label, "client_id": now.client_id, "found": _named(found)}
    if found:
        return Finding("which_application.several", now.display_label, values["found"], values)
    if done < of:
        values |= {"looked": str(done), "all": str(of)}
        return Finding("which_application.not_all", now.client_id or now.display_label, "", values)
    if now.client_id:
        return Finding("which_application.other_client_id", now.client_id, "", values)
    return Finding("which_application.none", now.display_label, "", values)


def _named(names: Sequence[str]) -> str:
    rest = len(names) - _MOST_NAMED
    return ", ".join(map(shown, names[:_MOST_NAMED])) + (f" + {rest}" if rest > 0 else "")


def _nobody(*_: object) -> None:
    """Show progress to nobody."""
