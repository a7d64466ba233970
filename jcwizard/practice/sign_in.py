"""The pretend JumpCloud's login page and its error page (hydra.md 1.2 and 7)."""

from __future__ import annotations

from jcwizard.practice.applications import Applications
from jcwizard.practice.form_data import FormData
from jcwizard.practice.messages import Request, Response, with_query
from jcwizard.practice.pages import Pages, Row
from jcwizard.practice.pending_logins import PendingLogin, PendingLogins
from jcwizard.practice.people import PEOPLE, Person, person_by_sub
from jcwizard.practice.refusals import RefusedError


class SignInPages:
    """Lets someone choose who signs in, and sends the browser back to the issuer."""

    def __init__(
        self, applications: Applications, logins: PendingLogins, issuer: str, pages: Pages
    ) -> None:
        self._applications = applications
        self._logins = logins
        self._issuer = issuer
        self._pages = pages

    def show(self, request: Request) -> Response:
        """Show the login page of a challenge."""
        challenge = (request.query() or FormData()).get("login_challenge")
        pending = self._logins.expected(challenge)
        if pending is None:
            return self._too_late()
        application = self._applications.find(pending.client_id)
        if application is not None and not application.settings.active:
            # Where exactly JumpCloud says this is not known; only the sentence is (jumpcloud.md 4).
            return Response.page(self._pages.page("not_active", title="Error"), 400)
        return self._login_page(pending)

    def choose(self, request: Request) -> Response:
        """Sign the chosen person in, or refuse one who is in no bound group."""
        form = request.form() or FormData()
        pending = self._logins.expected(form.get("login_challenge"))
        if pending is None:
            return self._too_late()
        person = person_by_sub(form.get("user"))
        if person is None:
            return self._login_page(pending, nobody_chosen=True)
        return self._back_to_issuer(pending, self._judged(pending, person))

    def cancel(self, request: Request) -> Response:
        """Send the person back without a sign-in."""
        challenge = (request.query() or FormData()).get("login_challenge")
        pending = self._logins.expected(challenge)
        if pending is None:
            return self._too_late()
        # The words of Ory's own sample login app; JumpCloud's are not known.
        refused = RefusedError("access_denied", fixed="The resource owner denied the request.")
        return self._back_to_issuer(pending, refused)

    def error(self, request: Request) -> Response:
        """Show what the issuer could not send to the service."""
        query = request.query() or FormData()
        html = self._pages.page(
            "error",
            title="Error",
            error=query.get("error"),
            description=query.get("error_description"),
        )
        return Response.page(html)

    def _judged(self, pending: PendingLogin, person: Person) -> Person | RefusedError:
        """Apply the User Groups tab: whether JumpCloud comes back at all is not known for sure.

        One application shows its users a reason "from JumpCloud", which points to a redirect with
        an error, and its text is close to this one (jumpcloud.md 4, hydra.md 7).
        """
        application = self._applications.known_to_issuer(pending.client_id)
        if application and set(person.groups) & set(application.settings.groups):
            return person
        return RefusedError("access_denied", "The user is not assigned to this application.")

    def _back_to_issuer(self, pending: PendingLogin, outcome: Person | RefusedError) -> Response:
        again = pending.settle(outcome)
        return Response.redirect(with_query(f"{self._issuer}oauth2/auth", again.pairs), 302)

    def _login_page(self, pending: PendingLogin, *, nobody_chosen: bool = False) -> Response:
        application = self._applications.find(pending.client_id)
        people: list[Row] = [
            {
                "sub": person.sub,
                "name": person.name,
                "email": person.email,
                "groups": ", ".join(person.groups),
                "checked": person is PEOPLE[0],
            }
            for person in PEOPLE
        ]
        html = self._pages.page(
            "login",
            title="Sign in",
            application=application.settings.display_label if application else "",
            challenge=pending.challenge,
            nobody_chosen=nobody_chosen,
            people=people,
        )
        return Response.page(html)

    def _too_late(self) -> Response:
        return Response.page(self._pages.page("too_late", title="Start again"), 410)
