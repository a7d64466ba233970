"""Runs `jcwizard check` as another program does, and reads what it answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.canaries import hatch, overhear
from tests.oidc.browser import free_port
from tests.peers.process import PeerError, Program

JCWIZARD = (sys.executable, "-m", "jcwizard")
CONTROL_PLANE = "https://acme.console.facets.cloud"
FACETS_REDIRECT = f"{CONTROL_PLANE}/login/oauth2/code/jumpcloud"
PARADIME_REDIRECT = "https://account.paradime.io/login/callback"
WIKI_REDIRECT = "https://wiki.acme.example/login/callback"


def setup_file(folder: Path, **keys: Any) -> Path:
    """Write a setup file with `version` 1 and these keys."""
    path = folder / "acme.jcsetup"
    path.write_text(json.dumps({"version": 1, "region": "us", **keys}), encoding="utf-8")
    return path


def facets_file(folder: Path, issuer: str, client_id: str, **keys: Any) -> Path:
    """A finished setup of Facets whose JumpCloud is at `issuer`."""
    known = {"service": "facets", "control_plane_url": CONTROL_PLANE, "issuer": issuer}
    known |= {"registration_id": "jumpcloud", "client_id": client_id, "login_button_text": "Acme"}
    return setup_file(folder, **known | keys)


def paradime_file(folder: Path, issuer: str, client_id: str) -> Path:
    """A finished setup of Paradime in Europe whose JumpCloud is at `issuer`."""
    known = {"service": "paradime", "paradime_region": "eu", "issuer": issuer}
    return setup_file(folder, **known, client_id=client_id)


def wiki_file(folder: Path, issuer: str, client_id: str, authentication: str) -> Path:
    """A finished setup of another service, which authenticates as given."""
    return setup_file(
        folder,
        service="custom",
        display_label="Acme Wiki",
        redirect_urls=[WIKI_REDIRECT],
        login_url="https://wiki.acme.example/login",
        client_id=client_id,
        client_authentication=authentication,
        scopes=["openid", "email", "profile"],
        issuer=issuer,
    )


@dataclass(frozen=True)
class Answer:
    """How a check ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The JSON object that is the whole of standard output."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def statuses(self) -> dict[str, str]:
        """The status of each check, in order."""
        return {check["id"]: check["status"] for check in self.document["checks"]}

    @property
    def codes(self) -> dict[str, str]:
        """The finding of each check that has one."""
        found = ((check["id"], check["code"]) for check in self.document["checks"])
        return {check_id: code for check_id, code in found if code}

    def one_line(self) -> str:
        """What was said, which must be a single line on standard error and nothing else."""
        assert self.out == ""
        assert "Traceback" not in self.err
        (line,) = self.err.splitlines()
        return line


def check(
    file: Path | str, *words: str, secret: str | None = None, env: Mapping[str, str] | None = None
) -> Answer:
    """Run it to its end; a `secret` is given on standard input, and looked for in what it says."""
    hatch(secret or "")
    more = [] if secret is None else ["--secret-stdin"]
    done = subprocess.run(
        [*JCWIZARD, "check", str(file), *words, *more],
        input=secret or "",
        env=None if env is None else dict(env),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    overhear("what jcwizard check said", f"{done.stdout}\n{done.stderr}")
    return Answer(done.returncode, done.stdout, done.stderr)


class LoginCheck:
    """`jcwizard check --login --json` while a person signs in; use it as a context manager."""

    def __init__(
        self, file: Path, opener: str, secret: str, *words: str, port: int | None = None
    ) -> None:
        self.port = port or free_port()
        argv = [*JCWIZARD, "check", str(file), "--login", "--json", "--secret-stdin", *words]
        self._argv = [*argv, "--port", str(self.port)]
        self._env = {**os.environ, "BROWSER": opener}
        self._secret = hatch(secret)
        self.program: Program

    def __enter__(self) -> Self:
        self.program = Program("jcwizard check", self._argv, env=self._env)
        self.program.write(self._secret)
        self.program.close_input()
        return self

    def __exit__(self, *_: object) -> None:
        self.program.stop(patience=0.0)
        said = [*self.program.lines, self.program.errors()]
        overhear("what jcwizard check --login said", "\n".join(said))

    def answer(self, seconds: float = 30.0) -> Answer:
        """Wait for its end."""
        code = self.program.wait(seconds)
        if code is None:
            raise PeerError(f"the check still runs after {seconds:g} s: {self.program.errors()}")
        return Answer(code, "\n".join(self.program.lines), self.program.errors(100_000))
