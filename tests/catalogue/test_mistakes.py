"""A mistake in a data file is refused with its file, its line and the nearest right word."""

from __future__ import annotations

from pathlib import Path

import pytest

from jcwizard.catalogue import Mistake, load

FACETS = "services/facets.toml"


@pytest.mark.parametrize(
    ("file", "right", "wrong", "said"),
    [
        (FACETS, 'card = "Facets"', 'cart = "Facets"', "unknown key 'cart'; did you mean 'card'?"),
        (FACETS, 'card = "Facets"', "", "the key 'card' is missing"),
        (FACETS, "order = 1", 'order = "1"', "a whole number is expected for 'order', not a text"),
        (FACETS, 'page = "compare"', 'page = "compere"', "unknown page 'compere'; did you mean"),
        (FACETS, 'rule = "origin"', 'rule = "orign"', "unknown rule 'orign'; did you mean"),
        (FACETS, '"menu", "add"', '"meny", "add"', "unknown click 'meny'; did you mean 'menu'?"),
        (
            FACETS,
            'fields = ["client_id", "client_secret"]',
            'fields = ["client_i", "client_secret"]',
            "unknown field 'client_i'; did you mean 'client_id'?",
        ),
        (
            FACETS,
            'needs = ["computed_redirect_url"]',
            'needs = ["login_button_text"]',
            "the step 'redirect' needs 'login_button_text', which no earlier step gives",
        ),
        (
            FACETS,
            'redirect_urls = "{control_plane_url}/',
            'redirect_urls = "{control_plan_url}/',
            "unknown name '{control_plan_url}'; did you mean 'control_plane_url'?",
        ),
        (FACETS, 'login_url = "{control_', 'login_url = "{{control_', "do not match"),
        (FACETS, 'id = "button"', 'id = "redirect"', "the step 'redirect' is there twice"),
        (FACETS, "limits = [", "limits = 3\nmore = [", "a list is expected for 'limits', not a n"),
        (FACETS, 'id = "facets"\n', 'id = "facets\n', "Illegal character"),
        (
            FACETS,
            'run = "preflight"',
            'run = "prefligth"',
            "unknown run 'prefligth'; did you mean 'preflight'?",
        ),
        (FACETS, 'preview = "redirect"', 'preview = "redirekt"', "did you mean 'redirect'?"),
        (FACETS, 'claims = ["email"]', 'claims = ["emial"]', "did you mean 'email'?"),
        (
            FACETS,
            'client_authentication = "client_secret_post"',
            'client_authentication = "client_secret_pots"',
            "did you mean 'client_secret_post'?",
        ),
        (
            "services/paradime.toml",
            'fields = ["organisation"]',
            'fields = ["organization"]',
            "unknown fields 'organization'; did you mean 'organisation'?",
        ),
        (
            "services/custom.toml",
            'default = "client_secret_post"',
            'default = "client_secret_pos"',
            "unknown default 'client_secret_pos'; did you mean 'client_secret_post'?",
        ),
        (FACETS, '"single_group"]', '"single_groop"]', "did you mean 'single_group'?"),
        (FACETS, 'test_address = "removed"', 'test_adress = "removed"', "mean 'test_address'?"),
        (FACETS, 'test_address = "removed"', 'test_address = "remove"', "mean 'removed'?"),
        ("services/custom.toml", 'toggles = "scopes"', 'toggles = "scope"', "mean 'scopes'?"),
        (
            FACETS,
            'page = "test"',
            'page = "test"\nwhen = { needs_refersh = "yes" }',
            "unknown when 'needs_refersh'; did you mean 'needs_refresh'?",
        ),
        (
            FACETS,
            '[[ending]]\nid = "sign_in"',
            '[[ending]]\nid = "test_address"',
            "the ending 'test_address' is there twice",
        ),
        ("shared/fields.toml", 'kind = "secret"', 'kind = "secrte"', "unknown kind 'secrte'"),
        ("shared/fields.toml", 'kind = "choice"', 'kind = "text"', "needs options exactly if"),
        ("shared/clicks.toml", 'id = "custom"', 'id = "add"', "the click 'add' is there twice"),
        ("i18n/en/rules.toml", 'empty = "', 'empty = 3 # "', "a text is expected for 'empty'"),
    ],
)
def test_it_names_file_line_and_the_right_word(
    resources: Path, file: str, right: str, wrong: str, said: str
) -> None:
    path = resources / file
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    with pytest.raises(Mistake) as caught:
        load(resources)
    assert said in caught.value.text
    assert str(caught.value).startswith(f"{file}:{caught.value.line}: ")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('who = "jumpcloud_admin"', 'who = "jumpcloud_admn"', "did you mean 'jumpcloud_admin'?"),
        ('step = "credentials"', 'step = "credntials"', "unknown step 'credntials'; did you mean"),
        (
            'step = "application/redirect"',
            'step = "application/redirekt"',
            "unknown step 'application/redirekt'; did you mean 'application/redirect'?",
        ),
        ("{service}", "{service", "the braces of 'title' do not match"),
        ("**Client ID**", "**Client ID*", "the ** of 'fix' do not match"),
        ('title = "', 'titel = "', "unknown key 'titel'; did you mean 'title'?"),
    ],
)
def test_a_mistake_in_a_finding_is_named_with_its_line(
    resources: Path, right: str, wrong: str, said: str
) -> None:
    path = resources / "findings" / "jumpcloud.toml"
    before, found, after = path.read_text("utf-8").partition(right)
    assert found
    path.write_text(before + wrong + after, "utf-8")
    with pytest.raises(Mistake) as caught:
        len(load(resources).explanations)
    assert said in caught.value.text
    assert caught.value.file == "findings/jumpcloud.toml"
    assert caught.value.line == before.count("\n") + 1


def test_a_consequence_of_a_finding_that_there_is_not_is_named_with_its_line(
    resources: Path,
) -> None:
    path = resources / FACETS
    before, found, after = path.read_text("utf-8").partition('"email.missing"')
    assert found
    path.write_text(f'{before}"email.mising"{after}', "utf-8")
    with pytest.raises(Mistake) as caught:
        len(load(resources).explanations)
    assert caught.value.text == "unknown finding 'email.mising'; did you mean 'email.missing'?"
    assert caught.value.line == before.count("\n") + 1


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("Facets knows", "{servic} knows", "unknown name '{servic}'; did you mean 'service'?"),
        ("Facets knows", "{service knows", "the braces of 'email.missing' do not match: "),
        ("Facets knows", "**Facets knows", "the ** of 'email.missing' do not match"),
    ],
)
def test_a_mistake_in_a_consequence_is_named_with_its_line(
    resources: Path, right: str, wrong: str, said: str
) -> None:
    path = resources / FACETS
    before, found, after = path.read_text("utf-8").partition('"email.missing"')
    assert found
    path.write_text(before + found + after.replace(right, wrong, 1), "utf-8")
    with pytest.raises(Mistake) as caught:
        load(resources)
    assert caught.value.text.startswith(said)
    assert caught.value.line == before.count("\n") + 1


def test_the_line_is_the_line_of_the_key(resources: Path) -> None:
    path = resources / FACETS
    lines = path.read_text("utf-8").splitlines()
    number = lines.index('page = "compare"')
    lines[number] = 'page = "no-such-page"'
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(Mistake) as caught:
        load(resources)
    assert caught.value.line == number + 1


def test_a_file_that_is_not_utf8_is_named(resources: Path) -> None:
    (resources / FACETS).write_bytes(b'id = "\xff"')
    with pytest.raises(Mistake, match=r"services/facets\.toml:1: the file is not UTF-8"):
        load(resources)


def test_the_same_service_twice_is_refused(resources: Path) -> None:
    text = (resources / FACETS).read_text("utf-8")
    (resources / "services" / "zzz.toml").write_text(text, "utf-8")
    with pytest.raises(Mistake, match="the service 'facets' is there twice"):
        load(resources)
