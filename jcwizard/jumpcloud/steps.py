"""What making and changing an application have in common: the picture, and the reading back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.admin_api import AdminApi, Meanwhile
from jcwizard.jumpcloud.applications import Application
from jcwizard.jumpcloud.plan import Logo
from jcwizard.jumpcloud.record import OWNER, as_read, is_sign_in
from jcwizard.model.changes import Change, ChangeKind
from jcwizard.model.finding import Check, Finding
from jcwizard.net.messages import Upload

DIFFERS = "provision.differs"
NOT_MEMBERS = frozenset({OWNER, "groups", "filename"})
"""What a record holds beside the members that were sent."""


async def upload(
    api: AdminApi, application_id: str, logo: Logo | None, meanwhile: Meanwhile
) -> Finding | None:
    """Give an application its picture in the portal, where there is one."""
    if logo is None:
        return None
    file = Upload("image", logo.filename, logo.content_type, logo.data)
    answer = await api.upload(paths.logo(application_id), file, meanwhile)
    return answer if isinstance(answer, Finding) else None


def as_told(change: Change, now: Application) -> Change:
    """Return the change with what was sent as JumpCloud tells it.

    It may write a value in its own way, and undoing has to recognise what this wizard left.
    """
    sent = [path for path in change.after if path not in NOT_MEMBERS]
    in_sso = change.kind is ChangeKind.SETTINGS
    mixed = change.kind is ChangeKind.CREATED
    general = [path for path in sent if not in_sso and not (mixed and is_sign_in(path))]
    told = {
        **as_read(general, now.general),
        **as_read([path for path in sent if path not in general], now.sso),
    }
    return replace(change, after={**change.after, **told})


def differs(checks: Iterable[Check]) -> Finding | None:
    """Return the finding for settings that were read back and are not as they were written."""
    wrong = list(checks)
    if not wrong:
        return None
    first = wrong[0]
    return Finding(DIFFERS, expected=first.expected, actual=first.actual, evidence=first.evidence)
