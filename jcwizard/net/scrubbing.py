"""Takes secrets out of a text in every form in which a server may have repeated them."""

from __future__ import annotations

from collections.abc import Iterable
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
            text = secret.reveal()
            scheme, _space, login = text.partition(" ")
            # "Basic" is no secret, what follows it is.
            text = login if scheme.lower() in LOGIN_SCHEMES and login else text
            for form in (text, unquote_plus(text), shortened(text).removesuffix("…")):
                forms.update(secret_forms(form, _SHORTEST_SCRUBBED))
        self._forms = tuple(sorted(forms, key=len, reverse=True))

    def __call__(self, text: str) -> str:
        for form in self._forms:
            text = text.replace(form, DOTS)
        return text
