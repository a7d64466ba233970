"""All seeded faults."""

from __future__ import annotations

from tests.faults import (
    cases_facets,
    cases_form,
    cases_login,
    cases_machine,
    cases_network,
    cases_provider,
)
from tests.faults.case import Case

CASES: tuple[Case, ...] = (
    *cases_provider.CASES,
    *cases_login.CASES,
    *cases_facets.CASES,
    *cases_network.CASES,
    *cases_machine.CASES,
    *cases_form.CASES,
)
