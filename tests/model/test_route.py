"""Which step is done, out of date, open or blocked: a pure function of what is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.catalogue import Catalogue, load
from jcwizard.model.finding import Check, CheckRun, Finding, Status
from jcwizard.model.route import StepState, Stop, refuted, resume, route
from jcwizard.model.secret import Secret
from jcwizard.model.settings import fingerprint
from jcwizard.model.setup import Setup, Surroundings
from tests.model.conftest import AROUND
from tests.model.filled import finished, run, tick_everything, typed

SERVICES = ["facets", "paradime", "custom"]


def stops(catalogue: Catalogue, setup: Setup, around: Surroundings) -> dict[str, Stop]:
    service = catalogue.services[setup.service_id]
    return {stop.step.id: stop for stop in route(service, setup, around)}


def states(catalogue: Catalogue, setup: Setup, around: Surroundings) -> dict[str, str]:
    return {name: stop.state for name, stop in stops(catalogue, setup, around).items()}


@pytest.mark.parametrize("service_id", SERVICES)
def test_a_new_setup_starts_at_its_first_open_step(
    catalogue: Catalogue, around: Surroundings, service_id: str
) -> None:
    service = catalogue.services[service_id]
    found = route(service, Setup(service_id), around)
    assert resume(found).id == found[1].step.id  # the region has a default
    assert found[-1].state is StepState.BLOCKED


@pytest.mark.parametrize("service_id", SERVICES)
def test_everything_done_and_proven_is_done(
    catalogue: Catalogue, around: Surroundings, service_id: str
) -> None:
    service = catalogue.services[service_id]
    found = route(service, finished(service, around), around)
    assert {stop.state for stop in found} == {StepState.DONE}
    assert resume(found) is service.steps[-1]


@pytest.mark.parametrize("service_id", SERVICES)
def test_every_step_can_be_reached_by_doing_those_before(
    catalogue: Catalogue, around: Surroundings, service_id: str
) -> None:
    """Walks the steps as a person would: each is open when all before it are done."""
    service, done = catalogue.services[service_id], finished(catalogue.services[service_id], around)
    setup = Setup(service_id)
    for index, step in enumerate(service.steps):
        stop = route(service, setup, around)[index]
        assert stop.step is step
        assert stop.state is not StepState.BLOCKED, f"{step.id} lacks {stop.lacks}"
        for key in step.fields:
            if key in done.values:
                setup.put(key, done.values[key])
        if "client_secret" in step.fields:
            setup.put_secret(Secret("HWcI.p6WmTqCv6.OHtG3Dp0~Ep"))
        for name, stamp in done.ticks.items():
            if name.split("/")[0] == step.id:
                setup.tick(name, stamp)
        assert route(service, setup, around)[index].may_leave, step.id


def test_changing_the_registration_id_puts_out_of_date_what_was_made_from_it(
    catalogue: Catalogue, around: Surroundings
) -> None:
    setup = finished(catalogue.services["facets"], around)
    setup.put("registration_id", "second")
    found = states(catalogue, setup, around)
    assert found == {
        "service": "done",
        "registration": "done",
        "redirect": "out_of_date",
        "application": "out_of_date",
        "credentials": "out_of_date",
        "button": "done",
        "create": "out_of_date",
        "test": "out_of_date",
    }
    setup.put("registration_id", "jumpcloud")
    assert set(states(catalogue, setup, around).values()) == {"done"}


def test_a_failed_check_closes_next_until_a_value_changes(
    catalogue: Catalogue, around: Surroundings
) -> None:
    service, setup = catalogue.services["facets"], typed("facets")
    tick_everything(service, setup, around)
    assert stops(catalogue, setup, around)["credentials"].may_leave
    setup.record(run("preflight", service, setup, around, Status.FAILED))
    stop = stops(catalogue, setup, around)["credentials"]
    assert (stop.state, stop.may_leave) == (StepState.TO_DO, False)
    setup.put_secret(Secret("another-secret-0123456789"))
    stop = stops(catalogue, setup, around)["credentials"]
    assert (stop.state, stop.may_leave) == (StepState.OUT_OF_DATE, True)


def test_a_passed_login_proves_nothing_while_the_services_own_address_is_refused(
    catalogue: Catalogue, around: Surroundings
) -> None:
    service = catalogue.services["facets"]
    setup = finished(service, around)
    assert states(catalogue, setup, around)["test"] == "done"
    check = Check.of("service_redirect", Status.FAILED, Finding("redirect.service_missing"))
    now = fingerprint("preflight", service, setup, around)
    setup.record(CheckRun("preflight", (check,), now, 0.0))
    assert refuted(service, setup, around) is check
    assert states(catalogue, setup, around)["test"] == "to_do"
    setup.record(CheckRun("preflight", (check,), "of other values", 0.0))
    assert refuted(service, setup, around) is None


def test_could_not_tell_never_blocks_but_proves_no_login(
    catalogue: Catalogue, around: Surroundings
) -> None:
    service, setup = (
        catalogue.services["paradime"],
        finished(catalogue.services["paradime"], around),
    )
    setup.record(run("preflight", service, setup, around, Status.UNKNOWN))
    setup.record(run("login", service, setup, around, Status.UNKNOWN))
    found = stops(catalogue, setup, around)
    assert (found["credentials"].state, found["credentials"].may_leave) == (StepState.DONE, True)
    assert found["test"].state is StepState.TO_DO


def test_the_check_from_outside_is_not_waited_for_but_stands_in_for_the_word(
    catalogue: Catalogue, around: Surroundings
) -> None:
    service, setup = catalogue.services["facets"], finished(catalogue.services["facets"], around)
    assert states(catalogue, setup, around)["create"] == "done"
    setup.untick("create")
    assert states(catalogue, setup, around)["create"] == "to_do"
    setup.record(run("outside", service, setup, around, Status.PASSED))
    assert states(catalogue, setup, around)["create"] == "done"


def test_a_secret_that_was_only_in_memory_is_asked_for_again_until_a_login_proved_it(
    catalogue: Catalogue, around: Surroundings
) -> None:
    service, before = catalogue.services["facets"], finished(catalogue.services["facets"], around)
    after = Setup("facets", dict(before.values))
    after.restore(before.ticks, before.runs, before.secret_stamp, kept=False)
    assert set(states(catalogue, after, around).values()) == {"done"}
    runs = {"preflight": before.runs["preflight"]}
    after.restore(before.ticks, runs, before.secret_stamp, kept=False)
    assert resume(route(service, after, around)).id == "credentials"


def test_a_secret_pasted_into_both_fields_is_not_taken(
    catalogue: Catalogue, around: Surroundings
) -> None:
    setup = typed("facets")
    setup.put_secret(Secret(setup.values["client_id"]))
    assert stops(catalogue, setup, around)["credentials"].lacks == ("client_secret",)


def test_refresh_tokens_add_their_click(catalogue: Catalogue, around: Surroundings) -> None:
    service, setup = catalogue.services["custom"], finished(catalogue.services["custom"], around)
    setup.put("scopes", "openid\nemail\nprofile\noffline_access")
    found = stops(catalogue, setup, around)["application"]
    assert found.state is StepState.TO_DO
    tick_everything(service, setup, around)
    assert stops(catalogue, setup, around)["application"].state is StepState.DONE


VALUES = st.dictionaries(
    st.sampled_from(
        ["region", "control_plane_url", "registration_id", "client_id", "login_button_text"]
    ),
    st.sampled_from(["", "us", "https://a.example", "jumpcloud", "BAD VALUE", "x" * 3000]),
)


@given(values=VALUES, ticks=st.sets(st.sampled_from(["redirect", "create", "application/menu"])))
def test_the_route_is_whole_whatever_is_typed(values: dict[str, str], ticks: set[str]) -> None:
    service = CATALOGUE.services["facets"]
    setup = Setup("facets", values)
    for name in ticks:
        setup.tick(name, "0")
    found = route(service, setup, AROUND)
    assert [stop.step for stop in found] == list(service.steps)
    assert route(service, setup, AROUND) == found
    assert resume(found) in service.steps
    for stop in found:
        assert (stop.state is StepState.BLOCKED) <= (not stop.may_leave and bool(stop.lacks))
        assert (stop.state is StepState.DONE) <= stop.may_leave


CATALOGUE = load()
