"""What every whole-flow test gets: only where there is an X server to be had."""

from __future__ import annotations

import sys

# D-Bus, AT-SPI and X are Linux's own, and so are the packages that talk with them.
collect_ignore_glob = [] if sys.platform == "linux" else ["test_*.py"]
