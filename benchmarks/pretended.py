"""A pretend JumpCloud and a browser, in a process of their own.

    python -m benchmarks.pretended REDIRECT_ADDRESS

Prints one line of JSON: the issuer, and a registered application's Client ID and Client Secret.
Each line of its input is a link: the browser signs in there, and prints the address to which it is
sent back; after a line "visit" it goes there, too, from then on.
"""

from __future__ import annotations

import json
import sys

from jcwizard.practice.settings import Settings
from tests.practice.running import RunningWorld
from tests.ui.pages.pretend_browser import PretendBrowser

SERVICE = "https://wiki.acme.example/login/callback"


def main() -> int:
    """Serve until standard input ends."""
    with RunningWorld() as practice:
        settings = Settings(
            display_label="Acme Wiki",
            redirect_uris=(SERVICE, sys.argv[1]),
            login_url="https://wiki.acme.example",
            email=True,
            profile=True,
            groups=("Engineering",),
        )
        client_id, secret = practice.register(settings)
        told = {
            "issuer": practice.world.issuer,
            "client_id": client_id,
            "client_secret": secret.reveal(),
        }
        print(json.dumps(told), flush=True)
        browser, visits = PretendBrowser(practice), False
        for line in sys.stdin:
            if line == "visit\n":
                visits = True
            elif visits:
                browser(line.strip())
            else:
                print(browser.answer(line.strip()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
