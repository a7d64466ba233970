"""Writes the list of what is in the bundle, and the licences of it, from who made what."""

from __future__ import annotations

import json
import re
import shutil
import time
import uuid
from pathlib import Path

import bill
import identity

FOLDER = "licences"
LIST = "contents.cdx.json"
_SPACE = uuid.UUID("8f6a1e0e-5c0b-4c52-9d7f-6f0a4d1f3c55")
"""Made up once, so that the same list has the same number, and another one has another."""


def write(parts: list[bill.Part], folder: Path, seconds: int) -> list[bill.Entry]:
    """Write everything into `folder`, and return it as files of the bundle."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / LIST).write_text(cyclonedx(parts, seconds), "utf-8", newline="\n")
    words = (bill.LICENCES / "README.txt").read_text("utf-8")
    (folder / "README.txt").write_text(words + table(parts), "utf-8", newline="\n")
    for part in parts:
        for text, name in zip(part.texts, text_names(part), strict=True):
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(text, folder / name)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(f"{FOLDER}/{p.relative_to(folder).as_posix()}", str(p), "DATA") for p in files]


def text_names(part: bill.Part) -> list[str]:
    """Return where the part's licences are, relative to the folder; those of Qt are shared."""
    names = []
    for text in part.texts:
        if text.is_relative_to(bill.LICENCES):
            names.append(text.relative_to(bill.LICENCES).as_posix())
        else:
            name = re.sub(r"[^\w.-]", "_", text.name)
            names.append(f"{part.name}/{name if '.' in name else name + '.txt'}")
    return names


def table(parts: list[bill.Part]) -> str:
    """Return the list for people."""
    lines = []
    for part in parts:
        licence = part.licence or ("see its text" if part.texts else "")
        lines.append(f"{part.name} {part.version}  {licence}".rstrip())
        lines += [f"    {name}" for name in text_names(part) if not name.startswith("qt/")]
    return "\n".join([*lines, ""])


def cyclonedx(parts: list[bill.Part], seconds: int) -> str:
    """Return the list for programs: CycloneDX 1.5."""
    components = [_component(part) for part in parts if part.name != identity.PROGRAM]
    product = {
        "type": "application",
        "bom-ref": identity.PROGRAM,
        "name": identity.NAME,
        "version": identity.version(),
    }
    body = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": "",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds)),
            "component": product,
        },
        "components": components,
        "dependencies": [
            {"ref": identity.PROGRAM, "dependsOn": [str(c["bom-ref"]) for c in components]}
        ],
    }
    number = uuid.uuid5(_SPACE, json.dumps(body, sort_keys=True))
    return json.dumps({**body, "serialNumber": f"urn:uuid:{number}"}, indent=1) + "\n"


def _component(part: bill.Part) -> dict[str, object]:
    component: dict[str, object] = {
        "type": "library",
        "bom-ref": part.address,
        "name": part.name,
        "version": part.version,
        "purl": part.address,
    }
    if part.licence:
        component["licenses"] = [{"expression": part.licence}]
    elif part.texts:
        component["licenses"] = [{"license": {"name": f"see {text_names(part)[0]}"}}]
    if part.files:
        component["properties"] = [
            {"name": "jcwizard:file", "value": name} for name in sorted(part.files)
        ]
    return component
