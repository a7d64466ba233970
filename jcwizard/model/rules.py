"""The field rules: what a typed text is cut down to, and why one is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from jcwizard.model.addresses import LOOPBACK_HOSTS, authority, split, url_refusal
from jcwizard.model.service import Field, FieldKind, Refusal

LONGEST = 2048
"""Characters that any field takes; more is a paste gone wrong."""

SCOPE_TOKEN = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749 section 3.3
CLIENT_ID_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
_DESCRIPTION = re.compile(r"/\.well-known/openid-configuration/*$")


@dataclass(frozen=True)
class Ruling:
    """What a rule says of a text.

    `value` is the text as it will be used ("" when refused). `notices` and `refusal` are word keys
    below `rule.`; `reason` is a ready sentence from a service's data and goes before `refusal`.
    """

    value: str = ""
    notices: tuple[str, ...] = ()
    refusal: str = ""
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Return whether the text may be used."""
        return not self.refusal and not self.reason


def judge(field: Field, text: str) -> Ruling:
    """Return the ruling of the field's own rule on a typed text; an empty optional one is fine."""
    cleaned, notices = clean(text)
    if not cleaned:
        return Ruling() if field.optional else Ruling(refusal="empty")
    if len(cleaned) > LONGEST:
        return Ruling(refusal="too_long")
    known = _refused_by_name(field.refusals, cleaned)
    if known:
        return Ruling(reason=known)
    ruling = RULES[field.rule](cleaned)
    if ruling.ok and field.kind is FieldKind.CHOICE:
        ruling = _among(field, ruling.value)
    return replace(ruling, notices=(*notices, *ruling.notices))


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text without what nobody typed on purpose, and the notices that say so.

    Zero-width and other format characters go everywhere, and so does half a character that a
    broken paste left; white space (no-break spaces and line ends included) goes at both ends.
    """
    visible = "".join(c for c in text if not _invisible(c))
    trimmed = visible.strip()
    notices: list[str] = []
    if visible != text:
        notices.append("invisible_removed")
    if trimmed != visible:
        notices.append("spaces_removed")
    return trimmed, tuple(notices)


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in {"Cf", "Cc", "Cs"} and character not in "\n\r\t"


def _refused_by_name(refusals: Iterable[Refusal], text: str) -> str:
    hosts = {host_of(line) for line in text.splitlines()}
    for refusal in refusals:
        for known in refusal.hosts:
            if known.startswith("?"):
                if known[1:] in text:
                    return refusal.reason
            elif known in hosts:
                return refusal.reason
    return ""


def host_of(text: str) -> str:
    """Return the lower-case host of a pasted address, with or without its scheme, else ""."""
    parts = split(text if "//" in text else f"//{text}")
    return (parts.hostname or "") if parts else ""


def _among(field: Field, value: str) -> Ruling:
    return (
        Ruling(value) if any(o.value == value for o in field.options) else Ruling(refusal="choice")
    )


def text(value: str) -> Ruling:
    """Any single line."""
    return Ruling(refusal="one_line") if _lines(value) else Ruling(value)


def label(value: str) -> Ruling:
    """A name that JumpCloud shows to people, 1 to 128 characters on one line."""
    if _lines(value):
        return Ruling(refusal="one_line")
    return Ruling(refusal="label_long") if len(value) > 128 else Ruling(value)


def button_text(value: str) -> Ruling:
    """The text of a login button, 1 to 50 characters on one line."""
    if _lines(value):
        return Ruling(refusal="one_line")
    return Ruling(refusal="button_text_long") if len(value) > 50 else Ruling(value)


def registration_id(value: str) -> Ruling:
    """A word of lower-case letters and digits (Facets' pages for Azure AD and Google)."""
    if "://" in value or "/" in value:
        return Ruling(refusal="registration_id_url")
    if any(c.isspace() for c in value):
        return Ruling(refusal="registration_id_space")
    if value != value.lower():
        return Ruling(refusal="registration_id_upper")
    if len(value) > 64:
        return Ruling(refusal="registration_id_long")
    if not re.fullmatch(r"[a-z0-9]+", value):
        return Ruling(refusal="registration_id_characters")
    return Ruling(value)


def origin(value: str) -> Ruling:
    """An address of a service, cut down to its scheme and host."""
    notices: tuple[str, ...] = ()
    address = value
    if "://" not in address and re.fullmatch(r"[\w.-]+\.[a-zA-Z]{2,}(:\d+)?(/.*)?", address):
        address, notices = f"https://{address}", ("https_added",)
    refusal = url_refusal(address)
    if refusal:
        return Ruling(refusal=refusal)
    parts = urlsplit(address)
    if "." not in (parts.hostname or "") and parts.hostname not in LOOPBACK_HOSTS:
        return Ruling(refusal="url_host")
    result = f"{parts.scheme.lower()}://{authority(parts)}"
    if address.rstrip("/") != result:
        notices = (*notices, "cut_to_host")
    return Ruling(result, notices)


def web_url(value: str) -> Ruling:
    """A whole https address without a fragment; kept as typed, for JumpCloud compares exactly."""
    refusal = url_refusal(value)
    if refusal:
        return Ruling(refusal=refusal)
    return Ruling(refusal="url_fragment") if "#" in value else Ruling(value)


def redirect_urls(value: str) -> Ruling:
    """One redirect URI a line, each as `web_url`; `*` is refused, for it is taken literally."""
    lines = [line.strip() for line in value.splitlines() if line.strip()]
    for line in lines:
        if "*" in line:
            return Ruling(refusal="url_wildcard")
        ruling = web_url(line)
        if not ruling.ok:
            return ruling
    if len(set(lines)) != len(lines):
        return Ruling(refusal="url_twice")
    return Ruling("\n".join(lines))


def issuer_url(value: str) -> Ruling:
    """An issuer: https anywhere, http on loopback only, no query and no fragment.

    The address of its description is cut down to it. Letters beyond ASCII are refused: a name in
    another alphabet may look exactly like JumpCloud's.
    """
    issuer = value
    notices: tuple[str, ...] = ()
    while _DESCRIPTION.search(issuer):
        issuer, notices = _DESCRIPTION.sub("/", issuer), ("issuer_cut",)
    ruling = web_url(issuer)
    if not ruling.ok:
        return ruling
    if not issuer.isascii():
        return Ruling(refusal="issuer_letters")
    return Ruling(refusal="issuer_query") if "?" in issuer else Ruling(issuer, notices)


def client_id(value: str) -> Ruling:
    """A Client ID as JumpCloud makes them; a value of another shape is taken with a notice."""
    if "://" in value:
        return Ruling(refusal="client_id_url")
    if any(c.isspace() for c in value):
        return Ruling(refusal="client_id_space")
    if len(value) > 255 or not value.isascii():
        return Ruling(refusal="client_id_shape")
    if CLIENT_ID_SHAPE.fullmatch(value):
        return Ruling(value)
    if re.fullmatch(r"[0-9a-fA-F-]{8,35}", value) and "-" in value:
        return Ruling(refusal="client_id_half")
    if _like_a_secret(value):
        return Ruling(refusal="client_id_is_secret")
    return Ruling(value, ("client_id_unusual",))


def client_secret(value: str) -> Ruling:
    """A Client Secret; white space inside, dots and addresses are surely none.

    What only looks odd (short, or shaped like a Client ID) is taken with a notice: JumpCloud does
    not document the shape of its secrets.
    """
    if "://" in value:
        return Ruling(refusal="client_secret_url")
    if any(c.isspace() for c in value):
        return Ruling(refusal="client_secret_space")
    if set(value) <= {"•", "*", "●"}:
        return Ruling(refusal="client_secret_dots")
    if len(value) > 512:
        return Ruling(refusal="client_secret_long")
    if CLIENT_ID_SHAPE.fullmatch(value):
        return Ruling(value, ("client_secret_like_id",))
    return Ruling(value, ("client_secret_short",)) if len(value) < 16 else Ruling(value)


def swapped(client: str, secret: str) -> bool:
    """Return whether the two were pasted into each other's field, or one into both."""
    if not client or not secret:
        return False
    if client == secret:
        return True
    return bool(CLIENT_ID_SHAPE.fullmatch(secret)) and not CLIENT_ID_SHAPE.fullmatch(client)


def scopes(value: str) -> Ruling:
    """Words separated by spaces or line ends, `openid` among them (OIDC Core 3.1.2.1)."""
    words = value.split()
    if any(not SCOPE_TOKEN.fullmatch(word) for word in words):
        return Ruling(refusal="scopes_characters")
    if "openid" not in words:
        return Ruling(refusal="scopes_openid")
    return Ruling("\n".join(dict.fromkeys(words)))


def _like_a_secret(value: str) -> bool:
    """Hydra makes 26 characters of A-Za-z0-9_-.~ (x/secret.go); mixed case tells them from IDs."""
    mixed = value != value.lower() and value != value.upper() and any(c.isdigit() for c in value)
    return mixed and re.fullmatch(r"[A-Za-z0-9_.~-]{26}", value) is not None


def _lines(value: str) -> bool:
    return len(value.splitlines()) > 1


RULES: dict[str, Callable[[str], Ruling]] = {
    "text": text,
    "label": label,
    "button_text": button_text,
    "registration_id": registration_id,
    "origin": origin,
    "web_url": web_url,
    "redirect_urls": redirect_urls,
    "issuer_url": issuer_url,
    "client_id": client_id,
    "client_secret": client_secret,
    "scopes": scopes,
}
"""The rules by the name that service data gives them."""
