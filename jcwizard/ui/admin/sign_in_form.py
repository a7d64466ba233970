"""The form that asks for an Admin API key or a service account, and says where it will go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcwizard.model.rules import Ruling
from jcwizard.ui.admin.key_edit import AccountEdit, KeyEdit
from jcwizard.ui.admin.key_help import KeyHelp
from jcwizard.ui.admin.key_keeping import KeyKeeping
from jcwizard.ui.context import Context
from jcwizard.ui.markup import spoken
from jcwizard.ui.visibility import show_when
from jcwizard.ui.widgets.callout import Callout
from jcwizard.ui.widgets.choice_cards import Choice, ChoiceCards
from jcwizard.ui.widgets.first_cause import FirstCause
from jcwizard.ui.widgets.text import Sentence
from jcwizard.ui.widgets.tick_box import TickBox

if TYPE_CHECKING:
    from jcwizard.jumpcloud.access import Credential

KEY, ACCOUNT = "key", "account"


class SignInForm(QWidget):
    """Knows what was typed until `forget`; whoever signs in with it asks for `credential`."""

    edited = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        words = context.words
        self._context = context
        self._kind = KEY
        choices = [
            Choice(kind, words(f"api_way.with_{kind}"), words(f"api_way.with_{kind}_text"), icon)
            for kind, icon in ((KEY, "key"), (ACCOUNT, "shield"))
        ]
        self.kinds = ChoiceCards(context, words("api_way.with"), choices)
        self.key = KeyEdit(context, words("api_way.key"), _judge_key)
        self.account = AccountEdit(context, words("api_way.account_id"))
        self.secret = KeyEdit(context, words("api_way.account_secret"), _judge_secret)
        self._other_host = Callout(context, "warning")
        self.keep = TickBox(context, words("api_way.keep"))
        self._where = Sentence(context, "", "small")
        self._keychain = FirstCause(context)
        self.keeping = KeyKeeping(context)
        self._help = KeyHelp(context)
        self._build()
        self._choose(KEY)

    def _build(self) -> None:
        px = self._context.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(16))
        for part in (self.kinds, self._other_host, self.key, self.account, self.secret, self._help):
            column.addWidget(part)
        kept = QVBoxLayout()
        kept.setSpacing(px(5))
        for below in (self.keep, self._where, self._keychain):
            kept.addWidget(below)
        column.addLayout(kept)
        self.kinds.chosen.connect(self._choose)
        for edit in (self.key, self.account, self.secret):
            edit.edited.connect(self.edited)
        self.keep.clicked.connect(self._agree)
        self.keeping.changed.connect(self.refresh)
        self.keeping.fetched.connect(self._take)

    @property
    def ready(self) -> bool:
        """Whether there is something to sign in with that may be right."""
        if self._kind == KEY:
            return self.key.ready
        return bool(self.account.text) and self.secret.ready

    @property
    def credential(self) -> Credential | None:
        """What was typed, None while it is not all there."""
        from jcwizard.jumpcloud.access import ApiKey, ServiceAccount

        if self._kind == KEY:
            return ApiKey(self.key.secret) if self.key.secret is not None else None
        secret = self.secret.secret
        return ServiceAccount(self.account.text, secret) if secret is not None else None

    @property
    def first(self) -> QWidget:
        """The field that the keyboard begins at."""
        return self.key.line if self._kind == KEY else self.account.line

    def entered(self) -> None:
        """Bring back what this setup's person had kept, where nothing is typed yet."""
        self.keep.setChecked(self.keeping.kept)
        if self.key.secret is None and self.secret.secret is None:
            self.keeping.fetch()
        self.refresh()

    def signed_in(self, credential: Credential) -> None:
        """Keep what it was done with, if that was agreed, and forget what was typed."""
        if self.keep.isChecked():
            self.keeping.store(credential)
        self.forget()

    def forget(self) -> None:
        """Forget what was typed."""
        self.key.take(None)
        self.secret.take(None)
        self.account.take("")

    def refresh(self) -> None:
        """Say where the key will go, and where it stays."""
        from jcwizard.jumpcloud.access import place_of

        words, keeping = self._context.words, self.keeping
        place = place_of(self._context.setup, self._context.around)
        show_when(self._other_host, not place.own)
        if not place.own:
            host = spoken(place.host)
            text = words("api_way.other_host_what", host=host)
            self._other_host.say("warning", words("api_way.other_host", host=host), text)
        if keeping.busy:
            where = "credentials.keychain_asked"
        else:
            where = "api_way.kept" if keeping.kept else "api_way.in_memory"
        self._where.say(words(where))
        if self._keychain.finding != keeping.trouble:
            self._keychain.show_finding(keeping.trouble, "warning")
        self._help.refresh()

    def _choose(self, kind: str) -> None:
        self._kind = kind
        self.kinds.choose(kind)
        show_when(self.key, kind == KEY)
        for part in (self.account, self.secret):
            show_when(part, kind == ACCOUNT)
        self._help.show_kind(kind)
        self.edited.emit()

    def _agree(self, wanted: bool) -> None:
        if not wanted:
            self.keeping.forget()
        self.refresh()

    def _take(self, credential: Credential) -> None:
        from jcwizard.jumpcloud.access import ApiKey

        if isinstance(credential, ApiKey):
            self._choose(KEY)
            self.key.take(credential.key)
        else:
            self._choose(ACCOUNT)
            self.account.take(credential.client_id)
            self.secret.take(credential.client_secret)
        self.keep.setChecked(True)
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)


def _judge_key(text: str) -> Ruling:
    from jcwizard.jumpcloud.access import judge_key

    return judge_key(text)


def _judge_secret(text: str) -> Ruling:
    """Return the ruling on a service account's secret, whose shape is not documented."""
    return (
        Ruling(refusal="account_secret_space") if any(c.isspace() for c in text) else Ruling(text)
    )
