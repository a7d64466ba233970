"""Takes secrets out of a text in every form in which a server may have repeated them."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_plus

from jcwizard.model.secret import DOTS, Secret
from jcwizard.model.secret_forms import secret_forms
from jcwizard.net.shown_text import shortened

LOGIN_SCHEMES = frozenset({"basic", "bearer"})
_SHORTEST_SCRUBBED = 4


class Scrubber:
    """Replaces every form of the given secrets that a server might repeat."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        forms: set[str] = set()
        for secret in secrets:
            for text in _texts(secret.reveal()):
                for form in (text, unquote_plus(text), shortened(text).removesuffix("…")):
                    forms.update(secret_forms(form, _SHORTEST_SCRUBBED))
        self._forms = tuple(sorted(forms, key=len, reverse=True))

    def __call__(self, text: str) -> str:
        for form in self._forms:
            text = text.replace(form, DOTS)
        return text


def _texts(secret: str) -> Iterator[str]:
    """Yield what of a header's value is secret: not the scheme, but a login and its password."""
    scheme, _space, login = secret.partition(" ")
    if scheme.lower() not in LOGIN_SCHEMES or not login:
        yield secret
        return
    yield login
    if scheme.lower() == "basic":
        with contextlib.suppress(ValueError):
            yield base64.b64decode(login).decode("utf-8").partition(":")[2]
