"""Tells JumpCloud's refusals apart by its own words; what fits nothing known blames nobody."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.access import Place
from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.net.answers import no_answer, sign_in_page
from jcwizard.net.messages import Reply
from jcwizard.net.redaction import is_page, page_title
from jcwizard.net.scrubbing import Scrubber
from jcwizard.net.shown_text import shortened

KEY_UNKNOWN = "admin.key_unknown"
KEY_EXPIRED = "admin.key_expired"
SERVICE_ACCOUNT_REFUSED = "admin.service_account_refused"
ORGANISATION_NEEDED = "admin.organisation_needed"
ORGANISATION_UNKNOWN = "admin.organisation_unknown"
API_DISABLED = "admin.api_disabled"
ADDRESS_BLOCKED = "admin.address_blocked"
READ_ONLY = "admin.read_only"
FORBIDDEN = "admin.forbidden"
NOT_FOUND = "admin.not_found"
NOT_OIDC = "admin.not_oidc"
APPLICATION_GONE = "admin.application_gone"
CONFLICT = "admin.conflict"
REFUSED = "admin.refused"
TOO_MANY = "admin.too_many"
NOT_UNDERSTOOD = "admin.not_understood"
BLOCKED = "provider.blocked"

# A sentence of JumpCloud's is shorter; what is longer must not hold up the thread that paints.
_LONGEST_READ = 16_384
_LONGEST_MATCHED = 1_000

_NO_ORGANISATION = re.compile(r"no organi[sz]ation (selected|specified|provided)")
_WRONG_ORGANISATION = re.compile(
    r"x-org-id|(unknown|invalid|malformed|no such) org"
    r"|\borg(ani[sz]ation)?( id)? (is )?(not found|unknown|invalid|malformed|does not|mismatch)"
)
_EXPIRED = re.compile(r"\bexpired\b")
_API_ACCESS = re.compile(r"\bapi( key)? (access|(is )?(disabled|not enabled))")
_BLOCKED = re.compile(r"\b(ip|address)\b.*\bblock|\bblock.*\b(ip|address)\b|suspected abuse")
_NOTHING_MORE = r"^(forbidden|access denied|(not |un)?authori[sz]ed)?[.!]?$"
_ABOUT_THE_KEY = re.compile(
    rf"{_NOTHING_MORE}|api.?key|user not found|credential|authenticat|(invalid|unknown) (token|key)"
)
_NO_RIGHTS = re.compile(
    rf"{_NOTHING_MORE}|read.?only|permission|privilege|not (allowed|permitted|authori[sz]ed)"
    r"|insufficient|\brole\b"
)


@dataclass(frozen=True)
class Answer:
    """What JumpCloud answered; `value` is its JSON, or None when there is none.

    `headers` has lower-case names.
    A `clientSecret` in it has become a `Secret`: JumpCloud shows it in one answer only.
    """

    status: int
    value: object = field(repr=False)
    evidence: tuple[Exchange, ...] = field(default=(), repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Asking:
    """What has to be known of a question to judge its answer.

    `path` lies below the place's address, "" for that of a token. `worked` says that the same key
    was taken before, `organisation` which one was named ("" for none); `secrets` are those that no
    sentence may repeat.
    """

    place: Place
    method: str
    path: str
    api_key: bool
    organisation: str
    worked: bool
    secrets: tuple[Secret, ...] = ()


def judge(reply: Reply, asking: Asking, also: Collection[int] = ()) -> Answer | Finding:
    """Return the answer, or why it is none; a status in `also` is handed back unjudged.

    Nothing but JSON, or nothing at all, counts as JumpCloud's word: a page comes from elsewhere.
    Where a status in `also` came with a plain text, that is the value.
    """
    if reply.trouble is not None or reply.status >= 500:
        return no_answer(reply) or not_understood(reply, asking)
    if 300 <= reply.status < 400:
        return sign_in_page(reply) or not_understood(reply, asking)
    if reply.status == 429:
        return _finding(TOO_MANY, reply, asking)
    if _is_page(reply):
        return _finding(BLOCKED if reply.status == 403 else NOT_UNDERSTOOD, reply, asking)
    if reply.status in also:
        value = _text(reply) if reply.value is None else reply.value
        return Answer(reply.status, _sealed(value), (reply.exchange,), reply.headers)
    if not 200 <= reply.status < 300:
        return _finding(_refusal(reply, asking), reply, asking)
    if reply.body.strip() and reply.value is None and asking.method != "DELETE":
        return not_understood(reply, asking)
    return Answer(reply.status, _sealed(reply.value), (reply.exchange,), reply.headers)


def not_understood(reply: Reply, asking: Asking) -> Finding:
    """Return the finding for an answer of an unknown shape, whatever its status."""
    return _finding(NOT_UNDERSTOOD, reply, asking)


def strange(place: Place, evidence: tuple[Exchange, ...]) -> Finding:
    """Return the finding for an answer whose JSON is not what was asked for."""
    last = evidence[-1] if evidence else None
    status = str(last.status) if last is not None and last.status else "?"
    values = {"host": place.host, "region": place.name, "status": status, "said": f"HTTP {status}"}
    return Finding(NOT_UNDERSTOOD, actual=values["said"], values=values, evidence=evidence)


def is_not_oidc(answer: Answer) -> bool:
    """Return whether the answer says that the application signs in by another standard."""
    return "oidc config not found" in _message(answer.value).lower()


def message_of(value: object) -> str:
    """Return JumpCloud's own words in an answer that was handed back, for showing."""
    return shortened(_message(value)).strip()


def _refusal(reply: Reply, asking: Asking) -> str:
    words = _words(reply).strip().lower()[:_LONGEST_MATCHED]
    if reply.status in {401, 403}:
        return _no_entry(reply.status, words, asking)
    if reply.status in {400, 404} and asking.organisation:
        # A list of applications is always there: only its organisation can be missing.
        listing = reply.status == 404 and asking.path in paths.LISTS
        if listing or _WRONG_ORGANISATION.search(words):
            return ORGANISATION_UNKNOWN
    return {404: NOT_FOUND, 409: CONFLICT}.get(reply.status, REFUSED)


def _no_entry(status: int, words: str, asking: Asking) -> str:
    """Return why nobody is let in; JumpCloud says some of it with 401 and some with 403."""
    for code, known in (
        (ORGANISATION_NEEDED, _NO_ORGANISATION),
        (ADDRESS_BLOCKED, _BLOCKED),
        (API_DISABLED, _API_ACCESS),
    ):
        if known.search(words):
            return code
    if _EXPIRED.search(words):
        return KEY_EXPIRED if asking.api_key else SERVICE_ACCOUNT_REFUSED
    if status == 403:
        return READ_ONLY if asking.method != "GET" and _NO_RIGHTS.search(words) else FORBIDDEN
    if not _ABOUT_THE_KEY.search(words):
        return REFUSED
    if not asking.api_key:
        return SERVICE_ACCOUNT_REFUSED
    return KEY_EXPIRED if asking.worked else KEY_UNKNOWN


def _finding(code: str, reply: Reply, asking: Asking) -> Finding:
    number = f"HTTP {reply.status}"
    said = page_title(reply.body) if _is_page(reply) else _said(reply, asking.secrets)
    values = {
        "host": asking.place.host,
        "region": asking.place.name,
        "status": str(reply.status),
        "said": said or number,
    }
    actual = f"{number}: {said}" if said else number
    return Finding(code, actual=actual, values=values, evidence=(reply.exchange,))


def _said(reply: Reply, secrets: Collection[Secret]) -> str:
    """Return JumpCloud's own words without our key, at most 300 characters."""
    return shortened(Scrubber(secrets)(_words(reply))).strip()


def _words(reply: Reply) -> str:
    """Return `message`, else `error`, else the text itself: v1, v2 and their gateways differ."""
    return _text(reply) if reply.value is None else _message(reply.value)


def _text(reply: Reply) -> str:
    return reply.body[:_LONGEST_READ].decode("utf-8", "replace").strip()


def _message(value: object, depth: int = 3) -> str:
    """Return `message`, else `error`; some services put an object with a message there."""
    if isinstance(value, str):
        return value[:_LONGEST_READ]
    if not isinstance(value, Mapping) or not depth:
        return ""
    texts = (_message(value.get(name), depth - 1) for name in ("message", "error"))
    return next((text for text in texts if text.strip()), "")


def _is_page(reply: Reply) -> bool:
    return is_page(reply.body, reply.headers.get("content-type", ""))


def _sealed(value: object) -> object:
    """Return the answer with the secret that JumpCloud shows once as a `Secret`."""
    if not isinstance(value, dict):
        return value
    inner = value.get("oidc")
    whole = {**value, "oidc": _without_text(inner)} if isinstance(inner, dict) else value
    return _without_text(whole)


def _without_text(members: dict[str, object]) -> dict[str, object]:
    found = members.get("clientSecret")
    return {**members, "clientSecret": Secret(found)} if isinstance(found, str) else members
