"""What the program is called and known by on each system; read by the spec and by every package."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

NAME = "JumpCloud Setup"
PROGRAM = "jcwizard"
CONSOLE_PROGRAM = "jcwizard-console"
SUMMARY = "Set up JumpCloud single sign-on and prove it with a real login"
BUNDLE_IDENTIFIER = "io.github.jcwizard.JumpCloudSetup"
FILE_TYPE = "io.github.jcwizard.setup"
MIME_TYPE = "application/vnd.jcwizard.setup+json"
FILE_TYPE_NAME = "JumpCloud setup"
OLDEST_MACOS = "13.0"


def version() -> str:
    """Return the version, from where it is written: without importing the program."""
    module = ast.parse((ROOT / "jcwizard" / "__init__.py").read_text("utf-8"))
    for statement in module.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "__version__":
            return str(ast.literal_eval(statement.value))
    raise ValueError("jcwizard/__init__.py gives no __version__")


def version_numbers() -> tuple[int, int, int, int]:
    """Return the version as the four numbers that Windows wants; what is no number counts as 0."""
    parts = [int(part) if part.isdecimal() else 0 for part in version().split(".")[:4]]
    first, second, third, fourth = [*parts, 0, 0, 0, 0][:4]
    return first, second, third, fourth


def windows_words() -> dict[str, str]:
    """Return what Explorer shows among the details of the program file."""
    return {
        "ProductName": NAME,
        "ProductVersion": version(),
        "FileDescription": NAME,
        "FileVersion": version(),
        "InternalName": PROGRAM,
        "OriginalFilename": f"{PROGRAM}.exe",
    }


def macos_information() -> dict[str, object]:
    """Return the bundle's Info.plist, beyond what PyInstaller writes itself."""
    return {
        "CFBundleDisplayName": NAME,
        "CFBundleShortVersionString": version(),
        "CFBundleVersion": version(),
        "LSMinimumSystemVersion": OLDEST_MACOS,
        "LSApplicationCategoryType": "public.app-category.utilities",
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "NSPrincipalClass": "NSApplication",
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": FILE_TYPE_NAME,
                "CFBundleTypeRole": "Editor",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [FILE_TYPE],
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": FILE_TYPE,
                "UTTypeDescription": FILE_TYPE_NAME,
                "UTTypeConformsTo": ["public.json"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": ["jcsetup"],
                    "public.mime-type": [MIME_TYPE],
                },
            }
        ],
    }
