"""The release is built from what nobody can change under us, by jobs that can change nothing."""

from __future__ import annotations

import re
from pathlib import Path

TEXT = (Path(__file__).resolve().parents[2] / ".github/workflows/release.yml").read_text("utf-8")


def job(name: str) -> str:
    """Return the lines of one job."""
    found = re.search(rf"^  {name}:\n((?:    .*\n|\n)+)", TEXT, re.MULTILINE)
    assert found, name
    return found[1]


def test_every_action_is_githubs_own_and_pinned_by_a_digest_with_its_version_beside() -> None:
    used = re.findall(r"uses: (.*)", TEXT)
    assert used
    for line in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_the_jobs_that_run_our_code_may_only_read_and_keep_no_credentials() -> None:
    assert "\npermissions: {}\n" in TEXT
    build = job("build")
    assert re.findall(r"^      ([a-z-]+: (?:read|write))", build, re.MULTILINE) == [
        "contents: read"
    ]
    assert "persist-credentials: false" in build
    assert "secrets." not in TEXT
    assert "github.token" not in build


def test_the_job_that_may_write_runs_nothing_of_the_repository() -> None:
    draft = job("draft")
    assert re.findall(r"^      ([a-z-]+: (?:read|write))", draft, re.MULTILINE) == [
        "contents: write"
    ]
    assert "checkout" not in draft
    assert "python" not in draft
    assert "--draft" in draft


def test_no_shell_is_given_a_text_that_somebody_outside_can_choose() -> None:
    for script in re.findall(r"run: (?:\|\n((?:          .*\n|\n)+)|(.*)\n)", TEXT):
        assert "${{" not in "".join(script)
