"""Enters the Admin API: is the key taken, in which region, and for which organisations."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.access import Credential, Organisation, Place
from jcwizard.jumpcloud.admin_answers import (
    FORBIDDEN,
    KEY_UNKNOWN,
    ORGANISATION_NEEDED,
    SERVICE_ACCOUNT_REFUSED,
)
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.jumpcloud.patience import OnWait, nobody
from jcwizard.model.finding import Finding
from jcwizard.net.client import Client

OTHER_REGION = "admin.other_region"
# An organisation's id goes along in a header.
_SENDABLE = re.compile(r"[\x21-\x7e]{1,200}")
_ONE = (("limit", "1"), ("skip", "0"), ("sort", "_id"))
# These too are said only to somebody whom JumpCloud knows there.
_KNOWN_THERE = frozenset({ORGANISATION_NEEDED, FORBIDDEN})


@dataclass(frozen=True)
class Entered:
    """A key that was taken, and the organisations that it opens.

    With one organisation `api` is ready, and names it only where JumpCloud insists. With several,
    choose one and go on with `api.within(its id)`. The only one has no id and no name where the key
    may not list them.
    """

    api: AdminApi
    organisations: tuple[Organisation, ...]


async def sign_in(
    client: Client,
    place: Place,
    others: Sequence[Place],
    credential: Credential,
    on_wait: OnWait = nobody,
) -> Entered | Finding:
    """Return what the key opens at `place`, or why it opens nothing; nothing is changed.

    A key that is not known there is tried in `others`, the other regions, to name the right one;
    never when the setup chose the address, for then the key would go further than was meant.
    """
    api = AdminApi(client, place, credential, on_wait=on_wait)
    organisations = await _organisations(api)
    if not isinstance(organisations, Finding):
        return await _entered(api, organisations)
    if organisations.code not in {KEY_UNKNOWN, SERVICE_ACCOUNT_REFUSED}:
        return organisations
    regions = others if place.own else ()
    elsewhere = (_is_known(client, other, credential) for other in regions)
    for other, known in zip(regions, await asyncio.gather(*elsewhere), strict=True):
        if known:
            return _other_region(organisations, place, other)
    return organisations


async def _organisations(api: AdminApi) -> tuple[Organisation, ...] | Finding:
    """Return the organisations; none where the key may not list them."""
    listed = await api.pages(
        paths.ORGANISATIONS,
        (),
        lambda _entries, _total: None,
        v1=True,
        is_entry=lambda entry: _organisation(entry) is not None,
    )
    if isinstance(listed, Finding):
        return () if listed.code == FORBIDDEN else listed
    return tuple(found for entry in listed if (found := _organisation(entry)))


async def _entered(api: AdminApi, organisations: tuple[Organisation, ...]) -> Entered | Finding:
    """Try the key on the applications, unless a choice comes first.

    An administrator of several organisations who has but one today still has to name it.
    """
    if len(organisations) > 1:
        return Entered(api, organisations)
    tried = await api.get(paths.APPLICATIONS, _ONE)
    only = organisations[0] if organisations else Organisation("", "")
    if isinstance(tried, Finding) and tried.code == ORGANISATION_NEEDED and only.id:
        api = api.within(only.id)
        tried = await api.get(paths.APPLICATIONS, _ONE)
    return tried if isinstance(tried, Finding) else Entered(api.belonging_to(only.id), (only,))


async def _is_known(client: Client, place: Place, credential: Credential) -> bool:
    answer = await AdminApi(client, place, credential).get(paths.ORGANISATIONS, _ONE)
    return answer.code in _KNOWN_THERE if isinstance(answer, Finding) else True


def _other_region(refused: Finding, chosen: Place, found: Place) -> Finding:
    values = {**refused.values, "region": found.name, "chosen": chosen.name}
    return Finding(
        OTHER_REGION,
        expected=found.name,
        actual=chosen.name,
        values=values,
        evidence=refused.evidence,
    )


def _organisation(entry: Mapping[str, object]) -> Organisation | None:
    found = entry.get("_id") or entry.get("id")
    name = entry.get("displayName") or entry.get("name")
    if not isinstance(found, str) or not _SENDABLE.fullmatch(found):
        return None
    return Organisation(found, name if isinstance(name, str) else found)
