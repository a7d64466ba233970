"""What a setup's checks said, as lines for people: for the report and for support."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from jcwizard.keep.hiding import Hiding
from jcwizard.keep.progress import without_secret
from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, CheckRun, Finding, first_cause
from jcwizard.model.service import Service
from jcwizard.model.settings import fingerprint, names
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.model.words import Explanation, Words

ORDER = ("self", "application", "preflight", "outside", "login")
LONGEST = 2000


@dataclass(frozen=True)
class About:
    """A setup with all that is needed to speak about it."""

    service: Service
    setup: Setup
    around: Surroundings
    words: Words
    explanations: Mapping[str, Explanation]

    @property
    def names(self) -> dict[str, str]:
        """Return every name that sentences may use, with its value."""
        return names(self.service, self.setup, self.around)

    @property
    def runs(self) -> tuple[CheckRun, ...]:
        """Return the newest run of each group in the order of the steps, no secret in any."""
        runs, hiding = self.setup.runs, Hiding(self.setup.secret)
        groups = [*ORDER, *sorted(set(runs) - {*ORDER})]
        return tuple(without_secret(runs[group], hiding) for group in groups if group in runs)

    def fresh(self, run: CheckRun) -> bool:
        """Return whether a run tested the values as they are now; a computer has no values."""
        if run.group == "self":
            return True
        return run.fingerprint == fingerprint(run.group, self.service, self.setup, self.around)

    def title(self, check: Check) -> str:
        """Return the check's sentence, true when passed."""
        key = f"check.{check.id}"
        return self.words(key, **self.names) if key in self.words else check.id

    def explained(self, finding: Finding) -> tuple[str, str]:
        """Return a finding's title and what it says; a code without an entry stands for itself."""
        entry = self.explanations.get(finding.code)
        if entry is None:
            return finding.code, ""
        filled = entry.filled(self.names | dict(finding.values))
        return filled.title, filled.what

    def cause(self, run: CheckRun) -> str:
        """Return the title of the first cause of a run that did not pass."""
        finding = first_cause(run.checks)
        return self.explained(finding)[0] if finding else self.words("report.result.reason_unknown")


def moment(seconds: float) -> str:
    """Return a time (seconds since the epoch) as local date and time with its offset."""
    text = datetime.fromtimestamp(seconds, UTC).astimezone().isoformat(" ", "minutes")
    return f"{text[:16]} (UTC{text[16:]})"


def brief(exchange: Exchange) -> str:
    """Return an exchange in one line: what was asked without its parameters, and the answer."""
    parts = urlsplit(exchange.url)
    answer = str(exchange.status) if exchange.status is not None else exchange.trouble or "-"
    asked = f"{exchange.method} {parts.scheme}://{parts.netloc}{parts.path}"
    return f"{asked} → {answer} ({exchange.seconds:.2f} s)"


def printable(text: str) -> str:
    """Return a text from outside without what could forge a line or turn its direction."""
    shown = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
