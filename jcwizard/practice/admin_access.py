"""Who calls the pretend Admin API, in which region and organisation (jumpcloud.md 3.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jcwizard.practice.admin_keys import AdminKeys, Kind
from jcwizard.practice.admin_refusals import (
    AdminRefusalError,
    api_disabled,
    blocked,
    key_expired,
    key_missing,
    key_unknown,
    not_found,
    organisation_malformed,
    organisation_missing,
    read_only,
)
from jcwizard.practice.groups import ACME, ORGANISATIONS, Organisation
from jcwizard.practice.messages import Request

OTHER_REGION = "in"
"""Where the keys of another region are at home."""

_REFUSALS: Mapping[Kind, Callable[[], AdminRefusalError]] = {
    "expired": key_expired,
    "blocked": blocked,
    "disabled": api_disabled,
}


@dataclass(frozen=True)
class Caller:
    """Someone with a good key: which organisations it is for, and whether it may change them."""

    organisations: tuple[Organisation, ...]
    read_only: bool = False

    def organisation(self, wanted: str) -> str:
        """Return the id of the organisation that the call is about. Raises AdminRefusalError.

        `wanted` is what x-org-id says, "" for nothing. That it is checked also where it is not
        needed, and with which status another's organisation is answered, follows JumpCloud's
        published list of statuses.
        """
        if not wanted:
            if len(self.organisations) > 1:
                raise organisation_missing()
            return self.organisations[0].id
        if not re.fullmatch(r"[0-9a-f]{24}", wanted):
            raise organisation_malformed()
        if all(wanted != one.id for one in ORGANISATIONS):
            raise not_found()
        if all(wanted != one.id for one in self.organisations):
            raise organisation_malformed()
        return wanted

    def may(self, method: str) -> None:
        """Refuse a change to someone who may only read. Raises AdminRefusalError."""
        if self.read_only and method != "GET":
            raise read_only()


def caller_of(request: Request, keys: AdminKeys, region: str, *, moved: bool) -> Caller:
    """Return who calls. Raises AdminRefusalError.

    `region` is the one whose address was used, "" for an address of every region; `moved` says
    that the whole organisation is in another region than people believe.
    """
    elsewhere = region not in ("", OTHER_REGION)
    scheme, _, token = request.header("authorization").partition(" ")
    if scheme.lower() == "bearer":
        if not keys.knows_token(token) or (moved and elsewhere):
            raise key_missing()
        return Caller((ACME,))
    key = request.header("x-api-key")
    if not key:
        raise key_missing()
    kind = keys.kind_of(key)
    if kind is None or ((moved or kind == "other_region") and elsewhere):
        raise key_unknown()
    if refused := _REFUSALS.get(kind):
        raise refused()
    organisations = ORGANISATIONS if kind == "several" else (ACME,)
    return Caller(organisations, read_only=kind == "read_only")
