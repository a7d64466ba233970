"""How the work on an application ended, and what holds in JumpCloud now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret

if TYPE_CHECKING:
    from jcwizard.jumpcloud.comparing import Look


class Ending(StrEnum):
    """What holds now."""

    DONE = "done"
    """Every step holds; a finding may still say what is worth knowing."""

    UNDONE = "undone"
    """Nothing of it holds: JumpCloud is as it was before."""

    LEFT = "left"
    """Something half-made is there, or may be: the finding says what and where to delete it."""

    PARTLY = "partly"
    """Some of it holds and some does not: the finding names which."""


@dataclass(frozen=True)
class Outcome:
    """How it ended.

    `finding` (`provision.…`) says what holds now; `cause` says what stopped it: the answer of
    JumpCloud, the network, or the file of the record. `application_id` is "" where no whole
    application holds. `void` is True when a client ID and a secret
    were handed over on the way and are worth nothing: their application is gone, or is to be
    deleted. `left` names what is left, for the person. `done` are the ids of the steps that hold.
    `look` is the application read back and compared, None when it was not.
    """

    ending: Ending
    finding: Finding | None = None
    cause: Finding | None = None
    application_id: str = ""
    client_id: str = ""
    secret: Secret | None = None
    void: bool = False
    left: str = ""
    done: tuple[str, ...] = ()
    look: Look | None = None
