"""What `BROWSER` names in the tests: hands one address to the Chromium that is already running."""

# Started by path with the test's own interpreter, so it imports nothing of the project.
import sys
from pathlib import Path
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener


def main(port_file: str, url: str) -> None:
    """Open `url` as a new page of the Chromium whose DevTools port stands in `port_file`."""
    port = int(Path(port_file).read_text(encoding="ascii").split()[0])
    address = f"http://127.0.0.1:{port}/json/new?{quote(url, safe='')}"
    with build_opener(ProxyHandler({})).open(Request(address, method="PUT"), timeout=10) as answer:
        answer.read()


if __name__ == "__main__":
    main(*sys.argv[1:3])
