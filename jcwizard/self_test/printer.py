"""Prints what the self-test finds: a line for each step, and what they come to."""

from __future__ import annotations

import sys
from contextlib import suppress

from jcwizard.catalogue import Catalogue, Mistake, load
from jcwizard.model.finding import Check, Status


class Sentences:
    """The sentences of the self-test; their keys where the catalogue itself is broken."""

    def __init__(self) -> None:
        try:
            self._catalogue: Catalogue | None = load()
        except (Mistake, OSError, ImportError):  # the step "catalogue" tells it
            self._catalogue = None

    def __call__(self, key: str, **values: str) -> str:
        """Return a sentence below `self_test.`."""
        return self.of(f"self_test.{key}", **values)

    def of(self, key: str, **values: str) -> str:
        """Return any sentence."""
        if self._catalogue is None or key not in self._catalogue.words:
            return " ".join([key.rpartition(".")[2], *values.values()])
        return self._catalogue.words(key, **values)

    def about(self, check: Check) -> str:
        """Return what a check found: its own words, or the title of its finding."""
        if check.finding is None:
            return check.actual
        title = check.finding.code
        with suppress(Mistake, OSError):  # the same step tells it
            if self._catalogue is not None:
                entry = self._catalogue.explanations[check.finding.code]
                title = entry.filled(check.finding.values).title
        return " - ".join(part for part in (title, check.finding.actual) if part)


class Printer:
    """Tells each step as it ends, with the seconds that it took."""

    def __init__(self) -> None:
        self.words = Sentences()
        self._told: list[Check] = []

    def tell(self, check: Check, seconds: float) -> None:
        """Print one line, at once: a later step may end the program."""
        self._told.append(check)
        status = self.words.of(f"status.{check.status}")
        title, found = self.words(check.id), self.words.about(check)
        _print(f"{status:<13} {seconds:7.3f} s  {title}{': ' if found else ''}{found}")

    def end(self) -> int:
        """Print what all of it comes to, and return the exit code."""
        failed = [self.words(check.id) for check in self._told if check.status is Status.FAILED]
        skipped = sum(check.status is Status.NOT_RUN for check in self._told)
        if skipped:
            _print(self.words("skipped", count=str(skipped)))
        whole = self.words("works") if not failed else self.words("fails", what="; ".join(failed))
        _print(whole)
        return 1 if failed else 0


def _print(text: str) -> None:
    """Write a line to standard output, whatever letters its encoding lacks."""
    encoding = sys.stdout.encoding or "utf-8"
    line = " ".join(text.splitlines())
    sys.stdout.write(line.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()
