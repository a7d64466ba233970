"""A browser of a few lines that signs a person in at the practice JumpCloud."""

from __future__ import annotations

import threading

import httpx

from jcwizard.practice.people import PEOPLE, Person
from tests.practice.client import challenge_in
from tests.practice.running import RunningWorld


class PretendBrowser:
    """Stands in for `open_browser`: `opens` is what it answers, `person` who signs in.

    Without a person it leaves the page open. `opened` are the links that it was given.
    """

    def __init__(self, running: RunningWorld, person: Person | None = PEOPLE[0]) -> None:
        self._running = running
        self.person = person
        self.opens = True
        self.opened: list[str] = []
        self._threads: list[threading.Thread] = []

    def __call__(self, link: str) -> bool:
        """Open a link, as `net.browser.open_browser` does."""
        self.opened.append(link)
        if self.opens and self.person is not None:
            thread = threading.Thread(target=self._visit, args=(link,), daemon=True)
            self._threads.append(thread)
            thread.start()
        return self.opens

    def answer(self, link: str) -> str:
        """Sign in and return the address that the browser would go to, without going there."""
        person = self.person or PEOPLE[0]
        with httpx.Client(trust_env=False, timeout=10) as web:
            page = web.get(web.get(link).headers["location"])
            fields = {"login_challenge": challenge_in(page), "user": person.sub}
            back = web.post(f"{self._running.world.console_url}/login", data=fields)
            return str(web.get(back.headers["location"]).headers["location"])

    def join(self) -> None:
        """Wait for the pages that are still being shown."""
        for thread in self._threads:
            thread.join(10)

    def _visit(self, link: str) -> None:
        address = self.answer(link)
        with httpx.Client(trust_env=False, timeout=15, follow_redirects=True) as web:
            web.get(address, headers={"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"})
