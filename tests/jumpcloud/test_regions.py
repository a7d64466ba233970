"""JumpCloud's regions, and that the first page knows the same ones."""

from __future__ import annotations

from jcwizard.catalogue import load
from jcwizard.jumpcloud.regions import EU, REGIONS
from jcwizard.model.rules import host_of


def test_the_three_regions_have_the_addresses_that_jumpcloud_publishes() -> None:
    assert [(at.id, at.issuer, at.console_url, at.admin_api) for at in REGIONS] == [
        ("us", "https://oauth.id.jumpcloud.com/",
         "https://console.jumpcloud.com", "https://console.jumpcloud.com/api"),
        ("eu", "https://oauth.id.eu.jumpcloud.com/",
         "https://console.eu.jumpcloud.com", "https://console.eu.jumpcloud.com/api"),
        ("in", "https://oauth.id.in.jumpcloud.com/",
         "https://console.in.jumpcloud.com", "https://console.in.jumpcloud.com/api"),
    ]  # fmt: skip
    assert EU.applications_url == "https://console.eu.jumpcloud.com/#/applications"


def test_the_first_page_recognises_each_region_by_its_console() -> None:
    for service in load().services.values():
        hosts = {option.value: option.hosts for option in service.fields["region"].options}
        assert hosts == {at.id: (host_of(at.console_url),) for at in REGIONS}
