"""The page of Client ID and secret, and the check that needs nobody to sign in."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.model.finding import PREFLIGHT
from jcwizard.model.rules import swapped
from jcwizard.model.service import FieldKind, Step
from jcwizard.model.settings import accepted, shown_fields
from jcwizard.ui import runs
from jcwizard.ui.context import Context
from jcwizard.ui.page import Footer, Page
from jcwizard.ui.page_view import bring_into_sight
from jcwizard.ui.pages.check_result import CheckResult
from jcwizard.ui.pages.moments import day_and_time
from jcwizard.ui.secret_keeping import SecretKeeping
from jcwizard.ui.tasks import Task
from jcwizard.ui.timers import timer
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.field_edit import FieldEdit
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.note import Note
from jcwizard.ui.widgets.picture import Picture
from jcwizard.ui.widgets.secret_edit import SecretEdit
from jcwizard.ui.widgets.text import LinkButton, Sentence
from jcwizard.ui.widgets.tick_box import TickBox


class CredentialsPage(Page):
    """Fields, the way back to a lost secret, the keychain's choice, and *Check now*."""

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__(context, step)
        self._task: Task[Any] | None = None
        for field in shown_fields(context.service, step):
            if field.kind is FieldKind.SECRET:
                self._secret = SecretEdit(context, field.label)
                self._secret.edited.connect(self.changed)
                self.add(self._secret)
            else:
                edit = FieldEdit(context, field)
                edit.edited.connect(self.changed)
                self.add(edit)
        self._swapped = Note(context, "failed")
        self.add(self._swapped)
        self.add(RegenerateHelp(context))
        self._keeping = SecretKeeping(context)
        self._choice = KeepChoice(context, self._keeping)
        self.add(self._choice)
        self._result = CheckResult(context, step.id, self.cancel)
        self.add(self._result)
        self._ages = timer(self, 1)
        self._ages.timeout.connect(self.changed)

    def refresh(self) -> None:
        """Show the setup as it is now."""
        super().refresh()
        context = self.context
        secret = context.setup.secret
        client = accepted(context.service, context.setup, "client_id")
        crossed = bool(secret and swapped(client, secret.reveal()))
        example = context.service.fields["client_id"].example
        self._swapped.say(context.words("rule.swapped", example=example) if crossed else "")
        self._choice.refresh()
        if not self.checking:
            self._result.show_run(PREFLIGHT)

    def footer(self) -> Footer:
        """Return the footer: *Check now* beside Next, and when it was last pressed."""
        words, ready = self.context.words, not self.stop.lacks and not self.checking
        return Footer(
            primary_enabled=self.stop.may_leave and not self.checking,
            extra=((words("credentials.check_now"), ready, self.check),),
            # Whoever pastes and presses Enter wants to know first, and to go on next.
            enter_action=self.check if ready and not self._result.current else None,
            hint_text=self._age(),
        )

    def entered(self) -> None:
        """Bring back a kept secret, and let the age of the result grow."""
        self._keeping.fetch()
        self._ages.start()

    def left(self) -> None:
        """Keep the secret if that was agreed; end what is being asked."""
        self._ages.stop()
        self.cancel()
        self._keeping.store()

    @property
    def checking(self) -> bool:
        """Whether the questions are being asked."""
        return self._task is not None and self._task.running

    def check(self) -> None:
        """Ask the eight questions once; a second press while they are asked does nothing."""
        if self.checking or self.stop.lacks:
            return
        self._keeping.store()
        self._result.begin(PREFLIGHT)

        async def work() -> Any:
            return await runs.preflight(self.context, self._result.answer)

        self._task = self.context.tasks.start(work, done=self._ended, cancelled=self._ended)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop asking; what was answered is not kept."""
        if self._task is not None:
            self._task.cancel()

    def _ended(self, _: object = None) -> None:
        self._result.show_run(PREFLIGHT)
        bring_into_sight(self._result.answered)
        self.changed.emit()

    def _age(self) -> str:
        run = self.context.setup.runs.get("preflight")
        if self.checking or run is None:
            return ""
        seconds = max(0, int(time.time() - run.at))
        words = self.context.words
        if seconds < 60:
            return words("credentials.checked_seconds", seconds=str(seconds))
        if seconds < 3600:
            return words("credentials.checked_minutes", minutes=str(seconds // 60))
        return words("credentials.checked_on", when=day_and_time(words, run.at, time.time()))


class RegenerateHelp(QWidget):
    """Where a lost secret is made anew, unfolded on demand."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        words = context.words
        self._link = LinkButton(words("credentials.regenerate"), self._unfold)
        self._told = QWidget()
        told = QVBoxLayout(self._told)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(context.theme.px(8))
        told.addWidget(Sentence(context, words("credentials.regenerate_how")))
        told.addWidget(Picture(context, "jc-regenerate"))
        warning = words("credentials.regenerate_warning")
        told.addWidget(Callout(context, "warning", words("credentials.regenerate_first"), warning))
        self._told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._told)

    def _unfold(self) -> None:
        self._told.setVisible(self._told.isHidden())


class KeepChoice(QWidget):
    """Where the secret stays: in the keychain after a yes, else only in memory."""

    def __init__(self, context: Context, keeping: SecretKeeping) -> None:
        super().__init__()
        self._context, self._keeping = context, keeping
        self._stamp = context.setup.secret_stamp  # it grows when this session types or deletes one
        self.box = TickBox(context, context.words("credentials.keep"))
        self._where = Sentence(context, "", "small")
        self._trouble = FirstCause(context)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.px(5))
        column.addWidget(self.box)
        column.addWidget(self._where)
        column.addWidget(self._trouble)
        self.box.clicked.connect(keeping.agree)
        keeping.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say where the secret is now."""
        keeping, words, setup = self._keeping, self._context.words, self._context.setup
        self.box.setChecked(keeping.agreed)
        if keeping.busy:
            sentence = "credentials.keychain_asked"
        elif setup.secret is None:
            lost = setup.secret_stamp > 0 and setup.secret_stamp == self._stamp
            sentence = "credentials.not_kept_then" if lost else "credentials.nothing_to_keep"
        elif setup.secret_kept:
            sentence = "credentials.kept"
        else:
            sentence = "credentials.in_memory"
        self._where.say(words(sentence))
        if self._trouble.finding != keeping.trouble:
            self._trouble.show_finding(keeping.trouble, "warning")
