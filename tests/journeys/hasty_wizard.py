"""The wizard with less patience: what it waits for ends in seconds that a test can wait for."""

# Started with -m as a program; everything else is the wizard's own.
import sys

from jcwizard.__main__ import main
from jcwizard.keep.keychain import Keychain
from jcwizard.ui import secret_clipboard
from jcwizard.ui.pages import login_attempt

LOGIN_SECONDS, ASKS = 8.0, (1.0, 3.0)
KEYCHAIN_SECONDS = 2.0
CLIPBOARD_SECONDS = 4.0

if __name__ == "__main__":
    login_attempt.TIMING.seconds, login_attempt.TIMING.asks = LOGIN_SECONDS, ASKS
    Keychain.__init__.__defaults__ = ("jcwizard", KEYCHAIN_SECONDS)
    secret_clipboard.SECONDS = CLIPBOARD_SECONDS
    sys.exit(main())
