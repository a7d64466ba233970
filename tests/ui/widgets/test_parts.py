"""The other parts: copying, callouts, checks, the first cause, pictures, cards and rows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding, Status
from jcwizard.ui.context import Context
from jcwizard.ui.markup import fill_sentence, plain, rich
from jcwizard.ui.widgets.check_list import CheckList
from jcwizard.ui.widgets.choice_cards import Choice, ChoiceCards
from jcwizard.ui.widgets.copy_field import CopyField
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.numbered_rows import NumberedRows
from jcwizard.ui.widgets.picture import Picture, shortened, with_values
from tests.ui.sample import Heard

URL = "https://acme.console.facets.cloud/login/oauth2/code/jumpcloud"
CODE = "network.timeout"
EXCHANGE = Exchange("GET", "https://a.example/<b>x</b>", (("a", "1"),), 303, (("b", "2"),), "", 0.4)


def shown(part: QWidget) -> str:
    labels = [label.text() for label in part.findChildren(QLabel)]
    return "\n".join(labels + [text.toPlainText() for text in part.findChildren(QPlainTextEdit)])


# --- sentences ---------------------------------------------------------------------------------


@pytest.mark.row("K90")
def test_only_our_own_marks_format_a_sentence() -> None:
    assert rich("Click **Save** & <b>go</b>") == "Click <b>Save</b> &amp; &lt;b&gt;go&lt;/b&gt;"
    assert plain("Click **Save** at `x`") == "Click Save at x"


def test_a_long_word_may_be_broken_where_room_is_short_and_is_read_whole() -> None:
    host = "console.eu.jumpcloud.com"
    assert rich(f"At **{host}**.") == "At <b>console.\u200beu.\u200bjumpcloud.\u200bcom</b>."
    assert rich("id 65f0c0ffee65f0c0ffee65f0") == "id 65f0c0ffee65\u200bf0c0ffee65f0"
    assert plain(f"At **{host}**.") == f"At {host}."
    assert "\u200b" not in rich("a short.example e-mail")


@pytest.mark.row("K90")
def test_a_value_cannot_bring_marks_along() -> None:
    said = fill_sentence("Open {name}", {"name": "**x** <a href='y'>"})
    assert "<b>" not in rich(said)
    assert "<a" not in rich(said)


def test_a_name_that_is_not_known_yet_is_an_ellipsis() -> None:
    assert fill_sentence("Open {name} at {place}", {"name": ""}) == "Open … at …"


# --- copying -----------------------------------------------------------------------------------


@pytest.fixture
def copy_field(context: Context, qtbot: QtBot) -> CopyField:
    """A Redirect URL to copy."""
    field = CopyField(context, "Redirect URL", URL)
    qtbot.addWidget(field)
    field.show()
    return field


def test_copy_answers_where_it_was_pressed(copy_field: CopyField, heard: Heard) -> None:
    assert copy_field.button.accessibleName() == "Copy Redirect URL"
    copy_field.button.click()
    assert QGuiApplication.clipboard().text(QClipboard.Mode.Clipboard) == URL
    assert copy_field.button.text() == "Copied ✓"
    assert "Redirect URL copied" in heard.announced


@pytest.mark.row("S19")
@pytest.mark.row("M23")
def test_a_clipboard_that_took_nothing_is_not_called_copied(
    copy_field: CopyField, monkeypatch: pytest.MonkeyPatch, heard: Heard
) -> None:
    class Full:
        def setText(self, *_: object) -> None:  # noqa: N802 - Qt's name
            return

        def text(self, *_: object) -> str:
            return "something else"

    monkeypatch.setattr(QGuiApplication, "clipboard", Full)
    copy_field.button.click()
    assert copy_field.button.text() == "Not copied"
    assert any("could not be copied" in text for text in heard.announced)


def test_another_value_asks_to_be_copied_again(copy_field: CopyField) -> None:
    copy_field.button.click()
    copy_field.set_value("https://other.example/")
    assert copy_field.button.text() == "Copy"
    copy_field.set_value("")
    assert not copy_field.button.isEnabled()


@pytest.mark.parametrize("width", [700, 300, 180])
def test_a_long_value_wraps_and_is_never_cut(copy_field: CopyField, width: int) -> None:
    copy_field.resize(width, 50)
    copy_field.adjustSize()
    copy_field.resize(width, copy_field.sizeHint().height())
    text = copy_field.findChild(QPlainTextEdit)
    lines = text.document().size().height()
    assert text.height() >= lines * text.fontMetrics().lineSpacing()
    assert text.viewport().width() >= text.document().idealWidth() - 1


# --- checks ------------------------------------------------------------------------------------


@pytest.fixture
def checks(context: Context, qtbot: QtBot) -> CheckList:
    """Three checks, not asked yet."""
    made = CheckList(context, ("issuer", "client_id", "scopes"))
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_row_is_called_by_its_sentence_and_its_word(checks: CheckList) -> None:
    checks.show_checks([Check.passed("issuer"), Check.not_run("client_id")])
    names = [row.button.accessibleName() for row in checks.rows]
    assert names == [
        "JumpCloud answers for the region US, passed",
        "JumpCloud knows the Client ID, not run",
    ]


def test_answers_come_in_one_by_one_and_are_announced(checks: CheckList, heard: Heard) -> None:
    checks.run()
    assert [row.status for row in checks.rows] == ["running", "waiting", "waiting"]
    checks.answer(Check.passed("issuer"))
    assert [row.status for row in checks.rows] == ["passed", "running", "waiting"]
    assert heard.announced[-1] == "JumpCloud answers for the region US, passed"


def test_evidence_unfolds_by_keyboard_as_plain_text(checks: CheckList, qtbot: QtBot) -> None:
    checks.show_checks([Check.passed("issuer", evidence=(EXCHANGE,), actual="<i>200</i>")])
    row = checks.rows[0]
    assert not row.unfolded
    row.button.setFocus()
    qtbot.keyClick(row.button, Qt.Key.Key_Space)
    assert row.unfolded
    assert "<i>200</i>" in shown(row)
    assert "GET https://a.example/<b>x</b>" in shown(row)
    qtbot.keyClick(row.button, Qt.Key.Key_Space)
    assert not row.unfolded


def test_the_same_answer_again_leaves_the_evidence_unfolded(checks: CheckList) -> None:
    answer = Check.passed("issuer", evidence=(EXCHANGE,))
    checks.show_checks([answer])
    checks.rows[0].unfold()
    checks.show_checks([answer])
    assert checks.rows[0].unfolded
    checks.show_checks([Check.passed("issuer", actual="new")])
    assert not checks.rows[0].unfolded


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_an_icon_and_a_word(checks: CheckList, status: Status) -> None:
    checks.show_checks([Check("issuer", status)])
    row = checks.rows[0]
    assert row._word.accessibleName()
    assert row._mark.grab().toImage() != checks.grab().toImage()


# --- the first cause ---------------------------------------------------------------------------


def test_the_first_cause_says_what_is_wrong_and_goes_to_the_step(
    context: Context, qtbot: QtBot, heard: Heard
) -> None:
    code = next(c for c, e in context.explanations.items() if e.step == "credentials" and e.fix)
    page = QWidget()
    qtbot.addWidget(page)
    cause = FirstCause(context)
    QVBoxLayout(page).addWidget(cause)
    cause.show_finding(Finding(code, URL, "<b>another</b>"))
    told = context.explain(code, {})
    assert not cause.isHidden()
    assert plain(told.title) in [label.accessibleName() for label in cause.findChildren(QLabel)]
    assert URL in shown(cause)
    assert "<b>another</b>" in shown(cause)
    titles = {step.id: step.title for step in context.service.steps}
    go_to = [b for b in cause.findChildren(QPushButton) if b.accessibleName().startswith("Go to ")]
    assert [button.accessibleName() for button in go_to] == [f"Go to {titles['credentials']}"]
    go_to[0].click()
    assert heard.went == ["credentials"]
    cause.show_finding(None)
    assert cause.isHidden()


def test_an_address_that_the_fix_needs_can_be_copied(context: Context, qtbot: QtBot) -> None:
    cause = FirstCause(context)
    qtbot.addWidget(cause)
    cause.show_finding(Finding("redirect.service_missing", URL, "invalid_request"))
    copy = next(b for b in cause.findChildren(QPushButton) if b.accessibleName() == "Copy Expected")
    copy.click()
    assert QGuiApplication.clipboard().text() == URL


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("400 invalid_grant", "401 invalid_client"),
        ("code", "access_denied: no"),
        ("an id", "invalid_client: no"),
    ],
)
def test_what_engines_say_to_each_other_is_left_to_the_details(
    context: Context, qtbot: QtBot, expected: str, actual: str
) -> None:
    cause = FirstCause(context)
    qtbot.addWidget(cause)
    cause.show_finding(Finding("client_secret.wrong", expected, actual))
    assert expected not in shown(cause)
    assert actual not in shown(cause)


def test_a_remark_compares_nothing(context: Context, qtbot: QtBot) -> None:
    cause = FirstCause(context)
    qtbot.addWidget(cause)
    cause.show_finding(Finding("email.verified_as_text", "true", '"true"'), "warning")
    assert "Expected" not in shown(cause)


def test_a_finding_about_one_click_leads_to_that_click(
    context: Context, qtbot: QtBot, heard: Heard
) -> None:
    cause = FirstCause(context)
    qtbot.addWidget(cause)
    cause.show_finding(Finding("redirect.service_missing", URL, "invalid_request"))
    assert cause.way is not None
    assert cause.way.accessibleName() == "Go to JumpCloud application"
    cause.way.click()
    assert heard.went == ["application/redirect"]


@pytest.mark.parametrize(
    ("code", "kind", "offered"),
    [
        ("provider.unexpected_answer", "unknown", True),
        ("redirect.not_judged", "unknown", True),
        ("network.timeout", "unknown", True),
        ("identity.unsigned", "failed", True),
        ("token.code_refused", "failed", True),
        ("redirect.service_missing", "failed", False),
        ("email.verified_as_text", "warning", False),
    ],
)
def test_what_nobody_could_tell_can_be_copied_for_support(
    context: Context, qtbot: QtBot, code: str, kind: str, offered: bool
) -> None:
    cause = FirstCause(context)
    qtbot.addWidget(cause)
    cause.show_finding(Finding(code, "302, 303", "418 text/plain", {"host": "a.example"}), kind)
    buttons = [b for b in cause.findChildren(QPushButton) if b.text() == "Copy details"]
    assert bool(buttons) is offered
    if offered:
        buttons[0].click()
        copied = QGuiApplication.clipboard().text()
        assert copied.startswith("JumpCloud Setup Wizard: details for support, without secrets")
        assert f"What was shown\n    -: unknown {code}" in copied
        assert "418 text/plain" in copied
        assert buttons[0].text() == "Copied ✓"


def test_an_unfolded_row_that_nobody_could_tell_offers_its_details(
    context: Context, qtbot: QtBot
) -> None:
    checks = CheckList(context, ["scopes"])
    qtbot.addWidget(checks)
    finding = Finding("scopes.not_judged", "openid email", "418 text/plain")
    checks.show_checks([Check.of("scopes", Status.UNKNOWN, finding)])
    row = checks.rows[0]
    row.unfold()
    button = next(b for b in row.findChildren(QPushButton) if b.text() == "Copy details")
    button.click()
    assert "unknown scopes.not_judged" in QGuiApplication.clipboard().text()


# --- pictures ----------------------------------------------------------------------------------


def test_a_picture_says_what_it_shows(context: Context, qtbot: QtBot) -> None:
    picture = Picture(context, "jc-redirect")
    qtbot.addWidget(picture)
    assert "Redirect URIs" in picture.accessibleDescription()
    assert picture.heightForWidth(340) * 2 == pytest.approx(picture.heightForWidth(680), abs=2)


def test_a_value_in_a_picture_is_escaped_and_shortened() -> None:
    source = '<text data-max="9">{{value:url}}</text>'
    assert with_values(source, {"url": "<&>"}) == '<text data-max="9">&lt;&amp;&gt;</text>'
    assert shortened("abcdefghijkl", 9) == "abcd…ijkl"
    assert with_values(source, {}) == '<text data-max="9">…</text>'


# --- cards and rows ----------------------------------------------------------------------------


def test_a_card_is_a_radio_button_called_by_its_title(context: Context, qtbot: QtBot) -> None:
    cards = ChoiceCards(context, "Service", [Choice("a", "Facets", "One"), Choice("b", "Paradime")])
    qtbot.addWidget(cards)
    cards.show()
    heard: list[str] = []
    cards.chosen.connect(heard.append)
    assert cards.cards["a"].accessibleName() == "Facets"
    qtbot.mouseClick(cards.cards["b"], Qt.MouseButton.LeftButton)
    assert heard == ["b"]
    cards.choose("a")
    assert cards.cards["a"].isChecked()
    assert not cards.cards["b"].isChecked()
    cards.choose("")
    assert not cards.cards["a"].isChecked()
    assert heard == ["b"]


def test_rows_are_numbered_and_have_their_action(context: Context, qtbot: QtBot) -> None:
    pressed: list[int] = []
    rows = NumberedRows(context)
    qtbot.addWidget(rows)
    rows.add("First", ("Open it", lambda: pressed.append(1)))
    second = rows.add("Second")
    link = rows.rows[0].link
    assert link is not None
    link.click()
    assert pressed == [1]
    second.settle("passed", "saved")
    assert second._word.accessibleName() == "saved"
