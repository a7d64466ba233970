"""The body of a request as bytes, and the header that says what it is."""

from __future__ import annotations

import hashlib
import json
from urllib.parse import urlencode

from jcwizard.net.messages import Request, Upload, plain


def content_of(request: Request) -> tuple[str, bytes] | None:
    """Return the media type and the bytes of the body; None when there is none.

    Raises ValueError for what is not JSON (a number that is no number, a `Secret`).
    """
    if request.form is not None:
        pairs = [(name, plain(value)) for name, value in request.form]
        return "application/x-www-form-urlencoded", urlencode(pairs).encode("ascii")
    if request.json is not None:
        return "application/json", _as_json(request.json)
    if request.upload is not None:
        return _as_multipart(request.upload)
    return None


def _as_json(value: object) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except TypeError:
        # Its own message may quote what it could not write.
        raise ValueError("the body is no JSON") from None
    return text.encode("utf-8")


def _as_multipart(upload: Upload) -> tuple[str, bytes]:
    """Write one file as a form (RFC 7578); the boundary is the file's own hash: it is not in it."""
    boundary = f"jcwizard-{hashlib.sha256(upload.data).hexdigest()[:32]}"
    name, filename = (_quoted(text) for text in (upload.name, upload.filename))
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        f"Content-Type: {upload.content_type}\r\n\r\n"
    )
    body = head.encode("utf-8") + upload.data + f"\r\n--{boundary}--\r\n".encode("ascii")
    return f"multipart/form-data; boundary={boundary}", body


def _quoted(text: str) -> str:
    """Return a name for within quotes (RFC 7578 2: the three characters that would end it)."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
