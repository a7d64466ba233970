"""JumpCloud's regions, and how a pasted address tells one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.jumpcloud.regions import (
    EU,
    IN,
    REGIONS,
    US,
    Region,
    by_console_address,
    by_id,
    other_issuers,
)


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


@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.id)
def test_each_of_a_regions_own_addresses_tells_the_region(region: Region) -> None:
    for address in (
        region.issuer,
        region.console_url,
        region.admin_api,
        region.applications_url,
        f"{region.console_url}/userconsole#/",
        f"{region.console_url}/login/admin?next=%2F",
        region.console_url.removeprefix("https://"),
        region.console_url.upper() + "/",
        f"  {region.console_url}\n",
        f"\ufeff\u200b{region.console_url}\u200b/x",
        f"http://{region.console_url.removeprefix('https://')}:443/x",
    ):
        assert by_console_address(address) is region, address
    assert by_id(region.id) is region


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "us", "jumpcloud.com", "https://jumpcloud.com/support", "https://www.jumpcloud.com",
        "https://support.jumpcloud.com/x", "https://eu.jumpcloud.com", "console",
        "https://console.jumpcloud.com.evil.example/", "https://evil.example/console.jumpcloud.com",
        "https://console.jumpcloud.com@evil.example/", "https://evil.example\\@console.jumpcloud.com",
        "https://evil.example#console.jumpcloud.com", "https://consolejumpcloud.com",
        "https://console.xeu.jumpcloud.com", "ftp://console.jumpcloud.com", "https://[",
        "x" * 10_000,
    ],
)  # fmt: skip
def test_any_other_address_tells_none(text: str) -> None:
    assert by_console_address(text) is None


def test_the_other_issuers_are_those_of_the_other_regions() -> None:
    assert other_issuers(EU) == (("us", US.issuer), ("in", IN.issuer))


def test_an_unknown_id_is_no_region() -> None:
    assert by_id("au") is None


@given(st.text(max_size=100))
def test_no_text_is_a_fault(text: str) -> None:
    by_console_address(text)
    by_console_address(f"https://{text}.jumpcloud.com/{text}")
