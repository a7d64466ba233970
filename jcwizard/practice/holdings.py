"""Everything that the pretend JumpCloud and Facets hold together."""

from __future__ import annotations

from dataclasses import dataclass

from jcwizard.practice.admin_faults import AdminLog
from jcwizard.practice.admin_keys import AdminKeys
from jcwizard.practice.applications import Applications
from jcwizard.practice.groups import Groups
from jcwizard.practice.integrations import Integrations


@dataclass(frozen=True)
class Holdings:
    """One of each: the portal, the Admin API and the issuer work on the same things."""

    applications: Applications
    integrations: Integrations
    groups: Groups
    keys: AdminKeys
    log: AdminLog
