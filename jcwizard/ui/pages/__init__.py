"""Which page carries out which kind of step; each is imported when it is first needed."""

from __future__ import annotations

from importlib import import_module

from jcwizard.model.service import PageKind
from jcwizard.ui.page import Page

PAGES = {
    PageKind.START: "start.StartPage",
    PageKind.FORM: "form.FormPage",
    PageKind.COMPARE: "compare.ComparePage",
    PageKind.APPLICATION: "application.ApplicationPage",
    PageKind.CREDENTIALS: "credentials.CredentialsPage",
    PageKind.HAND_IN: "hand_in.HandInPage",
    PageKind.TEST: "test_login.TestLoginPage",
}


def page_class(kind: PageKind) -> type[Page]:
    """Return the page of a kind of step."""
    module, name = PAGES[kind].split(".")
    found: type[Page] = getattr(import_module(f"jcwizard.ui.pages.{module}"), name)
    if not issubclass(found, Page):
        raise TypeError(found)
    return found
