"""Runs in the bundle before PyInstaller's own hooks, and keeps the environment as it was.

Its hook for Qt overwrites the person's QT_PLUGIN_PATH; jcwizard/net/programs.py gives it back to
the programs that it starts.
"""

import os
import sys

sys._jcwizard_environment = dict(os.environ)  # type: ignore[attr-defined]
