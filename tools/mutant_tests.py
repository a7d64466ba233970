"""Runs the fewest tests that can see a deliberate fault, each fault in a fork of its own."""

from __future__ import annotations

import ast
import json
import os
import resource
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tools.mutants import Mutant, functions_of

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
_NOTE = "__ran__"
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
_MEMORY = 6 * 2**30
_FIRST_TEST_SECONDS = 20.0
_MOST_SECONDS = 120.0


@dataclass
class Told:
    """What a fork said: the tests that it began, and the first one that failed."""

    begun: list[str] = field(default_factory=list)
    failed: str = ""
    hung: bool = False


@dataclass
class Passed:
    """One test as it is without any fault: how long it takes and which lines it runs."""

    seconds: float
    lines: dict[str, set[int]]


@dataclass
class Result:
    """What became of one fault: `killer` is the test that saw it, "" when none did."""

    mutant: Mutant
    killer: str = ""
    hung: bool = False
    tests: int = 0


class Fork:
    """One child process that runs tests and tells about them through a pipe."""

    def __init__(self, work: Callable[[Callable[[str], None]], None], seconds: float) -> None:
        reading, writing = os.pipe()
        self.until = time.monotonic() + seconds
        self.read = reading
        self.heard = b""
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reading)
            _be_a_child(work, writing)
        os.close(writing)

    def ended(self) -> bool:
        """Take what was said since; return whether the child has ended, by itself or by us."""
        while select.select([self.read], [], [], 0)[0]:
            data = os.read(self.read, 65_536)
            if not data:
                os.waitpid(self.pid, 0)
                os.close(self.read)
                return True
            self.heard += data
        if time.monotonic() > self.until:
            os.killpg(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            os.close(self.read)
            self.heard += b"\nhung"
            return True
        return False

    def told(self) -> Told:
        """Return what the child said as a whole."""
        told = Told()
        for line in self.heard.decode("utf-8", "replace").splitlines():
            word, _, rest = line.partition(" ")
            if word == "begin":
                told.begun.append(rest)
            elif word == "failed":
                told.failed = rest
            elif word == "hung":
                told.hung, told.failed = True, told.begun[-1] if told.begun else "?"
        return told


def _be_a_child(work: Callable[[Callable[[str], None]], None], writing: int) -> None:
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    try:
        work(lambda line: _write(writing, line))
    except BaseException as error:  # noqa: BLE001  a fork must end here, whatever happened
        _write(writing, f"failed {type(error).__name__}: {error}".replace("\n", " "))
    os._exit(0)


def _write(pipe: int, line: str) -> None:
    data = line.encode() + b"\n"
    while data:
        data = data[os.write(pipe, data) :]


def run_items(
    items: Sequence[pytest.Item], say: Callable[[str], None], *, to_the_end: bool = False
) -> None:
    """Run tests in this process until one fails, and say which one."""
    for item, following in zip(items, [*items[1:], _another(items[-1])], strict=True):
        say(f"begin {item.nodeid}")
        started = time.perf_counter()
        reports = runtestprotocol(item, log=False, nextitem=following)
        if any(report.failed for report in reports):
            say(f"failed {item.nodeid}")
            if not to_the_end:
                return
        say(f"took {time.perf_counter() - started:.4f} {item.nodeid}")


def _another(last: pytest.Item) -> pytest.Item | None:
    """Return a test to go on with, so that what lasts for the session is not taken down."""
    return next((item for item in last.session.items if item is not last), None)


class Marks:
    """Lets the functions of some files note which of their statements run, in every thread."""

    def __init__(self, files: Iterable[str]) -> None:
        self.ran: dict[str, set[int]] = {}
        for file in files:
            self.ran[file] = set()
            _mark(file, self.ran[file].add)

    def taken(self) -> dict[str, list[int]]:
        """Return the lines of the statements that ran since the last time."""
        lines = {file: sorted(ran) for file, ran in self.ran.items() if ran}
        for ran in self.ran.values():
            ran.clear()
        return lines


def _mark(file: str, note: Callable[[int], None]) -> None:
    tree = ast.parse(Path(file).read_text("utf-8"), file)
    names = list(functions_of(tree))
    for _name, function in names:
        for node in ast.walk(function):
            for part in ("body", "orelse", "finalbody"):
                row = getattr(node, part, None)
                if isinstance(row, list):
                    setattr(node, part, [one for each in row for one in (_note(each), each)])
    code = compile(ast.fix_missing_locations(tree), file, "exec", dont_inherit=True)
    vars(_module(file))[_NOTE] = note
    for name, _function in names:
        for one in _functions(file, name):
            one.__code__ = _code_of(code, name)


def _note(statement: ast.stmt) -> ast.stmt:
    call = ast.Call(ast.Name(_NOTE, ast.Load()), [ast.Constant(statement.lineno)], [])
    return ast.copy_location(ast.Expr(call), statement)


def trace_items(
    items: Sequence[pytest.Item], files: Iterable[str], say: Callable[[str], None]
) -> None:
    """Run tests without a fault and say for each which lines it ran."""
    marks = Marks(files)
    for item, following in zip(items, [*items[1:], _another(items[-1])], strict=True):
        say(f"begin {item.nodeid}")
        started = time.perf_counter()
        reports = runtestprotocol(item, log=False, nextitem=following)
        said = {
            "test": item.nodeid,
            "seconds": time.perf_counter() - started,
            "ok": all(report.passed or report.skipped for report in reports),
            "lines": marks.taken(),
        }
        say(f"traced {json.dumps(said)}")


def apply(mutant: Mutant, root: Path) -> None:
    """Put the fault into the modules of this process."""
    file = str(root / mutant.path)
    if mutant.function:
        new = _code_of(mutant.code(), mutant.function)
        old = list(_functions(file, mutant.function))
        if not old:
            raise LookupError(f"{mutant.function} is nowhere in {file}")
        for one in old:
            one.__code__ = new
        return
    module = _module(file)
    for names, value in mutant.constants():
        expression = ast.fix_missing_locations(ast.Expression(value))
        made = eval(compile(expression, file, "eval"), module.__dict__)  # noqa: S307  our own source
        several = names.split(",")
        for name, one in zip(several, made if len(several) > 1 else [made], strict=True):
            _replace_everywhere(name, getattr(module, name), one)


def _module(file: str) -> ModuleType:
    return next(m for m in list(sys.modules.values()) if getattr(m, "__file__", "") == file)


def _functions(file: str, name: str) -> Iterator[FunctionType]:
    """Yield the function of that name; a property or a wrapper is looked into."""
    owner: Any = _module(file)
    *outer, last = name.split(".")
    for part in outer:
        owner = vars(owner)[part]
    found = vars(owner).get(last)
    inner = (found, *(getattr(found, each, None) for each in ("fget", "func", "__func__")))
    for one in (*inner, getattr(found, "__wrapped__", None)):
        if isinstance(one, FunctionType) and one.__code__.co_qualname == name:
            yield one


def _replace_everywhere(name: str, old: object, new: object) -> None:
    for module in list(sys.modules.values()):
        for own, value in list(vars(module).items()):
            same = value is old and (own == name or not isinstance(old, int | float | str))
            if same and getattr(module, "__name__", "").startswith(("jcwizard", "tests", "test_")):
                setattr(module, own, new)


def _code_of(module: CodeType, function: str) -> CodeType:
    waiting = [module]
    while waiting:
        code = waiting.pop()
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                if constant.co_qualname == function:
                    return constant
                waiting.append(constant)
    raise LookupError(function)


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
        """Return the tests that pass where the fault is, the likeliest and quickest first."""
        file_name, function = mutant.path.name, mutant.function
        if mutant.function:
            file = str(self._root / mutant.path)
            wanted = {file: set(mutant.lines)}
        else:
            wanted = self._uses(mutant.constant.split(","))
        fit = [
            (
                -self._noticed[file_name, function, name],
                passed.seconds / (1 + self._noticed[file_name, name]),
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
