"""A service as data: its fields, its steps, what its JumpCloud application must be, how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Condition = Mapping[str, str]
"""Names and the values they must have (`{"needs_refresh": "yes"}`) for a part to be shown."""


class FieldKind(StrEnum):
    """How a field is entered."""

    TEXT = "text"
    LIST = "list"
    CHOICE = "choice"
    FLAG = "flag"
    SECRET = "secret"  # noqa: S105 - the name of a kind, not a secret


class PageKind(StrEnum):
    """Which page of the window carries out a step."""

    START = "start"
    FORM = "form"
    COMPARE = "compare"
    APPLICATION = "application"
    CREDENTIALS = "credentials"
    HAND_IN = "hand_in"
    TEST = "test"


@dataclass(frozen=True)
class Option:
    """One choice of a field.

    `hosts` are the addresses by which a pasted one is recognised; `values` join the names that
    templates may use while this option is chosen.
    """

    value: str
    label: str
    hosts: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Refusal:
    """Addresses that people paste by mistake, and the sentence that says so."""

    hosts: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Field:
    """One thing a person enters; `id` is its key in a setup file.

    A flag has no key of its own: it puts `word` into the list field `toggles`, or takes it out.
    """

    id: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    rule: str = "text"
    help: str = ""
    example: str = ""
    default: str = ""
    suggestion: str = ""
    optional: bool = False
    options: tuple[Option, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    toggles: str = ""
    word: str = ""


@dataclass(frozen=True)
class CopyValue:
    """A value to carry over, with the label that the other product gives it.

    `value` is a template; of a secret one it is the key (`client_secret`), for the value is never
    put into a text.
    """

    label: str
    value: str
    secret: bool = False


@dataclass(frozen=True)
class Click:
    """One instruction on the other product's screen.

    `text` marks labels with `**`; `values` are templates; `opens` is the template of the page to
    open, `opens_label` the words of its link where it is not the console; `note` is the sentence
    for the rare case (alternative menu names, where to look else).
    """

    id: str
    title: str
    text: str
    picture: str = ""
    values: tuple[CopyValue, ...] = ()
    opens: str = ""
    opens_label: str = ""
    note: str = ""
    when: Condition = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One page of the wizard.

    `needs` and `gives` name the values that the step uses and those it leaves behind. `run` is the
    group of checks that belongs to it, `confirm` says that the person must say it is done.
    An optional run proves more than the person's word but is not waited for.
    """

    id: str
    title: str
    page: PageKind
    heading: str
    lead: str = ""
    needs: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    clicks: tuple[Click, ...] = ()
    shows: tuple[CopyValue, ...] = ()
    preview: str = ""
    picture: str = ""
    opens: str = ""
    run: str = ""
    run_optional: bool = False
    confirm: bool = False
    when: Condition = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """What the JumpCloud application must be; each text is a template over the setup's values.

    `claims` are the pieces of the person's identity that the service cannot do without.
    `authentication_sure` is False where the service does not document its own way.
    `copes_with` are those of JumpCloud's habits that the service is known to take as they are;
    about the others the test login remarks.
    """

    display_label: str
    redirect_urls: str
    login_url: str
    client_authentication: str
    scopes: str
    claims: tuple[str, ...] = ("email",)
    authentication_sure: bool = True
    copes_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ending:
    """One thing to do after the test has passed (`Sign in once`, `Remove the test address`).

    `leaves` are the values of the setup that hold once the person says that it is done.
    """

    id: str
    title: str
    text: str
    action: str
    opens: str = ""
    values: tuple[CopyValue, ...] = ()
    fields: tuple[str, ...] = ()
    picture: str = ""
    mail: bool = False
    waiting: str = ""
    leaves: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mail:
    """A message to draft for the person; it has no place for a secret."""

    to: str
    subject: str
    body: str


@dataclass(frozen=True)
class Outside:
    """The service's public answers that can be compared with the setup."""

    base_url: str
    registration_id: str
    button_text: str


@dataclass(frozen=True)
class Service:
    """A product that people will sign in to.

    `name` may be a template (`{display_label}`), since another service's name is entered.
    `redirect_name` is the service's own word for its redirect URI. `consequences` say by the code
    of a finding what it means for this service in particular.
    """

    id: str
    card: str
    name: str
    summary: str
    icon: str
    order: int
    redirect_name: str
    verified: str
    fields: Mapping[str, Field]
    steps: tuple[Step, ...]
    wanted: Wanted
    limits: tuple[str, ...] = ()
    endings: tuple[Ending, ...] = ()
    mail: Mail | None = None
    outside: Outside | None = None
    consequences: Mapping[str, str] = field(default_factory=dict)

    def step(self, step_id: str) -> Step:
        """Return the step with this id; KeyError when the service has none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)
