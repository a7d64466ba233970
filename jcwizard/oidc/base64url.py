"""Reads base64url as JOSE writes it; every other writing of the same bytes is refused."""

from __future__ import annotations

import base64
import binascii


def decoded(text: object) -> bytes | None:
    """Return the bytes of a base64url text, or None when it is anything else (RFC 7515 2).

    Python's own reader skips what does not belong; here padding, white space, a foreign character
    and stray bits at the end are refused (RFC 4648 3.3 and 3.5), so nothing has two spellings.
    """
    if not isinstance(text, str):
        return None
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    return data if base64.urlsafe_b64encode(data).rstrip(b"=").decode() == text else None
