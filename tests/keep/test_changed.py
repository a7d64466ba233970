"""What was changed in JumpCloud is told to people: in lines, in the report, and to support."""

from __future__ import annotations

import pytest

from jcwizard.catalogue import Catalogue
from jcwizard.keep.changed import change_lines
from jcwizard.keep.report import report_html
from jcwizard.keep.results import moment
from jcwizard.keep.support import summary
from jcwizard.model.changes import Change, ChangeKind, ChangeState
from jcwizard.model.finding import Check, CheckRun, Finding, Status
from jcwizard.model.settings import fingerprint
from jcwizard.model.setup import Setup
from tests.keep.filled import AROUND, CANARY, WHEN, full_setup

APPLICATION = "65f0c0ffee65f0c0ffee65f0"


def change(kind: ChangeKind, state: ChangeState = ChangeState.DONE, **members: object) -> Change:
    before, after = members.get("before", {}), members.get("after", {})
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    return Change(kind.value, kind, APPLICATION, "Acme Wiki", WHEN, state, before, after)


REPAIR = change(
    ChangeKind.SETTINGS,
    before={
        "oidc.redirectUris": ["https://wiki.acme.example/cb", "https://old.acme.example/cb"],
        "oidc.dynamicClaims": [{"name": "email", "value": "email"}] * 2,
        "oidc.tokenEndpointAuthMethod": "client_secret_basic",
        "oidc.consent": None,
        "organization": "5e0",
        "active": True,
    },
    after={
        "organization": "5e0",
        "active": True,
        "oidc.redirectUris": ["https://wiki.acme.example/cb", "https://new.acme.example/cb"],
        "oidc.dynamicClaims": [{"name": "email", "value": "email"}],
        "oidc.tokenEndpointAuthMethod": "client_secret_post",
        "oidc.consent": "trusted",
    },
)


def told(catalogue: Catalogue, *changes: Change) -> list[str]:
    setup = Setup("facets")
    for one in changes:
        setup.put_change(one)
    return [
        "; ".join((lines.what, lines.state_word, *lines.members))
        for lines in change_lines(setup, catalogue.words)
    ]


def test_a_repair_says_what_came_and_what_went(catalogue: Catalogue) -> None:
    (said,) = told(catalogue, REPAIR)
    assert said == (
        "Changed the sign-in settings of Acme Wiki; done; "
        "Redirect URIs: https://old.acme.example/cb was removed; "
        "Redirect URIs: https://new.acme.example/cb was added; "
        "E-mail address: email from email was removed; "
        "Client Authentication Type: Client Secret Basic became Client Secret Post; "
        "User consent: no question asked was set"
    )


def test_a_new_application_tells_nothing_of_jumpclouds_own_members(catalogue: Catalogue) -> None:
    made = change(
        ChangeKind.CREATED,
        ChangeState.BEGUN,
        before={"same_label": ["65f0"], "organization": "5e0"},
        after={
            "displayLabel": "Acme Wiki",
            "config": {},
            "organization": "5e0",
            "groups": ["1"],
            "oidc.grantTypes": ["refresh_token"],
            "oidc.dynamicClaims": [{"name": "name", "value": "fullname"}],
        },
    )
    (said,) = told(catalogue, made)
    assert said == (
        "Made the application Acme Wiki; begun, and its end was not seen; "
        "Display Label: Acme Wiki; Grant Types: Refresh Token; "
        "Name: name from fullname"
    )


def test_switches_are_told_as_the_preview_tells_them(catalogue: Catalogue) -> None:
    shown = change(
        ChangeKind.GENERAL,
        before={"active": False, "hidden": True},
        after={"active": True, "hidden": False},
    )
    (said,) = told(catalogue, shown)
    assert "Activated: no became yes" in said
    assert "Shown in the User Portal: no became yes" in said


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (ChangeKind.GROUP_BOUND, "Gave the user group Everyone access to Acme Wiki; taken back"),
        (
            ChangeKind.GROUP_UNBOUND,
            "Took the access to Acme Wiki from the user group Everyone; taken back",
        ),
    ],
)
def test_a_group_is_called_by_its_name(catalogue: Catalogue, kind: ChangeKind, said: str) -> None:
    group = {"group": "65f0", "name": "Everyone", "bound": kind is ChangeKind.GROUP_BOUND}
    assert told(catalogue, change(kind, ChangeState.UNDONE, after=group)) == [said]


def test_every_kind_and_state_has_its_words(catalogue: Catalogue) -> None:
    for kind in ChangeKind:
        for state in ChangeState:
            (line,) = told(catalogue, change(kind, state))
            assert "{" not in line
            assert "change." not in line


def test_what_nobody_knows_is_shown_under_its_own_name_and_not_at_any_length(
    catalogue: Catalogue,
) -> None:
    odd = change(ChangeKind.SETTINGS, after={"oidc.x": {"y": [1]}, "oidc.z": "\u202ea\nb" * 500})
    (line,) = told(catalogue, odd)
    assert 'oidc.x: {"y": [1]} was set' in line
    assert "\u202e" not in line
    assert "\n" not in line
    assert len(line) < 400


def test_a_secret_that_strayed_into_a_change_is_hidden(catalogue: Catalogue) -> None:
    setup = full_setup(catalogue.services["facets"], CANARY)
    setup.put_change(change(ChangeKind.SETTINGS, after={"oidc.note": f"it is {CANARY}"}))
    (lines,) = change_lines(setup, catalogue.words)
    assert "CANARY" not in "".join(lines.members)
    assert "CANARY" not in support(catalogue, setup)
    assert "CANARY" not in report(catalogue, setup)


def report(catalogue: Catalogue, setup: Setup) -> str:
    service = catalogue.services[setup.service_id]
    return report_html(service, setup, AROUND, catalogue.words, catalogue.explanations, WHEN)


def support(catalogue: Catalogue, setup: Setup) -> str:
    service = catalogue.services[setup.service_id]
    return summary(service, setup, AROUND, catalogue.words, catalogue.explanations, WHEN)


def test_the_report_lists_what_was_changed_when_and_how_far_it_got(catalogue: Catalogue) -> None:
    setup = full_setup(catalogue.services["facets"])
    assert "What this wizard changed in JumpCloud" not in report(catalogue, setup)
    setup.put_change(REPAIR)
    html = report(catalogue, setup)
    assert "What this wizard changed in JumpCloud" in html
    assert "Changed the sign-in settings of Acme Wiki" in html
    assert moment(WHEN) in html
    assert "Redirect URIs: https://new.acme.example/cb was added" in html


def test_the_report_and_the_summary_name_the_comparison(catalogue: Catalogue) -> None:
    setup = full_setup(catalogue.services["facets"])
    setup.link_application(APPLICATION)
    now = fingerprint("application", catalogue.services["facets"], setup, AROUND)
    late = Finding("cli.timeout", values={"seconds": "3"})
    checks = (Check.of("application", Status.UNKNOWN, late),)
    setup.record(CheckRun("application", checks, now, WHEN))
    assert "The application in JumpCloud, compared, " in report(catalogue, setup)
    text = support(catalogue, setup).splitlines()
    assert f"  application: unknown, {moment(WHEN)}" in text
    assert f"  application_id = {APPLICATION}" in text


def test_the_summary_for_support_lists_each_change(catalogue: Catalogue) -> None:
    setup = full_setup(catalogue.services["facets"])
    assert "Changed in JumpCloud" not in support(catalogue, setup)
    setup.put_change(REPAIR)
    text = support(catalogue, setup)
    assert f"Changed in JumpCloud by this wizard\n  settings: done, {moment(WHEN)}\n" in text
    assert f"    Changed the sign-in settings of Acme Wiki ({APPLICATION})\n" in text
    assert "    User consent: no question asked was set\n" in text
