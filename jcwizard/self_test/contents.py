"""Whether every file and every module of the program is there and can be read."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib.resources.abc import Traversable
from itertools import chain

import jcwizard
from jcwizard.catalogue import load
from jcwizard.catalogue.load import resources
from jcwizard.model.finding import Check, Status
from jcwizard.model.service import PageKind
from jcwizard.self_test.printer import Sentences

Parts = Iterator[tuple[str, Callable[[], object]]]

LIST = "contents.sha256"
"""What the build writes into a bundle: the SHA-256 sum and path of each resource, a line each."""

SHOWN = 5
ELSEWHERE = {"jcwizard.keep.secret_service": "linux"}
"""Modules that one system alone can load."""


def resources_are_whole(words: Sentences) -> Check:
    """Compare the resources with the list that the build has written.

    A source tree has no list: there, that all of them can be read is all that can be told.
    """
    root = resources()
    if not (root / LIST).is_file():
        if getattr(sys, "frozen", False):
            return _failed("resources", words("missing", what=LIST))
        count = sum(1 for _, file in _files(root) if file.read_bytes() is not None)
        return Check.passed("resources", actual=words("read", count=str(count)))
    missing, changed, count = [], [], 0
    for line in (root / LIST).read_text("utf-8").splitlines():
        wanted, _, path = line.partition("  ")
        file = root.joinpath(*path.split("/"))
        count += 1
        if not file.is_file():
            missing.append(path)
        elif hashlib.sha256(file.read_bytes()).hexdigest() != wanted:
            changed.append(path)
    if not count:
        return _failed("resources", words("missing", what=LIST))
    told = [words("missing", what=_some(missing))] if missing else []
    told += [words("changed", what=_some(changed))] if changed else []
    if told:
        return _failed("resources", "; ".join(told))
    return Check.passed("resources", actual=words("as_built", count=str(count)))


def parts_load(words: Sentences) -> Check:
    """Import every module of the program, so that a part which a bundle lacks is named."""
    names = [name for name in _modules() if ELSEWHERE.get(name, sys.platform) == sys.platform]
    modules: Parts = ((name, partial(importlib.import_module, name)) for name in names)
    broken: list[str] = []
    for name, load_it in chain(modules, _by_name()):
        try:
            load_it()
        except Exception as error:  # noqa: BLE001 - whatever it is, this part cannot be used
            broken.append(f"{name} ({error})")
    if broken or not names:
        return _failed("parts", _some(broken))
    return Check.passed("parts", actual=words("loaded", count=str(len(names))))


def catalogue_loads(words: Sentences) -> Check:
    """Read every service, sentence and finding, as strictly as the program does."""
    catalogue = load()
    counts = {
        "services": str(len(catalogue.services)),
        "sentences": str(len(list(catalogue.words))),
        "findings": str(len(catalogue.explanations)),
    }
    return Check.passed("catalogue", actual=words("catalogued", **counts))


def _modules() -> Iterator[str]:
    """Name every module but those that run when they are imported."""
    for module in pkgutil.walk_packages(jcwizard.__path__, "jcwizard."):
        if not module.name.endswith(".__main__"):
            yield module.name


def _by_name() -> Parts:
    """Yield what the program imports by name only, which a build may overlook."""
    from jcwizard.keep.backends import TRUSTED
    from jcwizard.ui.pages import page_class

    for kind in PageKind:
        yield f"page {kind}", partial(page_class, kind)
    yield from TRUSTED.get(sys.platform, {}).items()


def _files(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for item in folder.iterdir():
        if item.is_file():
            yield above + item.name, item
        elif item.name != "__pycache__":
            yield from _files(item, f"{above}{item.name}/")


def _some(names: list[str]) -> str:
    more = [f"+ {len(names) - SHOWN}"] if len(names) > SHOWN else []
    return ", ".join([*names[:SHOWN], *more])


def _failed(check_id: str, said: str) -> Check:
    return Check(check_id, Status.FAILED, actual=said)
