"""The wizard with less patience: a test login is over after seconds that a test can wait for."""

# Started by path as a program; everything else is the wizard's own.
import sys

from jcwizard.__main__ import main
from jcwizard.ui.pages import login_attempt

if __name__ == "__main__":
    login_attempt.TIMING.seconds = 8.0
    login_attempt.TIMING.asks = (1.0, 3.0)
    sys.exit(main())
