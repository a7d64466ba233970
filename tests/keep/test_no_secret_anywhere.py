"""A canary secret goes through everything that writes, and nothing that was written holds it."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from jcwizard.catalogue import Catalogue
from jcwizard.keep.keychain import Keychain
from jcwizard.keep.report import report_html, save
from jcwizard.keep.saved import SavedSetups
from jcwizard.keep.setup_file import SetupFile, problems, read, write
from jcwizard.keep.support import crash_summary, summary
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup
from tests.canaries import leaks
from tests.keep.filled import AROUND, CANARY, WHEN

MARK = "6f1d2c"  # the middle of the canary: not even a part of it may be left


def assert_clean(data: bytes, where: str) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for part, form in leaks(text, (CANARY, MARK)):
        raise AssertionError(f"{where} holds the secret {form}: {part}")


def test_the_judge_finds_the_secret_where_it_is() -> None:
    basic = base64.b64encode(f"4ff122de:{CANARY}".encode())
    for data in (CANARY.encode(), quote_plus(CANARY).encode(), json.dumps(CANARY).encode(), basic):
        with pytest.raises(AssertionError, match="holds the secret"):
            assert_clean(b"before" + data + b"after", "this")


@pytest.mark.row("K10", "K82")
@pytest.mark.row("D11", "D12")
def test_no_file_no_text_and_no_log_line_holds_the_secret(
    catalogue: Catalogue, full: Setup, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service = catalogue.services["facets"]
    full.put("client_id", CANARY)
    full.put("organisation", quote_plus(CANARY))
    everything = (service, full, AROUND, catalogue.words, catalogue.explanations, WHEN)
    crash = crash_summary(ValueError(CANARY), catalogue.words)
    shown: list[str] = [summary(*everything), crash]

    with_setups = SavedSetups(tmp_path / "setups")
    assert with_setups.save("a", full) is None
    shown += [repr(with_setups.list()), repr(with_setups.load("a"))]
    file = tmp_path / "a.jcsetup"
    file.write_text(json.dumps({"version": 1, "service": "facets", "api_key": CANARY}), "utf-8")
    opened = read(file, catalogue.services)
    assert isinstance(opened, SetupFile)
    shown += [repr(opened), repr(problems(opened, service, catalogue.words))]
    assert write(file, full, service) is None
    assert save(tmp_path / "report.html", report_html(*everything)) is None
    shown += [asyncio.run(refuse(kind)) for kind in (OSError, ValueError, KeyError)]
    with_setups.close()

    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.suffix for path in written} >= {".json", ".jcsetup", ".html"}
    for path in written:
        assert_clean(path.read_bytes(), path.name)
    for text in (*shown, *(record.getMessage() for record in caplog.records)):
        assert_clean(text.encode("utf-8", "surrogatepass"), "a text")


async def refuse(kind: type[Exception]) -> str:
    """Return what is said when a store quotes the secret in its error."""

    class Quoting:
        def get_password(self, service: str, username: str) -> str | None:
            raise kind(CANARY)

        def set_password(self, service: str, username: str, password: str) -> None:
            raise kind(f"cannot keep {password}")

        def delete_password(self, service: str, username: str) -> None:
            raise kind(CANARY)

    return repr(await Keychain(find=Quoting).store("a", Secret(CANARY)))


def test_the_rest_of_a_setup_is_not_lost_with_it(full: Setup, tmp_path: Path) -> None:
    setups = SavedSetups(tmp_path / "setups")
    setups.save("a", full)
    back = setups.load("a")
    assert isinstance(back, Setup)
    assert back.values == {key: text for key, text in full.values.items() if key != "notes"}
    assert [run.verdict for run in back.runs.values()] == [r.verdict for r in full.runs.values()]
    setups.close()


@pytest.mark.row("D12")
def test_a_secret_cannot_be_written_even_by_mistake() -> None:
    from jcwizard.keep.json_text import encode

    with pytest.raises(TypeError):
        encode({"secret": Secret(CANARY)})
