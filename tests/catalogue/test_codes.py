"""Codes and entries match both ways, and an entry's words can all be filled."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from jcwizard.catalogue import Catalogue, load
from jcwizard.catalogue.__main__ import listing
from jcwizard.catalogue.services import DERIVED, placeholders
from tests.catalogue import labels

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


def test_the_labels_that_an_entry_points_at_are_labels_of_the_steps(catalogue: Catalogue) -> None:
    assert labels.stale(catalogue) == {}


def test_a_label_that_is_renamed_leaves_no_stale_instruction(catalogue: Catalogue) -> None:
    pointed_at = labels.pointed_at(catalogue)
    others = set(pointed_at) - labels.own(catalogue).keys()
    assert len(others) > 25
    for label in others:
        stale = labels.stale(labels.renamed(catalogue, label))
        assert label in stale, f"{label} may be renamed unnoticed"
        assert stale[label] == pointed_at[label]


def test_the_wizards_own_labels_are_not_those_of_other_screens(catalogue: Catalogue) -> None:
    own = labels.own(catalogue).keys()
    assert not own & labels.on_screens(catalogue.services)
    assert own <= labels.pointed_at(catalogue).keys(), "a name that nothing points at any more"


def test_no_jargon_stands_in_a_finding(catalogue: Catalogue) -> None:
    jargon = re.compile(
        r"\b(OIDC|PKCE|scopes?|claims?|JWTs?|OAuth2?|nonce|endpoint|callback|ID token|userinfo)\b",
        re.IGNORECASE,
    )
    labelled = re.compile(r"\*\*.+?\*\*")
    for code, entry in catalogue.explanations.items():
        for text in (entry.title, entry.what, entry.why, *entry.fix):
            assert not jargon.search(labelled.sub("", text)), f"{code}: {text}"


def test_a_click_in_jumpcloud_begins_at_its_menu(catalogue: Catalogue) -> None:
    """Nobody finds a tab whose application is not open."""
    inside = re.compile(
        r"\*\*(SSO|User Groups|Redirect URIs|Grant Types|Attribute Mapping|Client Secret Valid)\*\*"
    )
    for code, entry in catalogue.explanations.items():
        fix = "\n".join(entry.fix)
        found = inside.search(fix)
        if found is not None:
            start = fix.find("**SSO Applications**")
            assert 0 <= start < found.start(), f"{code}: {fix}"


def test_what_is_changed_in_jumpcloud_is_done_by_its_administrator(catalogue: Catalogue) -> None:
    for code, entry in catalogue.explanations.items():
        only_there = entry.fix[0].startswith("In the JumpCloud Admin Portal, open")
        assert not only_there or entry.who in ("jumpcloud_admin", "service_admin"), code


def test_details_are_asked_for_where_they_can_be_copied(catalogue: Catalogue) -> None:
    """The button stands where support is asked or nobody could tell."""
    for code, entry in catalogue.explanations.items():
        if entry.who == "support":
            assert any("**Copy details**" in line for line in entry.fix), code


def test_every_placeholder_is_a_derived_name_or_filled_by_its_code(catalogue: Catalogue) -> None:
    code = "\n".join(file.read_text("utf-8") for file in (ROOT / "jcwizard").rglob("*.py"))
    filled = set(re.findall(r'"(\w+)"', code)) | DERIVED
    for entry in catalogue.explanations.values():
        for line in (entry.title, entry.what, entry.why, *entry.fix):
            assert placeholders(line) <= filled, entry.code


def test_the_list_of_findings_is_renewed(catalogue: Catalogue) -> None:
    written = (ROOT / "docs" / "findings.md").read_text("utf-8")
    assert written == listing(catalogue), "run python -m jcwizard.catalogue > docs/findings.md"
