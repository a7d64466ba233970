"""After a pass: what is left to do, the mail without the secret, the report and the setup file."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton

from jcwizard.keep import setup_file
from jcwizard.keep.report import report_html
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup
from jcwizard.net import mail
from jcwizard.ui import runs
from jcwizard.ui.context import Context
from jcwizard.ui.pages.ending_row import EndingRow
from jcwizard.ui.pages.finishing import Finishing
from jcwizard.ui.pages.keep_record import KeepRecord
from jcwizard.ui.pages.test_login import TestLoginPage as LoginPage
from jcwizard.ui.widgets.tick_box import TickBox
from tests.ui.pages import login_states
from tests.ui.pages.finding import called, said
from tests.ui.pages.living import Living, everything_shown
from tests.ui.sample import Heard


def finishing(live: Living, context: Context, service_id: str = "facets") -> Finishing:
    """Open the page of a setup whose test login has passed."""
    context.setup = Setup(service_id)
    login_states.enter(context, service_id)
    login_states.pass_login(context)
    page = live.open("test")
    assert isinstance(page, LoginPage)
    live.turn()
    return page.finishing


def row_of(part: Finishing, ending_id: str) -> EndingRow:
    return next(row for row in part.endings if row.ending.id == ending_id)


def press(row: EndingRow | KeepRecord) -> None:
    assert row.row.link is not None
    row.row.link.click()


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The mail addresses that were opened; the mail program says yes."""
    opened: list[str] = []

    def open_mail(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(mail, "open_mail", open_mail)
    return opened


@pytest.mark.parametrize(
    ("service_id", "rows"),
    [
        ("facets", ["sign_in", "test_address"]),
        ("paradime", ["hand_over", "sign_in", "test_address"]),
        ("custom", ["enter_values", "sign_in", "test_address"]),
    ],
)
def test_each_service_ends_with_its_own_rows_and_the_record(
    live: Living, context: Context, service_id: str, rows: list[str]
) -> None:
    part = finishing(live, context, service_id)
    assert [row.ending.id for row in part.endings] == rows
    assert called(part, QPushButton, "Save report").isEnabled()


def test_signing_in_opens_the_services_page(live: Living, context: Context, heard: Heard) -> None:
    part = finishing(live, context)
    assert "use the button Acme" in said(part)
    press(row_of(part, "sign_in"))
    assert heard.opened == ["https://acme.console.facets.cloud"]


def test_removing_the_test_address_unfolds_what_to_look_for_and_opens_nothing_by_itself(
    live: Living, context: Context, heard: Heard
) -> None:
    row = row_of(finishing(live, context), "test_address")
    press(row)
    live.turn()
    assert heard.opened == []
    called(row, QPushButton, "Copy Test address").click()
    assert QGuiApplication.clipboard().text() == context.around.test_address
    called(row, QPushButton, "Open the JumpCloud console").click()
    assert heard.opened == ["https://console.jumpcloud.com"]
    press(row)
    assert not row._unfolded.isVisible()


def test_what_was_done_is_kept_and_can_be_taken_back(live: Living, context: Context) -> None:
    row = row_of(finishing(live, context), "test_address")
    tick = called(row, TickBox, "Removed")
    tick.click()
    assert "ending/test_address" in context.setup.ticks
    assert "done" in said(row).splitlines()
    tick.click()
    assert "ending/test_address" not in context.setup.ticks


def test_the_removed_test_address_is_known_to_later_checks_and_goes_into_the_setup_file(
    live: Living, context: Context, tmp_path: Path
) -> None:
    row = row_of(finishing(live, context), "test_address")
    called(row, TickBox, "Removed").click()
    assert runs.target(context).test_removed
    file = tmp_path / "acme.jcsetup"
    assert setup_file.write(file, context.setup, context.service) is None
    assert json.loads(file.read_text("utf-8"))["test_address"] == "removed"
    called(row, TickBox, "Removed").click()
    assert not runs.target(context).test_removed


def test_a_removal_that_a_setup_file_tells_of_is_shown_as_done_and_can_be_taken_back(
    live: Living, context: Context
) -> None:
    part = finishing(live, context)
    context.setup.put("test_address", "removed")
    row = row_of(part, "test_address")
    row.refresh()
    tick = called(row, TickBox, "Removed")
    assert tick.isChecked()
    assert "done" in said(row).splitlines()
    tick.click()
    assert not tick.isChecked()
    assert not runs.target(context).test_removed


def test_what_was_done_with_other_values_is_out_of_date(live: Living, context: Context) -> None:
    row = row_of(finishing(live, context, "paradime"), "hand_over")
    called(row, TickBox, "Handed over").click()
    context.setup.put_secret(Secret("another-secret_of-26-signs"))
    row.refresh()
    assert "out of date" in said(row).splitlines()
    assert not row.tick.isChecked()


def test_the_report_counts_a_ticked_ending_as_done(live: Living, context: Context) -> None:
    part = finishing(live, context)
    for row in part.endings:
        row.tick.click()
    html = report_html(
        context.service, context.setup, context.around, context.words, context.explanations, 0
    )
    assert "Remove the test address" not in html


# --- the hand-over -----------------------------------------------------------------------------


def test_the_mail_waits_for_the_company_name(live: Living, context: Context) -> None:
    row = row_of(finishing(live, context, "paradime"), "hand_over")
    press(row)
    live.turn()
    assert "Fill in the field above: the mail needs it." in said(row)
    called(row, QLineEdit, "Company name").setText("Acme")
    called(row, QLineEdit, "Company name").textEdited.emit("Acme")
    live.turn()
    assert row._mail is not None
    to, subject, body = (field.value for field in row._mail.parts)
    assert to == "support@paradime.io"
    assert subject == "JumpCloud single sign-on for Acme"
    assert "Company name: Acme" in body
    assert "Client ID: 4ff122de-428e-48c8-a4f7-d4f6b11c71a6" in body
    assert "{" not in body


@pytest.mark.holds_secret("a window", "the person typed it as the company's name")
def test_the_mail_program_gets_the_mail_and_never_the_secret(
    live: Living, context: Context, mails: list[str]
) -> None:
    row = row_of(finishing(live, context, "paradime"), "hand_over")
    context.setup.put("organisation", f"Acme & Söhne {login_states.SECRET}")
    live.turn()
    press(row)
    live.turn()
    assert row._mail is not None
    assert login_states.SECRET not in everything_shown(row._mail)
    called(row, QPushButton, "Open in mail program").click()
    live.until(lambda: len(mails) == 1)
    live.turn()
    assert "The mail program was asked to open the mail" in said(row)
    parts = urlsplit(mails[0])
    fields = parse_qs(parts.query)
    assert parts.path == "support@paradime.io"
    assert fields["subject"][0].startswith("JumpCloud single sign-on for Acme & Söhne ")
    assert "\r\nRedirect URI: https://account.paradime.io/login/callback\r\n" in fields["body"][0]
    assert login_states.SECRET not in mails[0]
    assert login_states.SECRET not in fields["body"][0] + fields["subject"][0]


def test_without_a_mail_program_the_parts_are_copied(
    live: Living, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "open_mail", lambda _: False)
    row = row_of(finishing(live, context, "paradime"), "hand_over")
    context.setup.put("organisation", "Acme")
    live.turn()
    press(row)
    live.turn()
    called(row, QPushButton, "Open in mail program").click()
    live.until(lambda: "No mail program could be opened" in said(row))
    called(row, QPushButton, "Copy Subject").click()
    assert QGuiApplication.clipboard().text() == "JumpCloud single sign-on for Acme"


def test_the_values_for_the_password_manager_come_one_by_one(
    live: Living, context: Context
) -> None:
    row = row_of(finishing(live, context, "paradime"), "hand_over")
    press(row)
    live.turn()
    called(row, QPushButton, "Copy Client ID").click()
    assert QGuiApplication.clipboard().text() == login_states.CLIENT_ID
    called(row, QPushButton, "Copy Client Secret").click()
    assert QGuiApplication.clipboard().text() == login_states.SECRET
    assert login_states.SECRET not in everything_shown(live.window)
    assert "leaves the clipboard after 60 seconds" in said(row)
    context.clipboard.clear()
    assert QGuiApplication.clipboard().text() == ""


def test_a_hand_over_waits_for_the_other_side_until_they_have_answered(
    live: Living, context: Context
) -> None:
    part = finishing(live, context, "paradime")
    row = row_of(part, "hand_over")
    assert "Waiting for Paradime" not in said(part)
    called(row, TickBox, "Handed over").click()
    live.turn()
    assert "Waiting for Paradime" in said(part)
    assert "waiting" in said(row).splitlines()
    live.window.close()
    again = live.open("test")
    live.turn()
    assert "Waiting for Paradime" in said(again)
    assert isinstance(again, LoginPage)
    called(again, TickBox, "Paradime has answered").click()
    live.turn()
    assert "Waiting for Paradime" not in said(again)
    assert "done" in said(row_of(again.finishing, "hand_over")).splitlines()


# --- the record --------------------------------------------------------------------------------


def record_of(part: Finishing) -> KeepRecord:
    assert part.record is not None
    return part.record


def test_the_report_is_saved_as_a_web_page_without_the_secret(
    live: Living, context: Context, tmp_path: Path
) -> None:
    record, path = record_of(finishing(live, context)), tmp_path / "report.html"
    record.save_report(path)
    live.until(path.exists)
    live.until(lambda: "Saved as report.html" in said(record))
    html = path.read_text("utf-8")
    assert "It works. Jane Rivera signed in on" in html
    assert login_states.SECRET not in html


def test_the_report_is_saved_as_a_pdf_without_the_secret(
    live: Living, context: Context, tmp_path: Path
) -> None:
    record, path = record_of(finishing(live, context)), tmp_path / "report.PDF"
    record.save_report(path)
    live.until(path.exists)
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert b"/Page" in data
    assert len(data) > 10_000
    assert login_states.SECRET.encode() not in data


def test_a_report_that_cannot_be_written_says_why(
    live: Living, context: Context, tmp_path: Path
) -> None:
    record = record_of(finishing(live, context))
    record.save_report(tmp_path / "no such folder" / "report.html")
    title = context.explanations["report.not_saved"].title
    live.until(lambda: title in said(record))
    assert "Saved as" not in said(record)


def test_a_pdf_that_cannot_be_written_says_why(
    live: Living, context: Context, tmp_path: Path
) -> None:
    record = record_of(finishing(live, context))
    record.save_report(tmp_path / "no such folder" / "report.pdf")
    title = context.explanations["report.not_saved"].title
    live.until(lambda: title in said(record))


def test_the_button_asks_where_to_save_and_suggests_a_name(
    live: Living, context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = record_of(finishing(live, context))
    called(record, QPushButton, "Save report").click()
    dialog = record.findChild(QFileDialog)
    assert dialog is not None
    assert Path(dialog.selectedFiles()[0]).name == "JumpCloud sign-on for Facets.html"
    assert dialog.nameFilters() == ["Web page (*.html)", "PDF (*.pdf)"]
    dialog.filterSelected.emit("PDF (*.pdf)")
    assert dialog.defaultSuffix() == "pdf"
    path = tmp_path / "chosen.html"
    dialog.fileSelected.emit(str(path))
    dialog.close()
    live.until(path.exists)


def test_the_setup_is_saved_as_a_file_without_the_secret(
    live: Living, context: Context, tmp_path: Path
) -> None:
    record, path = record_of(finishing(live, context)), tmp_path / "acme.jcsetup"
    called(record, QPushButton, "Save a setup file").click()
    dialog = record.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.close()
    live.until(path.exists)
    live.until(lambda: "Saved as acme.jcsetup" in said(record))
    text = path.read_text("utf-8")
    assert json.loads(text)["service"] == "facets"
    assert login_states.SECRET not in text


def test_a_foreign_file_is_left_as_it_is(live: Living, context: Context, tmp_path: Path) -> None:
    record, path = record_of(finishing(live, context)), tmp_path / "letter.jcsetup"
    path.write_text("Dear Sam", "utf-8")
    record.save_setup_file(path)
    title = context.explanations["setup_file.not_ours"].title
    live.until(lambda: title in said(record))
    assert path.read_text("utf-8") == "Dear Sam"


def test_the_rows_are_there_only_after_a_pass(live: Living, context: Context) -> None:
    login_states.enter(context)
    page = live.open("test")
    assert isinstance(page, LoginPage)
    assert not page.finishing.isVisible()
    login_states.pass_login(context)
    live.turn()
    assert page.finishing.isVisible()
