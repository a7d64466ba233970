"""Codes and entries match both ways, and an entry's words can all be filled."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from jcwizard.catalogue import Catalogue, load
from jcwizard.catalogue.__main__ import listing
from jcwizard.catalogue.services import DERIVED, placeholders

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"[a-z_]+\.[a-z_]+[a-z]")
# Codes that are put together from two parts, by the file that does it.
COMPOSED = {
    "oidc/address_checks.py": {
        "redirect.service_missing",
        "redirect.service_differs",
        "redirect.test_missing",
    },
    "oidc/id_token.py": {"clock.a_little_fast", "clock.a_little_slow", "clock.fast", "clock.slow"},
}
PARTS = {"redirect.service", "redirect.test", "clock.a_little"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def texts_of(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def codes(catalogue: Catalogue) -> set[str]:
    """Every text of the code that looks like a code of one of the families."""
    families = {code.split(".")[0] for code in catalogue.explanations}
    found: set[str] = set()
    for file in (ROOT / "jcwizard").rglob("*.py"):
        found |= COMPOSED.get(file.relative_to(ROOT / "jcwizard").as_posix(), set())
        found |= {
            text
            for text in texts_of(file)
            if CODE.fullmatch(text)
            and text.split(".")[0] in families
            and text not in catalogue.words
        }
    return found - PARTS


def test_every_code_has_its_words(catalogue: Catalogue) -> None:
    assert sorted(codes(catalogue) - set(catalogue.explanations)) == []


def test_every_entry_has_its_code(catalogue: Catalogue) -> None:
    assert sorted(set(catalogue.explanations) - codes(catalogue)) == []


def test_every_entry_is_whole(catalogue: Catalogue) -> None:
    for code, entry in catalogue.explanations.items():
        assert all((entry.title, entry.what, entry.why, *entry.fix)), code
        assert entry.fix, code
        assert f"who.{entry.who}" in catalogue.words
        assert not entry.title.endswith("."), code


def test_every_step_that_an_entry_names_exists_in_some_service(catalogue: Catalogue) -> None:
    steps = {step.id: step for s in catalogue.services.values() for step in s.steps}
    for code, entry in catalogue.explanations.items():
        step, _, click = entry.step.partition("/")
        assert not step or step in steps, code
        assert not click or click in {c.id for c in steps[step].clicks}, code


def test_the_labels_that_an_entry_points_at_are_labels_of_the_steps(catalogue: Catalogue) -> None:
    """A renamed label must not leave a stale instruction."""
    known = " ".join(
        text
        for service in catalogue.services.values()
        for step in service.steps
        for text in (
            step.title,
            *(t for click in step.clicks for t in (click.text, click.note)),
            *(f.label for f in service.fields.values()),
            *(value.label for value in step.shows),
            step.lead,
        )
    )
    buttons = {catalogue.words.template(key) for key in catalogue.words}
    # Words of JumpCloud's and Facets' screens that no step needs to name.
    others = {"Save", "Provider", "Email", "Redirect URL shown by Facets"}
    for code, entry in catalogue.explanations.items():
        for line in (entry.what, entry.why, *entry.fix):
            for label in re.findall(r"\*\*(.+?)\*\*", line):
                if "{" in label or label in buttons or label in others:
                    continue
                assert f"**{label}**" in known or label in known, f"{code}: {label}"


def test_every_placeholder_is_a_derived_name_or_filled_by_its_code(catalogue: Catalogue) -> None:
    code = "\n".join(file.read_text("utf-8") for file in (ROOT / "jcwizard").rglob("*.py"))
    filled = set(re.findall(r'"(\w+)"', code)) | DERIVED
    for entry in catalogue.explanations.values():
        for line in (entry.title, entry.what, entry.why, *entry.fix):
            assert placeholders(line) <= filled, entry.code


def test_the_list_of_findings_is_renewed(catalogue: Catalogue) -> None:
    written = (ROOT / "docs" / "findings.md").read_text("utf-8")
    assert written == listing(catalogue), "run python -m jcwizard.catalogue > docs/findings.md"
