"""Says what a check without a window found: as lines for people, or as JSON for programs."""

from __future__ import annotations

import json
import sys

from jcwizard.catalogue import Catalogue
from jcwizard.checking.answer import Answer
from jcwizard.keep.hiding import Hiding
from jcwizard.model.finding import Check, Finding, first_cause, verdict
from jcwizard.model.service import Service


def say(sentence: str) -> None:
    """Tell the person something beside the answer, on standard error."""
    sys.stderr.write(f"jcwizard check: {sentence}\n")


def one_line(catalogue: Catalogue, finding: Finding) -> str:
    """Return a finding in one line, without marks."""
    entry = catalogue.explanations[finding.code].filled(finding.values)
    return " ".join([entry.title.rstrip("."), "-", entry.what]).replace("**", "")


class Printer:
    """Puts the answers into the catalogue's words, as JSON or as lines."""

    def __init__(
        self, catalogue: Catalogue, service: Service, found: dict[str, str], hiding: Hiding
    ) -> None:
        self._words = catalogue.words
        self._consequences = service.consequences
        self._explanations = catalogue.explanations
        self._found = found
        self._hiding = hiding

    def as_json(self, answer: Answer) -> str:
        """Return the one JSON object that product users and scheduled re-checks read."""
        document: dict[str, object] = {
            "verdict": verdict(answer.checks),
            "checks": [
                {
                    "id": check.id,
                    "status": check.status,
                    "code": check.finding.code if check.finding else "",
                    "title": self._title(check),
                    "expected": check.expected,
                    "actual": check.actual,
                }
                for check in answer.checks
            ],
        }
        if answer.identity is not None:
            person = answer.identity
            document["identity"] = {
                "sub": person.sub,
                "email": person.email,
                "name": person.name,
                "groups": list(person.groups),
            }
        # Only ASCII, for a pipe may have any encoding, and JSON says the same of a letter by \u.
        return json.dumps(self._hiding.everywhere(document), indent=2)

    def as_lines(self, answer: Answer) -> str:
        """Return a line for each check, what to do about the first cause, and the verdict."""
        lines = [
            f"{self._words(f'status.{check.status}'):<15} {self._title(check)}"
            for check in answer.checks
        ]
        cause = first_cause(answer.checks)
        if cause is not None:
            entry = self._explanations[cause.code].followed_by(
                self._consequences.get(cause.code, "")
            )
            entry = entry.filled(self._found | dict(cause.values))
            lines += ["", entry.title, f"{entry.what} {entry.why}".rstrip()]
            lines += [f"- {line}" for line in entry.fix]
        if answer.identity is not None:
            person = answer.identity
            name = person.name or person.email or person.sub
            lines += ["", self._words("cli.signed_in", name=name, email=person.email)]
        lines += ["", self._words(f"cli.verdict_{verdict(answer.checks)}")]
        return self._hiding.text("\n".join(line.replace("**", "") for line in lines))

    def _title(self, check: Check) -> str:
        return self._words(f"check.{check.id}", **self._found)
