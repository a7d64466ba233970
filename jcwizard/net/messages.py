"""A request to send and the reply to it; neither shows a secret when printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jcwizard.model.exchange import Exchange
from jcwizard.model.secret import Secret
from jcwizard.net.json_body import UNREAD, read_json
from jcwizard.net.trouble import Trouble

Field = tuple[str, str | Secret]


@dataclass(frozen=True)
class Upload:
    """One file to send as `multipart/form-data` (RFC 7578), in the form's field `name`."""

    name: str
    filename: str
    content_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Request:
    """One request, sent exactly so: no cookies, no redirects, nothing from the environment.

    At most one body: `form` is sent as `application/x-www-form-urlencoded`, in order, `json` as
    JSON (None is no body), `upload` as a file. `max_bytes` bounds the decoded body of the answer.
    `public` names the members of the JSON that is sent or received whose values may be shown
    beside those that are always public; a member within another is named with dots, one within a
    list like one of its owner (`oidc.redirectUris`, `results.type`).
    """

    method: str
    url: str
    form: tuple[Field, ...] | None = field(default=None, repr=False)
    headers: tuple[Field, ...] = field(default=(), repr=False)
    max_bytes: int = 262_144
    json: object = field(default=None, repr=False)
    upload: Upload | None = field(default=None, repr=False)
    public: frozenset[str] = field(default=frozenset(), repr=False)

    def secrets(self) -> tuple[Secret, ...]:
        """Return every secret that the request carries."""
        pairs = (*(self.form or ()), *self.headers)
        return tuple(value for _name, value in pairs if isinstance(value, Secret))


def plain(value: str | Secret) -> str:
    """Return the text as it travels."""
    return value.reveal() if isinstance(value, Secret) else value


@dataclass(frozen=True)
class Reply:
    """What came back: an answer, or the trouble that there was none.

    `headers` has lower-case names, repeated ones joined with ", ". `status` is 0 when no answer
    began. A reply with `trouble` must not be judged, even when its status is known. `value` is what
    `read_json` makes of the body; it is read once, here unless it is given.
    """

    exchange: Exchange
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    trouble: Trouble | None = None
    value: object = field(default=UNREAD, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.value is UNREAD:
            object.__setattr__(self, "value", read_json(self.body))

    def json_object(self) -> dict[str, object] | None:
        """Return the body as a JSON object, or None when it is anything else (RFC 8259)."""
        return self.value if isinstance(self.value, dict) else None

    def json_array(self) -> list[object] | None:
        """Return the body as a JSON array, or None when it is anything else (RFC 8259)."""
        return self.value if isinstance(self.value, list) else None
