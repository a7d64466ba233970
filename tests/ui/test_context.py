"""The context gives pages what they need."""

from jcwizard.ui.context import Context


def test_names_that_are_not_known_yet_are_said_as_an_ellipsis(context: Context) -> None:
    assert context.names()["client_id"] == ""
    assert context.said_names()["client_id"] == "…"


def test_a_value_cannot_format_a_sentence(context: Context) -> None:
    context.setup.put("login_button_text", "**Acme**")
    assert "**" not in context.said_names()["login_button_text"]


def test_a_finding_says_what_it_means_for_this_service(context: Context) -> None:
    values = {"redirect_name": "Redirect URL", "service": "Facets"}
    assert "Facets keeps its own copy" in context.explain("client_secret.wrong", values).why
    context.setup.choose("paradime")
    assert "Paradime keeps its own copy" in context.explain("client_secret.wrong", values).why
    context.setup.choose("custom")
    assert "its own copy" not in context.explain("client_secret.wrong", values).why
