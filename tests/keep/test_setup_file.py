"""A setup file is read strictly, written back whole, and never overwritten when it is not ours."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jcwizard.catalogue import Catalogue
from jcwizard.keep.setup_file import SetupFile, problems, read, write
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.model.service import Service
from jcwizard.model.settings import settings as settings_of
from jcwizard.model.setup import Setup, Surroundings
from tests.keep.filled import CANARY, CLIENT_ID

EXAMPLE = """
{"version": 1, "service": "custom", "region": "us", "display_label": "Acme Wiki",
 "redirect_urls": ["https://wiki.acme.example/login/callback"],
 "login_url": "https://wiki.acme.example/login",
 "client_id": "4ff122de-428e-48c8-a4f7-d4f6b11c71a6",
 "client_authentication": "client_secret_post",
 "scopes": ["openid", "email", "profile"]}
"""


@pytest.fixture
def services(catalogue: Catalogue) -> Mapping[str, Service]:
    return catalogue.services


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "Acme.jcsetup"


class Reader:
    """Writes what is to be read into a file, and reads it."""

    def __init__(self, path: Path, services: Mapping[str, Service]) -> None:
        self._path = path
        self._services = services

    def opened(self, content: object) -> SetupFile:
        file = self._read(content)
        assert isinstance(file, SetupFile), file
        return file

    def refused(self, content: object) -> Finding:
        trouble = self._read(content)
        assert isinstance(trouble, Finding)
        return trouble

    def _read(self, content: object) -> SetupFile | Finding:
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        self._path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read(self._path, self._services)


@pytest.fixture
def reader(path: Path, services: Mapping[str, Service]) -> Reader:
    return Reader(path, services)


def facets(**keys: object) -> dict[str, object]:
    return {"version": 1, "service": "facets", **keys}


# --- reading ---------------------------------------------------------------------------------


def test_the_documented_example_is_read(reader: Reader) -> None:
    file = reader.opened(EXAMPLE)
    assert file.setup.service_id == "custom"
    assert file.setup.values["redirect_urls"] == "https://wiki.acme.example/login/callback"
    assert file.setup.values["scopes"] == "openid\nemail\nprofile"
    assert file.setup.values["client_id"] == CLIENT_ID
    assert (file.unknown_keys, file.read_only, file.notices) == ((), False, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_windows_editors_save_is_read(reader: Reader, encoding: str) -> None:
    text = json.dumps(facets(organisation="Äcme"), ensure_ascii=False)
    assert reader.opened(text.encode(encoding)).setup.values == {"organisation": "Äcme"}


def test_every_key_of_the_format_is_understood(reader: Reader) -> None:
    given_keys: dict[str, object] = {
        "region": "in",
        "issuer": "http://127.0.0.1:5000/",
        "admin_api": "http://127.0.0.1:5000/api",
        "control_plane_url": "https://acme.console.facets.cloud",
        "registration_id": "jumpcloud",
        "redirect_urls": ["https://acme.console.facets.cloud/login/oauth2/code/jumpcloud"],
        "login_url": "https://acme.console.facets.cloud",
        "paradime_region": "eu",
        "display_label": "Facets",
        "client_id": CLIENT_ID,
        "client_authentication": "client_secret_basic",
        "scopes": ["openid", "email"],
        "login_button_text": "Acme",
        "organisation": "Acme",
    }
    for service in ("facets", "paradime", "custom"):
        file = reader.opened({"version": 1, "service": service, **given_keys})
        assert file.unknown_keys == ()
        assert set(file.setup.values) == set(given_keys)


NOT_JSON = {
    "cut off": ('{"version": 1,\n "service": "fac', ("2", "13")),
    "a comma too many": ('{"version": 1,}', ("1", "15")),
    "empty": ("", ("1", "1")),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", ("1", "1")),
    "latin-1": (b'{"version": 1,\n "organisation": "\xc4cme"}', ("2", "19")),
    "not a number": ('{"version": NaN}', ("1", "1")),
    "endless number": (f'{{"version": {"1" * 9999}}}', ("1", "1")),
    "too deep": ('{"a":' * 50_000, ("1", "1")),
    "deep": ('{"a":' * 60 + "1" + "}" * 60, ("1", "1")),
    "a list": ("[1, 2]", ("1", "1")),
}


@pytest.mark.parametrize("kind", NOT_JSON)
def test_a_damaged_file_is_told_with_its_line_and_column(reader: Reader, kind: str) -> None:
    content, (line, column) = NOT_JSON[kind]
    trouble = reader.refused(content)
    assert trouble.code == "setup_file.not_json"
    assert (trouble.values["line"], trouble.values["column"]) == (line, column)


REFUSED: dict[str, tuple[object, str, dict[str, str]]] = {
    "foreign": ({"name": "app", "version": "1.0.0"}, "setup_file.not_a_setup", {}),
    "an object without anything": ({}, "setup_file.not_a_setup", {}),
    "no version": ({"service": "facets"}, "setup_file.key_missing", {"key": "version"}),
    "no service": ({"version": 1, "region": "us"}, "setup_file.key_missing", {"key": "service"}),
    "version as text": ({"version": "1", "service": "facets"}, "setup_file.bad_version", {}),
    "version true": ({"version": True, "service": "facets"}, "setup_file.bad_version", {}),
    "version 0": ({"version": 0, "service": "facets"}, "setup_file.bad_version", {}),
    "service as number": ({"version": 1, "service": 5}, "setup_file.not_text", {"key": "service"}),
    "service misspelt": (
        {"version": 1, "service": "Facet"},
        "setup_file.unknown_service",
        {"found": "Facet", "nearest": "facets"},
    ),
    "service unheard of": (
        {"version": 1, "service": "zzz"},
        "setup_file.unknown_service",
        {"nearest": "facets, paradime, custom"},
    ),
    "region": (facets(region="EU"), "setup_file.bad_value", {"key": "region", "nearest": "eu"}),
    "authentication": (
        facets(client_authentication="client_secret_posts"),
        "setup_file.bad_value",
        {"key": "client_authentication", "nearest": "client_secret_post"},
    ),
    "a service's own choice": (
        {"version": 1, "service": "paradime", "paradime_region": "usa"},
        "setup_file.bad_value",
        {"key": "paradime_region", "nearest": "us"},
    ),
    "number for text": (facets(client_id=7), "setup_file.not_text", {"key": "client_id"}),
    "null for text": (facets(client_id=None), "setup_file.not_text", {"key": "client_id"}),
    "text for list": (facets(scopes="openid"), "setup_file.not_list", {"key": "scopes"}),
    "numbers in list": (facets(scopes=[1]), "setup_file.not_list", {"key": "scopes"}),
    "empty text in list": (facets(redirect_urls=[""]), "setup_file.not_list", {}),
    "two lines in one": (facets(redirect_urls=["a\nb"]), "setup_file.not_list", {}),
    "issuer over http": (
        facets(issuer="http://oauth.id.jumpcloud.com/"),
        "setup_file.bad_address",
        {"key": "issuer"},
    ),
    "issuer by another scheme": (facets(issuer="file:///etc"), "setup_file.bad_address", {}),
    "issuer with a login": (facets(issuer="https://a:b@c.d/"), "setup_file.bad_address", {}),
    "loopback look-alike": (
        facets(issuer="http://127.0.0.1.evil.example/"),
        "setup_file.bad_address",
        {},
    ),
    "admin API over http": (
        facets(admin_api="http://console.jumpcloud.com/api"),
        "setup_file.bad_address",
        {"key": "admin_api"},
    ),
    "a key twice": (
        '{"version": 1, "service": "facets", "region": "us", "region": "eu"}',
        "setup_file.key_twice",
        {"key": "region"},
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_wrong_value_is_told_with_its_key_and_the_nearest_right_word(
    reader: Reader, kind: str
) -> None:
    content, code, values = REFUSED[kind]
    trouble = reader.refused(content)
    assert trouble.code == code
    assert values.items() <= trouble.values.items()


def test_a_file_that_is_not_there_or_far_too_big_is_told(
    path: Path, services: Mapping[str, Service], tmp_path: Path
) -> None:
    gone, folder = read(path, services), read(tmp_path, services)
    assert isinstance(gone, Finding)
    assert isinstance(folder, Finding)
    assert gone.code == folder.code == "setup_file.unreadable"
    with path.open("wb") as file:
        file.truncate(10**9)
    big = read(path, services)
    assert isinstance(big, Finding)
    assert big.code == "setup_file.too_big"


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "https://x.example/"],
)
def test_another_issuer_may_be_anywhere_by_https_and_on_loopback_by_http(
    reader: Reader, address: str
) -> None:
    assert reader.opened(facets(issuer=address)).setup.values["issuer"] == address


@pytest.mark.row("D4")
def test_a_newer_file_is_opened_read_only(reader: Reader) -> None:
    newer = {**facets(region="eu", client_id={"now": "an object"}), "version": 2, "more": 1}
    file = reader.opened(newer)
    assert file.read_only
    assert file.setup.values["region"] == "eu"
    assert file.unknown_keys == ("client_id", "more")
    assert file.notices[0].code == "setup_file.newer"


@pytest.mark.row("D4")
def test_a_newer_file_written_elsewhere_can_be_read_back(
    reader: Reader, path: Path, services: Mapping[str, Service]
) -> None:
    newer = {**facets(region="eu", client_id={"now": "an object"}), "version": 2, "more": 1}
    file = reader.opened(newer)
    other = path.with_name("other.jcsetup")
    assert write(other, file.setup, services["facets"]) is None
    again = read(other, services)
    assert isinstance(again, SetupFile), again
    assert again.unknown_keys == ("more",)


def test_a_newer_file_of_a_service_that_we_do_not_know_cannot_be_opened(reader: Reader) -> None:
    trouble = reader.refused({"version": 2, "service": "nextgen"})
    assert (trouble.code, trouble.values["version"]) == ("setup_file.newer", "2")


# --- secrets ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("extra", "named"),
    [
        ({"client_secret": CANARY}, "client_secret"),
        ({"ClientSecret": CANARY}, "ClientSecret"),
        ({"apiKey": CANARY}, "apiKey"),
        ({"jumpcloud": {"api_key": [CANARY]}}, "jumpcloud.api_key"),
        ({"people": [{"password": CANARY}]}, "people.password"),
        ({"refresh_token": {"value": CANARY}}, "refresh_token"),
    ],
)
def test_a_secret_in_a_file_is_named_but_neither_kept_nor_echoed(
    reader: Reader,
    path: Path,
    services: Mapping[str, Service],
    extra: dict[str, object],
    named: str,
) -> None:
    file = reader.opened(facets(note="stays", **extra))

    assert file.unknown_keys == ("note",)
    told = {notice.code: notice.values for notice in file.notices}
    assert told["setup_file.holds_secret"] == {"keys": named}
    assert CANARY not in repr(file)
    assert CANARY not in repr(dict(file.setup.values))
    write(path, file.setup, services["facets"])
    assert b"CANARY" not in path.read_bytes()
    assert json.loads(path.read_text("utf-8"))["note"] == "stays"


def test_a_secret_that_strayed_into_a_field_is_not_written(
    path: Path, services: Mapping[str, Service]
) -> None:
    setup = Setup("facets", {"region": "us", "organisation": CANARY, "client_id": CANARY})
    setup.put_secret(Secret(CANARY))
    assert write(path, setup, services["facets"]) is None
    assert json.loads(path.read_text("utf-8")) == facets(region="us")


def test_a_client_id_that_looks_like_a_secret_is_not_written(
    path: Path, services: Mapping[str, Service]
) -> None:
    setup = Setup("facets", {"client_id": "HWcIxp6WmTqCv6-OHtG3Dp0~Ep"})
    write(path, setup, services["facets"])
    assert json.loads(path.read_text("utf-8")) == facets()


# --- problems --------------------------------------------------------------------------------


def test_values_that_a_rule_refuses_are_kept_and_named_without_being_quoted(
    reader: Reader, catalogue: Catalogue
) -> None:
    file = reader.opened(
        facets(
            registration_id="Jump Cloud",
            client_id="HWcIxp6WmTqCv6-OHtG3Dp0~Ep",
            control_plane_url="https://console.jumpcloud.com/#/home",
            login_url="http://acme.example",
            scopes=["email"],
            organisation="Acme",
        )
    )

    found = problems(file, catalogue.services["facets"], catalogue.words)

    assert file.setup.values["registration_id"] == "Jump Cloud"
    assert {finding.code for finding in found} == {"setup_file.refused_value"}
    reasons = {finding.values["key"]: finding.values["reason"] for finding in found}
    assert set(reasons) == {
        "registration_id",
        "client_id",
        "control_plane_url",
        "login_url",
        "scopes",
    }
    assert "address of JumpCloud" in reasons["control_plane_url"]
    assert "single word" in reasons["registration_id"]
    assert "HWcIxp6" not in str(reasons)


def test_a_file_that_is_right_has_no_problems(reader: Reader, catalogue: Catalogue) -> None:
    file = reader.opened(EXAMPLE)
    assert problems(file, catalogue.services["custom"], catalogue.words) == ()


# --- writing ---------------------------------------------------------------------------------


def test_what_was_read_is_written_back_with_its_unknown_keys(
    reader: Reader, path: Path, tmp_path: Path, services: Mapping[str, Service]
) -> None:
    document = {**json.loads(EXAMPLE), "ticket": 4711, "later": {"owner": ["Ada"]}}
    file = reader.opened(document)
    other = tmp_path / "copy.jcsetup"

    assert file.unknown_keys == ("ticket", "later")
    assert write(path, file.setup, services["custom"]) is None
    assert write(other, file.setup, services["custom"]) is None

    assert json.loads(path.read_text("utf-8")) == document
    assert json.loads(other.read_text("utf-8")) == document


SIMPLE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1)
LINES = st.lists(SIMPLE.map(str.strip).filter(bool), min_size=1, max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    texts=st.dictionaries(
        st.sampled_from(["display_label", "login_url", "client_id", "organisation"]),
        SIMPLE.filter(lambda text: bool(text.strip()) and len(text) != 26),
    ),
    lists=st.dictionaries(st.sampled_from(["redirect_urls", "scopes"]), LINES),
    choices=st.fixed_dictionaries(
        {"client_authentication": st.sampled_from(["client_secret_post", "client_secret_basic"])},
        optional={"region": st.sampled_from(["us", "eu", "in"])},
    ),
    unknown=st.dictionaries(
        st.sampled_from(["x", "Änderung", "note"]),
        st.recursive(st.none() | st.booleans() | st.integers() | SIMPLE, st.lists, max_leaves=5),
    ),
)
def test_every_file_comes_back_as_it_was_written(
    tmp_path: Path,
    catalogue: Catalogue,
    texts: dict[str, str],
    lists: dict[str, list[str]],
    choices: dict[str, str],
    unknown: dict[str, object],
) -> None:
    path = tmp_path / "any.jcsetup"
    document = {"version": 1, "service": "custom", **texts, **choices, **unknown}
    valid = {"redirect_urls": [f"https://a.example/{n}" for n in range(3)]}
    document |= {**valid, **{key: value for key, value in lists.items() if key == "scopes"}}
    path.write_text(json.dumps(document), "utf-8")

    file = read(path, catalogue.services)
    assert isinstance(file, SetupFile)
    assert write(path, file.setup, catalogue.services["custom"]) is None

    assert json.loads(path.read_text("utf-8")) == document


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, len(EXAMPLE) - 1), bad=st.text(max_size=3))
def test_no_slip_of_the_pen_makes_the_reader_fail(
    tmp_path: Path, catalogue: Catalogue, place: int, bad: str
) -> None:
    path = tmp_path / "slip.jcsetup"
    path.write_text(EXAMPLE[:place] + bad + EXAMPLE[place + 1 :], "utf-8", "replace")
    assert isinstance(read(path, catalogue.services), SetupFile | Finding)


NOT_TO_BE_TOUCHED = {
    "damaged": '{"version": 1, "service": "fac',
    "newer": '{"version": 2, "service": "facets"}',
    "foreign": '{"name": "package", "version": "1.0.0"}',
    "empty": "",
    "text": "Shopping list\n",
}


@pytest.mark.parametrize("kind", NOT_TO_BE_TOUCHED)
def test_a_file_that_is_not_ours_is_never_overwritten(
    path: Path, services: Mapping[str, Service], kind: str
) -> None:
    path.write_text(NOT_TO_BE_TOUCHED[kind], "utf-8")

    trouble = write(path, Setup("facets", {"region": "us"}), services["facets"])

    assert trouble is not None
    newer = kind == "newer"
    assert trouble.code == ("setup_file.newer" if newer else "setup_file.not_ours")
    assert path.read_text("utf-8") == NOT_TO_BE_TOUCHED[kind]


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, services: Mapping[str, Service]
) -> None:
    trouble = write(tmp_path / "no" / "such.jcsetup", Setup("facets"), services["facets"])
    assert trouble is not None
    assert trouble.code == "setup_file.not_saved"


def test_a_choice_that_is_still_a_pasted_address_does_not_spoil_the_file(
    path: Path, services: Mapping[str, Service]
) -> None:
    setup = Setup("paradime", {"region": "us", "paradime_region": "https://auth.paradime.io"})
    write(path, setup, services["paradime"])
    assert isinstance(read(path, services), SetupFile)


def test_a_redirect_url_that_was_shown_for_older_values_does_not_come_back(
    path: Path, services: Mapping[str, Service], around: Surroundings
) -> None:
    old = "https://old.console.facets.cloud/login/oauth2/code/jumpcloud"
    setup = Setup("facets", {"control_plane_url": "https://new.console.facets.cloud"})
    setup.put("redirect_urls", old)
    setup.tick("redirect_urls", "the fingerprint of other values")

    write(path, setup, services["facets"])

    file = read(path, services)
    assert isinstance(file, SetupFile)
    now = settings_of(services["facets"], file.setup, around).redirect_urls
    assert now == ("https://new.console.facets.cloud/login/oauth2/code/jumpcloud",)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file")
def test_a_device_is_refused_in_words(services: Mapping[str, Service]) -> None:
    refused = read(Path(os.devnull), services)
    assert isinstance(refused, Finding)
    assert refused.values["trouble"] == "it is no ordinary file"


def test_an_outdated_redirect_uri_is_refused_by_name(path: Path, catalogue: Catalogue) -> None:
    old = "https://auth.paradime.io/login/callback"
    path.write_text(
        json.dumps({"version": 1, "service": "paradime", "redirect_urls": [old]}), "utf-8"
    )
    there = read(path, catalogue.services)
    assert isinstance(there, SetupFile)
    (refused,) = problems(there, catalogue.services["paradime"], catalogue.words)
    assert refused.values["key"] == "redirect_urls"
    assert "old guide" in refused.values["reason"]
