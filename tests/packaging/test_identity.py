"""The names by which the systems know the program: one version, one file type, said everywhere."""

from __future__ import annotations

import plistlib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import identity
import jcwizard

MANIFEST = Path(identity.__file__).parent / "windows" / "jcwizard.manifest"


def test_the_version_is_the_products() -> None:
    assert identity.version() == jcwizard.__version__
    assert identity.windows_words()["ProductVersion"] == jcwizard.__version__
    assert identity.macos_information()["CFBundleShortVersionString"] == jcwizard.__version__


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("1.2.3", (1, 2, 3, 0)), ("1.2", (1, 2, 0, 0)), ("0.4.0rc1", (0, 4, 0, 0))],
)
def test_windows_gets_four_numbers(
    version: str, numbers: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "version", lambda: version)
    assert identity.version_numbers() == numbers


def test_the_finder_is_told_that_setup_files_are_ours() -> None:
    told = plistlib.loads(plistlib.dumps(identity.macos_information()))
    (declared,) = told["UTExportedTypeDeclarations"]
    (document,) = told["CFBundleDocumentTypes"]
    assert document["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    assert declared["UTTypeTagSpecification"]["public.filename-extension"] == ["jcsetup"]
    assert declared["UTTypeTagSpecification"]["public.mime-type"] == [identity.MIME_TYPE]


def test_windows_is_told_that_the_program_scales_on_each_screen_and_needs_no_rights() -> None:
    text = MANIFEST.read_text("utf-8")
    ET.fromstring(text)  # noqa: S314 - our own file
    assert "PerMonitorV2" in text
    assert 'level="asInvoker"' in text
