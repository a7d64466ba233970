"""Works out what to send to JumpCloud so that the ticked settings become what is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Members = Mapping[str, object]
"""Members of one of JumpCloud's objects by their path (`displayLabel`, `oidc.redirectUris`)."""


@dataclass(frozen=True)
class Line:
    """One change in plain words: `before` is what goes, `after` what comes, "" for nothing.

    `setting` is one of `comparison.SETTINGS`; the name of it is the sentence `setting.<setting>`.
    """

    setting: str
    before: str
    after: str


@dataclass(frozen=True)
class Repair:
    """The bodies to send, None where nothing is to be sent, and what they change.

    `general` is the whole body of `PUT /applications/{id}`, `sso` that of `PUT …/sso`. Send
    `general` first: it carries what was read of the sign-in settings, `sso` has the last word.
    The four records hold the members that differ; one that is missing in `…_before` was not there.
    """

    general: Mapping[str, object] | None = None
    sso: Mapping[str, object] | None = None
    lines: tuple[Line, ...] = ()
    general_before: Members = field(default_factory=dict)
    general_after: Members = field(default_factory=dict)
    sso_before: Members = field(default_factory=dict)
    sso_after: Members = field(default_factory=dict)
