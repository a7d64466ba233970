"""Lists the organisation's applications, reads one whole, and finds the one that is wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.admin_answers import (
    APPLICATION_GONE,
    NOT_OIDC,
    Answer,
    is_not_oidc,
    message_of,
    strange,
)
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.jumpcloud.application import DYNAMIC_CLAIMS, KNOWN_MEMBERS, Application, Claim
from jcwizard.model.finding import Finding

__all__ = [
    "DYNAMIC_CLAIMS",
    "KNOWN_MEMBERS",
    "MOST_READ",
    "Application",
    "Claim",
    "Listed",
    "Match",
    "find",
    "list_applications",
    "read_application",
]

MOST_READ = 200
"""Applications that are opened to find one: JumpCloud blocks addresses for "suspected abuse"."""

_AT_ONCE = 4
_OIDC = "oidc"
_BEST = ("client_id", "redirect_uri", "label")


@dataclass(frozen=True)
class Listed:
    """One row of the list of applications, of whichever kind.

    `label` is "" when the console was given none; `kind` is "oidc", "saml", … or "" when the row
    does not say.
    """

    id: str
    label: str
    name: str
    kind: str
    active: bool | None
    raw: Mapping[str, object] = field(repr=False)

    @property
    def title(self) -> str:
        """Return the label, or what identifies an application that has none."""
        return self.label or f"{self.name} …{self.id[-6:]}".strip()


@dataclass(frozen=True)
class Match:
    """An application that may be the wanted one, and why: label, redirect_uri, client_id.

    `application.general` is the row of the list here; read the application before changing it.
    """

    listed: Listed
    why: frozenset[str]
    application: Application | None


async def list_applications(
    api: AdminApi, on_page: Callable[[tuple[Listed, ...], int | None], None]
) -> tuple[Listed, ...] | Finding:
    """Return all applications, of every kind; `on_page(rows, total or None)` is told each page."""

    def tell(entries: Sequence[Mapping[str, object]], total: int | None) -> None:
        on_page(tuple(row for entry in entries if (row := _listed(entry))), total)

    found = await api.pages(
        paths.APPLICATIONS, (), tell, v1=True, is_entry=lambda entry: _listed(entry) is not None
    )
    if isinstance(found, Finding):
        return found
    return tuple(row for entry in found if (row := _listed(entry)))


async def read_application(api: AdminApi, application_id: str) -> Application | Finding:
    """Return an application whole, or why it is none that people sign in to with OpenID Connect.

    `admin.application_gone` when there is none of this id, `admin.not_oidc` for another standard.
    """
    general, sso = await asyncio.gather(
        api.get(paths.application(application_id), also={404}),
        api.get(paths.sso(application_id), also={404}),
    )
    if isinstance(general, Finding):
        return general
    if general.status == 404:
        return _finding(APPLICATION_GONE, api, general)
    shell = general.value
    if not isinstance(shell, dict) or not shell:
        return strange(api.place, general.evidence)
    read = _with_settings(api, application_id, shell, sso)
    if isinstance(read, Finding):
        return read
    return Application(read.id, read.general, read.sso, (*general.evidence, *read.evidence))


async def find(
    api: AdminApi,
    listed: Sequence[Listed],
    wanted_label: str,
    redirect_uris: Collection[str],
    client_id: str,
    on_progress: Callable[[int, int], None],
) -> tuple[Match, ...] | Finding:
    """Return the applications that may be the wanted one, the best first.

    The list tells the labels; Client ID and redirect URIs stand in each application's settings.
    Those of the wanted label and those without one are opened first, the others, newest first, only
    when none of these has the Client ID or a redirect URI, and at most `MOST_READ` in all.
    `on_progress(done, of)` counts the applications; its last `done` is smaller when not all that
    could be the wanted one were opened and none was found.
    """
    looking = _Looking(api, wanted_label, frozenset(redirect_uris), client_id, on_progress)
    rows = [row for row in listed if row.kind in {_OIDC, ""}]
    alike = [row for row in rows if row.label and _same(row.label, wanted_label)]
    first = [*alike, *(row for row in rows if not row.label)]
    chosen = {row.id for row in first}
    rest = sorted((row for row in rows if row.id not in chosen), key=lambda row: row.id)
    for some in (first, rest[::-1]):
        trouble = await looking.through(some, len(rows))
        if trouble is not None:
            return trouble
        if looking.is_found:
            break
    return looking.matches()


class _Looking:
    """Opens applications, a few at a time, and keeps those that fit."""

    def __init__(
        self,
        api: AdminApi,
        label: str,
        redirect_uris: frozenset[str],
        client_id: str,
        on_progress: Callable[[int, int], None],
    ) -> None:
        self._api = api
        self._label = label
        self._redirect_uris = redirect_uris
        self._client_id = client_id
        self._on_progress = on_progress
        self._matches: list[Match] = []
        self._trouble: list[Finding] = []
        self._strange: list[Finding] = []
        self._opened = self._done = 0

    @property
    def is_found(self) -> bool:
        """Return whether one fits by more than its label, or by it where nothing more is known."""
        more = self._redirect_uris or self._client_id
        return any(match.why - {"label"} or not more for match in self._matches)

    def matches(self) -> tuple[Match, ...]:
        """Return what fits: by Client ID, then by a redirect URI, then by label alone."""
        ranks = {match.listed.id: _rank(match) for match in self._matches}
        return tuple(sorted(self._matches, key=lambda match: ranks[match.listed.id]))

    async def through(self, rows: Sequence[Listed], of: int) -> Finding | None:
        """Open these, as many as are still allowed; returns what prevents it."""
        self._on_progress(self._done, of)
        waiting = iter(rows[: MOST_READ - self._done])
        async with asyncio.TaskGroup() as group:
            for _one in range(_AT_ONCE):
                group.create_task(self._open(waiting, of))
        if not self._trouble and not self._opened:
            # One odd application is nobody's trouble; where all are odd, nothing can be said.
            return self._strange[0] if self._strange else None
        return self._trouble[0] if self._trouble else None

    async def _open(self, waiting: Iterator[Listed], of: int) -> None:
        for row in waiting:
            sso = await self._api.get(paths.sso(row.id), also={404})
            read = _with_settings(self._api, row.id, row.raw, sso)
            if isinstance(sso, Finding):
                self._trouble.append(sso)
            if self._trouble:
                return
            if isinstance(read, Application):
                self._opened += 1
                self._judge(row, read)
            elif read.code != NOT_OIDC:
                self._strange.append(read)
            self._done += 1
            self._on_progress(self._done, of)

    def _judge(self, row: Listed, read: Application) -> None:
        fits = {
            "client_id": bool(self._client_id) and read.client_id == self._client_id,
            "redirect_uri": not self._redirect_uris.isdisjoint(read.redirect_uris or ()),
            "label": bool(self._label) and _same(row.label, self._label),
        }
        why = frozenset(name for name, it_does in fits.items() if it_does)
        if why:
            self._matches.append(Match(row, why, read))


def _with_settings(
    api: AdminApi, application_id: str, general: Mapping[str, object], sso: Answer | Finding
) -> Application | Finding:
    """Put the two answers together, or say why this is not one to be compared."""
    if isinstance(sso, Finding):
        return sso
    if sso.status == 404:
        other = is_not_oidc(sso) or _kind(general) not in {_OIDC, ""}
        return _finding(NOT_OIDC, api, sso) if other else strange(api.place, sso.evidence)
    settings = sso.value
    if isinstance(settings, dict) and isinstance(settings.get("oidc"), dict):
        return Application(application_id, general, settings, sso.evidence)
    kind = settings.get("type") if isinstance(settings, dict) else None
    if isinstance(kind, str) and kind and kind != _OIDC:
        return _finding(NOT_OIDC, api, sso)
    return strange(api.place, sso.evidence)


def _finding(code: str, api: AdminApi, answer: Answer) -> Finding:
    number = f"HTTP {answer.status}"
    said = message_of(answer.value)
    values = {
        "host": api.place.host,
        "region": api.place.name,
        "status": str(answer.status),
        "said": said or number,
    }
    actual = f"{number}: {said}" if said else number
    return Finding(code, actual=actual, values=values, evidence=answer.evidence)


def _listed(entry: Mapping[str, object]) -> Listed | None:
    """Return a row of the list; None for one that cannot be told from others."""
    found = entry.get("_id") or entry.get("id")
    if not isinstance(found, str):
        return None
    active = entry.get("active")
    return Listed(
        found,
        _text(entry, "displayLabel"),
        _text(entry, "displayName") or _text(entry, "name"),
        _kind(entry),
        active if isinstance(active, bool) else None,
        entry,
    )


def _kind(general: Mapping[str, object]) -> str:
    """Return by which standard people sign in; the sort of template tells it where `sso` does not.

    JumpCloud's own template for an application of the console is called `oidc`.
    """
    sso = general.get("sso")
    kind = _text(sso, "type") if isinstance(sso, Mapping) else ""
    return kind.lower() or (_OIDC if _text(general, "name").lower() == _OIDC else "")


def _text(members: Mapping[str, object], name: str) -> str:
    found = members.get(name)
    return found.strip() if isinstance(found, str) else ""


def _same(label: str, wanted: str) -> bool:
    """Return whether two labels are the same to a person."""
    return " ".join(label.split()).casefold() == " ".join(wanted.split()).casefold()


def _rank(match: Match) -> tuple[int, int, str]:
    best = min(_BEST.index(why) for why in match.why)
    return best, -len(match.why), match.listed.title
