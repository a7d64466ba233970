"""The stage of those who look after several organisations: which one is meant."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.jumpcloud.access import Organisation
from jcwizard.model.route import Stop
from jcwizard.ui.admin.attempt import Attempt, StageId
from jcwizard.ui.admin.stage import Stage
from jcwizard.ui.context import Context
from jcwizard.ui.page import Footer
from jcwizard.ui.widgets.editors import DropDown
from jcwizard.ui.widgets.text import Sentence


class OrganisationChoice(Stage):
    """Nothing is chosen for the person, unless the setup names the organisation."""

    place = StageId.ORGANISATION

    chosen = Signal(object)
    """The person goes on with an `Organisation`."""

    def __init__(self, context: Context, attempt: Attempt) -> None:
        super().__init__(context, attempt)
        self._organisations: tuple[Organisation, ...] = ()
        self.box = DropDown()
        name = context.words("api_way.organisation")
        self.box.setAccessibleName(name)
        label = Sentence(context, name, "label")
        label.setBuddy(self.box)
        field = QVBoxLayout()
        field.setSpacing(context.theme.px(5))
        field.addWidget(label)
        field.addWidget(self.box)
        self.column.addLayout(field)
        self.box.currentIndexChanged.connect(lambda _: self.changed.emit())

    def entered(self) -> None:
        """Offer the organisations that this key may enter, by name."""
        found = self.attempt.entered.organisations if self.attempt.entered is not None else ()
        ordered = tuple(sorted(found, key=lambda one: (one.name or one.id).casefold()))
        if ordered == self._organisations:
            return
        self._organisations = ordered
        self.box.clear()
        self.box.addItems([one.name or one.id for one in ordered])
        wanted = self.context.setup.values.get("organisation", "").strip().casefold()
        names = [one.name.strip().casefold() for one in ordered]
        known = bool(wanted) and names.count(wanted) == 1
        self.box.setCurrentIndex(names.index(wanted) if known else -1)

    def first(self) -> QWidget | None:
        """Begin at the choice."""
        return self.box

    def footer(self, stop: Stop) -> Footer:
        """Go on with the one that is chosen."""
        return Footer(
            primary_text=self.context.words("api_way.go_on"),
            primary_enabled=self.box.currentIndex() >= 0,
            primary_action=self._choose,
            back_action=lambda: self.go.emit(StageId.SIGN_IN),
        )

    def _choose(self) -> None:
        place = self.box.currentIndex()
        if place >= 0:
            self.chosen.emit(self._organisations[place])
