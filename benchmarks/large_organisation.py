"""A pretend JumpCloud with thousands of applications and groups, in a process of its own.

    python -m benchmarks.large_organisation APPLICATIONS GROUPS

Prints one line of JSON: the addresses, and a key that is good while it runs; ends with its input.
"""

from __future__ import annotations

import json
import sys

from tests.practice.running import RunningWorld


def main() -> int:
    """Serve until standard input ends."""
    applications, groups = int(sys.argv[1]), int(sys.argv[2])
    with RunningWorld() as practice:
        world = practice.world
        world.fill(applications=applications, groups=groups)
        told = {
            "issuer": world.issuer,
            "console_url": world.console_url,
            "admin_api": world.admin_api("us"),
            "admin_token_url": world.admin_token_url,
            "key": world.api_key.reveal(),
        }
        print(json.dumps(told), flush=True)
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
