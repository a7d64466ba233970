"""The ways through the Admin API: one stage on show, each with its own task and footer."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from jcwizard.model.changes import ChangeState
from jcwizard.model.route import Stop
from jcwizard.ui.admin.attempt import Attempt, Mode, StageId
from jcwizard.ui.admin.organisation_choice import OrganisationChoice
from jcwizard.ui.admin.stage import Stage
from jcwizard.ui.admin.stage_compare import CompareStage
from jcwizard.ui.admin.stage_doing import DoingStage
from jcwizard.ui.admin.stage_done import DoneStage
from jcwizard.ui.admin.stage_find import FindStage
from jcwizard.ui.admin.stage_preview import PreviewStage
from jcwizard.ui.admin.stage_sign_in import SignInStage
from jcwizard.ui.context import Context
from jcwizard.ui.page import Footer
from jcwizard.ui.pages.changes_made import ChangesMade
from jcwizard.ui.widgets.flow import Flow
from jcwizard.ui.widgets.text import Heading, LinkButton

STAGES: tuple[type[Stage], ...] = (
    SignInStage,
    OrganisationChoice,
    FindStage,
    CompareStage,
    PreviewStage,
    DoingStage,
    DoneStage,
)

WITHOUT_CHANGES = {StageId.ORGANISATION, StageId.PREVIEW, StageId.DOING}
"""Where what was changed so far would only be in the way."""


class ApiWay(QWidget):
    """Owns the order of the stages; each is made when it is first shown."""

    changed = Signal()
    """The footer must be read again."""

    clicks_wanted = Signal()
    """The person goes on with the guided clicks."""

    checked_myself = Signal()
    """The person says that all clicks are done."""

    focus_wanted = Signal()
    """Another stage is on show, or what was waited for has come."""

    def __init__(self, context: Context, heading: Heading) -> None:
        super().__init__()
        self._context, self._heading = context, heading
        self.attempt = Attempt(Mode.CREATE)
        self._stages: dict[StageId, Stage] = {}
        self._at = StageId.SIGN_IN
        self._seen = self._states()
        self._changes = ChangesMade(context)
        self._changes.changed.connect(self._changes_changed)
        self.links = Flow(spacing=context.theme.px(24))
        self._sign_out = LinkButton(context.words("api_way.sign_out"), self._leave_session)
        self.links.addWidget(self._sign_out)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(context.theme.px(16))
        self._column.addWidget(self._changes)
        self._column.addLayout(self.links)

    @property
    def stage(self) -> Stage:
        """The stage on show."""
        return self._stage(self._at)

    @property
    def begun(self) -> bool:
        """Whether the person is further than the sign-in."""
        return self._at is not StageId.SIGN_IN

    def set_mode(self, mode: str) -> None:
        """Take what the person came for; how far they are stays.

        Only whoever is to check an application must not find themselves making a new one.
        """
        before, self.attempt.mode = self.attempt.mode, Mode(mode)
        if before is Mode.CREATE and self.attempt.mode is Mode.CHECK and self._makes_new:
            self.stage.left()
            self._at = StageId.FIND

    @property
    def changing(self) -> bool:
        """Whether JumpCloud is being changed: then Cancel is the one way out."""
        return self._at is StageId.DOING

    @property
    def _makes_new(self) -> bool:
        """Whether a new application is meant and not made."""
        made = isinstance(self.stage, DoneStage) and self.stage.done
        meant = self._at in (StageId.COMPARE, StageId.PREVIEW, StageId.DONE)
        return meant and not made and not self.attempt.application_id

    def entered(self) -> None:
        """Go on where the person was; without a session that is the sign-in."""
        at = self._at
        if at in (StageId.SIGN_IN, StageId.ORGANISATION) and self._context.admin is not None:
            at = self._landing()
        self._show(at, focus=False)

    def left(self) -> None:
        """End what is asked; what is being changed is taken back."""
        self._changes.stop()
        self.stage.left()

    def refresh(self) -> None:
        """Show the setup as it is now; a session that is gone must be entered anew."""
        outside = self._at in (StageId.SIGN_IN, StageId.ORGANISATION)
        if self._context.admin is None and not outside and not self.stage.busy:
            self._forget()
            self._show(StageId.SIGN_IN, focus=False)
            return
        self.stage.refresh()
        self._changes.refresh()
        self._say()
        self._order_focus()

    def footer(self, stop: Stop) -> Footer:
        """Return the footer of the stage on show."""
        return self.stage.footer(stop)

    def waits(self, seconds: float) -> None:
        """Say that JumpCloud asks to wait, on whichever stage is on show."""
        self.stage.waits(seconds)

    def first(self) -> QWidget | None:
        """Return the control that the keyboard begins at, None for the primary button."""
        cancel = self.stage.waiting.button
        return cancel if cancel.isVisibleTo(self.stage) else self.stage.first()

    def _landing(self) -> StageId:
        """Go straight to an application that the setup knows, when it is to be checked."""
        linked = self._context.setup.application_id
        if self.attempt.mode is Mode.CHECK and linked:
            self.attempt.look_anew(linked)
            return StageId.COMPARE
        return StageId.FIND

    def _stage(self, place: StageId) -> Stage:
        if place not in self._stages:
            made = next(stage for stage in STAGES if stage.place is place)
            stage = made(self._context, self.attempt)
            stage.changed.connect(self._stage_changed)
            stage.go.connect(self._go)
            stage.clicks_wanted.connect(self.clicks_wanted)
            stage.focus_wanted.connect(self.focus_wanted)
            if isinstance(stage, SignInStage):
                stage.no_key.checked_myself.connect(self.checked_myself)
            elif isinstance(stage, OrganisationChoice):
                stage.chosen.connect(self._enter)
            stage.hide()
            self._stages[place] = stage
            self._column.insertWidget(0, stage)
        return self._stages[place]

    def _enter(self, organisation: object) -> None:
        from jcwizard.jumpcloud.access import Organisation

        sign_in = self._stage(StageId.SIGN_IN)
        if isinstance(organisation, Organisation) and isinstance(sign_in, SignInStage):
            sign_in.choose(organisation, several=True)

    def _go(self, place: str) -> None:
        at = StageId(place)
        if at is StageId.FIND and self._at in (StageId.SIGN_IN, StageId.ORGANISATION):
            at = self._landing()
        if self._at is StageId.DOING:
            self._seen = self._states()
        if self._at is StageId.DOING and not self.isVisible():
            self._at = at  # the person sees it on coming back
            return
        self._show(at, focus=True)

    def _show(self, place: StageId, *, focus: bool) -> None:
        if place is not self._at:
            self.stage.left()
        self._at = place
        for known, stage in self._stages.items():
            stage.setVisible(known is place)
        session = self._context.admin
        if session is not None:
            session.waits.listener = self.waits
        self.stage.show()
        self.stage.entered()
        self._changes.refresh()
        self._say()
        self.changed.emit()
        if focus:
            self.focus_wanted.emit()

    def _say(self) -> None:
        self._heading.say(*self.stage.heading())
        words = self._context.words
        session = self._context.admin
        self._sign_out.setText(words("api_way.sign_out"))
        self._sign_out.setVisible(session is not None and self._at is not StageId.DOING)
        changes = self._context.setup.changes
        open_ends = any(one.state in (ChangeState.BEGUN, ChangeState.UNKNOWN) for one in changes)
        place = 0 if open_ends else self._column.count() - 2
        if self._column.indexOf(self._changes) != place:
            self._column.removeWidget(self._changes)
            self._column.insertWidget(place, self._changes)
        if self._at in WITHOUT_CHANGES:
            self._changes.hide()

    def _changes_changed(self) -> None:
        self._read_anew()
        self.refresh()
        self.changed.emit()

    def _read_anew(self) -> None:
        """Read again what was read before something was undone or put right below."""
        states = self._states()
        if states == self._seen or self.stage.busy:
            return
        self._seen, self.attempt.listed = states, None
        if self._at is StageId.COMPARE and self._context.setup.application_id:
            self.attempt.look_anew(self._context.setup.application_id)
            self.stage.entered()
        elif self._at in (StageId.FIND, StageId.COMPARE):
            self._show(StageId.FIND, focus=False)

    def _order_focus(self) -> None:
        """Let Tab go from the stage to what stands below it, whichever was made first."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        links = self.findChildren(LinkButton, options=direct)
        # The list of a drop-down is in a window of its own.
        inner = {part for box in self.findChildren(QComboBox) for part in box.findChildren(QWidget)}
        chain = [
            control
            for part in (*self.stage.in_order(), self._changes, *links)
            for control in (part, *part.findChildren(QWidget))
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control not in inner
        ]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _states(self) -> tuple[tuple[str, str], ...]:
        return tuple((change.id, change.state) for change in self._context.setup.changes)

    def _stage_changed(self) -> None:
        if self.sender() is self._stages.get(self._at):
            self._say()
            self.changed.emit()

    def _leave_session(self) -> None:
        self._context.admin = None
        self._forget()
        self._show(StageId.SIGN_IN, focus=True)

    def _forget(self) -> None:
        """Forget what was read of an organisation."""
        mode = self.attempt.mode
        for place, stage in tuple(self._stages.items()):
            stage.left()
            if place is not StageId.SIGN_IN:
                self._column.removeWidget(stage)
                stage.hide()
                stage.deleteLater()
                del self._stages[place]
        self.attempt = Attempt(mode)
        sign_in = self._stages.get(StageId.SIGN_IN)
        if sign_in is not None:
            sign_in.attempt = self.attempt
        self._at = StageId.SIGN_IN
