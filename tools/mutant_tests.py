"""Runs the fewest tests that can see a deliberate fault, each fault in a fork of its own."""

from __future__ import annotations

import ast
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tools.forks import Fork, Told, run_items, trace_items
from tools.live_code import code_of, functions_in, module_of
from tools.mutants import Mutant

# What the code under test imports late, to be quick for people.
_HEAVY = (
    "authlib.oauth2.rfc7636",
    "authlib.oidc.core.util",
    "h11",
    "httpx",
    "joserfc.jwk",
    "joserfc.jws",
    "truststore",
    "jcwizard.oidc.judgement",
    "jcwizard.oidc.session",
)
_ASKED_OFTEN = 2
# What uses a constant itself; of the rest, only statements below them do.
_SIMPLE = (
    ast.Return,
    ast.Assign,
    ast.AnnAssign,
    ast.Expr,
    ast.If,
    ast.For,
    ast.While,
    ast.AsyncWith,
)
_FIRST_TEST_SECONDS = 20.0
_MOST_SECONDS = 120.0


@dataclass
class Passed:
    """One test as it is without any fault: how long it takes and which lines it runs."""

    seconds: float
    lines: dict[str, set[int]]

    @property
    def breadth(self) -> int:
        """How much it runs: a narrow test is the likelier one to look at a single validation."""
        return sum(len(ran) for ran in self.lines.values())


@dataclass
class Result:
    """What became of one fault: `killer` is the test that saw it, "" when none did."""

    mutant: Mutant
    killer: str = ""
    hung: bool = False
    tests: int = 0


def apply(mutant: Mutant, root: Path) -> None:
    """Put the fault into the modules of this process."""
    file = str(root / mutant.path)
    if mutant.function:
        new = code_of(mutant.code(), mutant.function)
        old = list(functions_in(file, mutant.function))
        if not old:
            raise LookupError(f"{mutant.function} is nowhere in {file}")
        for one in old:
            one.__code__ = new
        return
    module = module_of(file)
    for names, value in mutant.constants():
        expression = ast.fix_missing_locations(ast.Expression(value))
        made = eval(compile(expression, file, "eval"), module.__dict__)  # noqa: S307  our own source
        several = names.split(",")
        for name, one in zip(several, made if len(several) > 1 else [made], strict=True):
            _replace_everywhere(name, getattr(module, name), one)


def _replace_everywhere(name: str, old: object, new: object) -> None:
    for module in list(sys.modules.values()):
        for own, value in list(vars(module).items()):
            same = value is old and (own == name or not isinstance(old, int | float | str))
            if same and getattr(module, "__name__", "").startswith(("jcwizard", "tests", "test_")):
                setattr(module, own, new)


class Breaking:
    """A pytest plugin: once the tests are collected, breaks the code instead of running them."""

    def __init__(
        self,
        root: Path,
        mutants: Sequence[Mutant],
        jobs: int,
        most: int,
        say: Callable[[Result], None],
    ) -> None:
        self._root = root
        self._mutants = mutants
        self._jobs = jobs
        self._most = most
        self._say = say
        self._items: dict[str, pytest.Item] = {}
        self.tests: dict[str, Passed] = {}
        self.unfit: list[str] = []
        self.results: list[Result] = []
        self._noticed: Counter[tuple[str, ...]] = Counter()
        self._sound: Counter[str] = Counter()

    def pytest_configure(self) -> None:
        """Let hypothesis try the same examples for each fault, and remember none."""
        from hypothesis import settings

        settings.register_profile("steady", settings(), derandomize=True, database=None)
        settings.load_profile("steady")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Trace every test once, then judge every fault."""
        self._items = {item.nodeid: item for item in session.items}
        # Made now, or each fork would clear away and make what another one is using.
        self._folders = session.config._tmp_path_factory  # type: ignore[attr-defined]
        self._folders.getbasetemp()
        _warm()
        self._trace(session.items)
        waiting = iter(self._mutants)
        tasks = [self._worker(waiting) for _ in range(self._jobs)]
        while tasks:
            for task in list(tasks):
                if next(task, "ended") == "ended":
                    tasks.remove(task)
            time.sleep(0.005)
        return True

    def _trace(self, items: Sequence[pytest.Item]) -> None:
        files = sorted({str(self._root / mutant.path) for mutant in self._mutants})
        size = max(1, len(items) // (8 * self._jobs))
        shares = [items[start : start + size] for start in range(0, len(items), size)]
        at_work: list[Fork] = []
        while shares or at_work:
            while shares and len(at_work) < self._jobs:
                own = shares.pop(0)
                at_work.append(self._tracing(own, files))
            for fork in [fork for fork in at_work if fork.ended()]:
                at_work.remove(fork)
                for line in fork.heard.decode("utf-8", "replace").splitlines():
                    if line.startswith("traced "):
                        self._note(json.loads(line.removeprefix("traced ")))
            time.sleep(0.01)
        traced = {*self.tests, *self.unfit}
        self.unfit += [name for name in self._items if name not in traced]

    def _own_folder(self) -> None:
        """Give a fork a folder of its own for its tests."""
        self._folders._basetemp = self._folders.mktemp(f"fork-{os.getpid()}")

    def _tracing(self, items: Sequence[pytest.Item], files: Sequence[str]) -> Fork:
        def work(say: Callable[[str], None]) -> None:
            self._own_folder()
            trace_items(items, files, say)

        return Fork(work, 60 + 30 * len(items))

    def _note(self, said: dict[str, Any]) -> None:
        if not said["ok"]:
            self.unfit.append(said["test"])
            return
        lines = {name: set(ran) for name, ran in said["lines"].items()}
        self.tests[said["test"]] = Passed(said["seconds"], lines)

    def _worker(self, waiting: Iterator[Mutant]) -> Iterator[None]:
        for mutant in waiting:
            result = Result(mutant)
            names = self._choose(mutant)
            while names and not result.killer:
                told = yield from self._run(names, mutant)
                result.tests += len(told.begun)
                if not told.failed:
                    break
                if told.failed not in self._items:  # it did not even come to a test
                    if told.failed.startswith("LookupError"):
                        raise RuntimeError(f"{mutant.key}: {told.failed}")
                    result.killer = told.failed
                    break
                if not (yield from self._is_sound(told)):
                    names = [name for name in names if name not in told.begun]
                else:
                    result.killer, result.hung = told.failed, told.hung
                    self._noticed[mutant.path.name, told.failed] += 1
                    self._noticed[mutant.path.name, mutant.function, told.failed] += 1
            self.results.append(result)
            self._say(result)

    def _is_sound(self, told: Told) -> Iterator[None]:
        """Whether the test that failed passes without the fault; asked twice, or after a hang."""
        if not told.hung and self._sound[told.failed] >= _ASKED_OFTEN:
            return True
        again = yield from self._run([told.failed], None)
        self._sound[told.failed] += not again.failed
        return not again.failed

    def _run(self, names: Sequence[str], mutant: Mutant | None) -> Iterator[None]:
        chosen = [self._items[name] for name in names]
        seconds = _FIRST_TEST_SECONDS + 5 * sum(self.tests[name].seconds for name in names)

        def work(say: Callable[[str], None]) -> None:
            self._own_folder()
            if mutant is not None:
                apply(mutant, self._root)
            run_items(chosen, say)

        fork = Fork(work, min(seconds, _MOST_SECONDS))
        while not fork.ended():
            yield
        return fork.told()

    def _choose(self, mutant: Mutant) -> list[str]:
        """Return the tests that pass where the fault is, the likeliest and narrowest first."""
        file_name, function = mutant.path.name, mutant.function
        if mutant.function:
            file = str(self._root / mutant.path)
            wanted = {file: set(mutant.lines)}
        else:
            wanted = self._uses(mutant.constant.split(","))
        fit = [
            (
                -self._noticed[file_name, function, name],
                passed.breadth / (1 + self._noticed[file_name, name]),
                passed.seconds,
                name,
            )
            for name, passed in self.tests.items()
            if any(passed.lines.get(file, set()) & lines for file, lines in wanted.items())
        ]
        return [name for *_order, name in sorted(fit)][: self._most]

    def _uses(self, names: Sequence[str]) -> dict[str, set[int]]:
        """Return the lines in functions where a constant, or one made of it, is used."""
        files = {mutant.path for mutant in self._mutants}
        trees = {path: ast.parse((self._root / path).read_text("utf-8")) for path in files}
        known = set(names)
        for tree in trees.values():
            for statement in tree.body:
                if isinstance(statement, ast.Assign) and _names_in(statement.value) & known:
                    known |= {n for target in statement.targets for n in _names_in(target)}
        return {
            str(self._root / path): {
                statement.lineno
                for statement in ast.walk(tree)
                if isinstance(statement, _SIMPLE) and _names_in(statement) & known
            }
            for path, tree in trees.items()
        }


def _warm() -> None:
    """Load and make once, before the forks, what each of them would else load and make again."""
    from tests.oidc.hydra import signing_key

    for name in _HEAVY:
        import_module(name)
    for name in ("one", "two", "three"):
        signing_key(name)


def _names_in(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} | {
        part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)
    }
