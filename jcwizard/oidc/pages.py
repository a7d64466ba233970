"""What the browser shows at the end: static pages that repeat nothing of what was received."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

_MAX_NAME = 80

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)
SECURITY_HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Cache-Control", "no-store"),
    # Without this a browser sends the whole callback, code included, with its next request.
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)

_HTML = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem }}
body {{ margin: 15vh auto; padding: 1rem }}
h1 {{ font-size: 1.5rem }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
</main>
</body>
</html>
"""


@dataclass(frozen=True)
class Page:
    """One page: `title` and `text` may hold `{person}` and `{service}`."""

    title: str
    text: str


@dataclass(frozen=True)
class Pages:
    """The pages of one language: what became of the sign-in, and what a stray visitor sees."""

    passed: Page
    failed: Page
    unclear: Page
    cancelled: Page
    stray: Page
    language: str = "en"

    def html(self, page: Page, *, person: str = "", service: str = "") -> bytes:
        """Return the page; the person's name comes from the checked token and is escaped."""
        names = {"person": person[:_MAX_NAME], "service": service[:_MAX_NAME]}
        title, text = (escape(part.format_map(names)) for part in (page.title, page.text))
        return _HTML.format(language=escape(self.language), title=title, text=text).encode()


ENGLISH = Pages(
    passed=Page(
        "It works",
        "{person} signed in through JumpCloud, and the wizard has checked the answer. "
        "You can close this tab.",
    ),
    failed=Page(
        "It did not work",
        "JumpCloud sent you back, but something is not right yet. "
        "Return to the wizard: it says what, and how to put it right.",
    ),
    unclear=Page(
        "Not sure yet",
        "The wizard could not tell whether the sign-in works. Return to it to see what it found.",
    ),
    cancelled=Page("Cancelled", "Nobody was signed in. You can close this tab."),
    stray=Page(
        "This page belongs to another sign-in",
        "Perhaps it is from an earlier attempt. Return to the wizard and start again from there.",
    ),
)
