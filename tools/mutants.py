"""Finds every validation in a module by its syntax tree, and the ways to break it by one change."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

_NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Lt: ast.GtE, ast.GtE: ast.Lt,
    ast.Gt: ast.LtE, ast.LtE: ast.Gt,
}  # fmt: skip
_EDGES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
_MATCHES = {"fullmatch": "match", "match": "search"}
_LONGEST_TOLD = 90


@dataclass
class Place:
    """Where a node hangs in the tree, so that it can be replaced and put back."""

    parent: ast.AST
    name: str
    index: int | None = None

    def put(self, node: ast.AST) -> ast.AST:
        """Put a node here and return the one that was here."""
        if self.index is None:
            old = getattr(self.parent, self.name)
            setattr(self.parent, self.name, node)
            return old
        row = getattr(self.parent, self.name)
        old, row[self.index] = row[self.index], node
        return old


@dataclass
class Mutant:
    """One deliberate fault. `function` is "" for a module's own constant, named by `constant`.

    `lines` are those of the statement that it is in, for choosing the tests that pass there.
    """

    path: Path
    line: int
    lines: range
    function: str
    constant: str
    what: str
    _place: Place = field(repr=False)
    _node: ast.AST = field(repr=False)
    _tree: ast.Module = field(repr=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """What names this fault whatever the line numbers are."""
        return self.path.as_posix(), self.function or self.constant, self.what

    def code(self) -> CodeType:
        """Return the whole module compiled with this one fault."""
        old = self._place.put(self._node)
        try:
            return compile(self._tree, str(self.path), "exec", dont_inherit=True)
        finally:
            self._place.put(old)

    def constants(self) -> list[tuple[str, ast.expr]]:
        """Return the module's constants that change, with what they become, in order."""
        old = self._place.put(self._node)
        try:
            return copy.deepcopy(list(_dependent(self._tree, self.constant)))
        finally:
            self._place.put(old)


def _dependent(tree: ast.Module, name: str) -> Iterator[tuple[str, ast.expr]]:
    changed = {name}
    for statement in tree.body:
        assigned = _assigned(statement)
        if assigned is None:
            continue
        own, value = assigned
        used = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
        if own == name or used & changed:
            changed.update(own.split(","))
            yield own, value


def _assigned(statement: ast.stmt) -> tuple[str, ast.expr] | None:
    """Return the name (names, joined by a comma) that a statement assigns, and its value."""
    if isinstance(statement, ast.Assign):
        parts = [one for one in ast.walk(statement.targets[0]) if isinstance(one, ast.Name)]
        return ",".join(part.id for part in parts), statement.value
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return (statement.target.id, statement.value) if statement.value is not None else None
    return None


def mutants_of(path: Path, root: Path) -> list[Mutant]:
    """Return every fault that can be made in one module, in the order of its lines."""
    tree = ast.parse((root / path).read_text("utf-8"), str(path))
    found = list(_Finder(path, tree).in_module())
    return sorted(found, key=lambda mutant: mutant.line)


def functions_of(
    owner: ast.Module | ast.ClassDef, prefix: str = ""
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Yield the functions and methods of a module by their qualified names, outermost ones only."""
    for node in owner.body:
        if isinstance(node, ast.ClassDef):
            yield from functions_of(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + node.name, node


class _Finder:
    """Walks one module; knows in which function and statement it is."""

    def __init__(self, path: Path, tree: ast.Module) -> None:
        self._path = path
        self._tree = tree

    def in_module(self) -> Iterator[Mutant]:
        for statement in self._tree.body:
            assigned = _assigned(statement)
            is_type = assigned is not None and isinstance(assigned[1], ast.Subscript)
            if assigned is not None and not is_type and assigned[0] != "__all__":
                yield from self._in(statement, "", assigned[0])
        for name, function in functions_of(self._tree):
            for index, statement in enumerate(function.body):
                yield from self._statement(Place(function, "body", index), statement, name)

    def _statement(self, place: Place, node: ast.stmt, function: str) -> Iterator[Mutant]:
        if isinstance(node, ast.Raise):
            yield self._made(place, node, ast.Pass(), "not raised", node, function, "")
        yield from self._in(node, function, "")
        for name in ("body", "orelse", "finalbody", "handlers"):
            for index, below in enumerate(getattr(node, name, ())):
                if isinstance(below, ast.stmt):
                    yield from self._statement(Place(node, name, index), below, function)
                elif isinstance(below, ast.ExceptHandler):
                    for turn, inner in enumerate(below.body):
                        yield from self._statement(Place(below, "body", turn), inner, function)

    def _in(self, statement: ast.stmt, function: str, constant: str) -> Iterator[Mutant]:
        """Yield the faults in a statement's own expressions, not in the statements below it."""
        for place, node in _expressions(statement):
            for new, what in _changes(place, node, is_constant=bool(constant)):
                yield self._made(place, node, new, what, statement, function, constant)

    def _made(
        self, place: Place, node: ast.AST, new: ast.AST, what: str, statement: ast.stmt,
        function: str, constant: str,
    ) -> Mutant:  # fmt: skip
        for part in ast.walk(new):
            ast.copy_location(part, node)
        last = getattr(node, "end_lineno", None) or statement.lineno
        lines = range(statement.lineno, last + 1)
        told = ast.unparse(node)
        told = told if len(told) <= _LONGEST_TOLD else told[:_LONGEST_TOLD] + "…"
        text = f"{told}: {what}"
        return Mutant(
            self._path, getattr(node, "lineno", statement.lineno), lines, function, constant, text,
            place, new, self._tree,
        )  # fmt: skip


def _expressions(statement: ast.stmt) -> Iterator[tuple[Place, ast.expr]]:
    """Yield each expression of a statement with its place; annotations are none."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    waiting: list[ast.AST] = [statement]
    while waiting:
        parent = waiting.pop()
        for name, value in ast.iter_fields(parent):
            if name in ("annotation", "returns", "targets", "target"):
                continue
            for index, node in enumerate(value if isinstance(value, list) else [value]):
                if not isinstance(node, ast.expr | ast.comprehension | ast.keyword | ast.withitem):
                    continue
                waiting.append(node)
                if isinstance(node, ast.expr):
                    yield Place(parent, name, index if isinstance(value, list) else None), node


def _changes(place: Place, node: ast.expr, *, is_constant: bool) -> Iterator[tuple[ast.AST, str]]:
    yield from _as_condition(place, node)
    if isinstance(node, ast.BoolOp):
        yield from _parts_dropped(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield copy.deepcopy(node.operand), "not negated"
    elif isinstance(node, ast.Compare):
        yield from _compared(node)
    elif isinstance(node, ast.Call):
        yield from _called(node)
    elif isinstance(node, ast.Tuple | ast.Set | ast.List):
        yield from _listed(node, place.parent, is_constant)
    elif isinstance(node, ast.Dict) and is_constant:
        yield from _entries_dropped(node)
    elif isinstance(node, ast.Constant):
        yield from _constant(node, place, is_constant)


def _as_condition(place: Place, node: ast.expr) -> Iterator[tuple[ast.AST, str]]:
    if place.name == "test" and not _is_typing_only(node):
        yield ast.Constant(False), "never"
        if isinstance(place.parent, ast.IfExp):
            yield ast.Constant(True), "always"
    if isinstance(place.parent, ast.comprehension) and place.name == "ifs":
        yield ast.Constant(True), "filter left out"


def _parts_dropped(node: ast.BoolOp) -> Iterator[tuple[ast.AST, str]]:
    for index, part in enumerate(node.values):
        left = [value for turn, value in enumerate(node.values) if turn != index]
        new = left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
        yield copy.deepcopy(new), f"without part {index + 1} ({ast.unparse(part)})"


def _entries_dropped(node: ast.Dict) -> Iterator[tuple[ast.AST, str]]:
    for index, key in enumerate(node.keys):
        keys = [one for turn, one in enumerate(node.keys) if turn != index]
        values = [one for turn, one in enumerate(node.values) if turn != index]
        told = ast.unparse(key) if key is not None else "**"
        yield copy.deepcopy(ast.Dict(keys, values)), f"without {told}"


def _is_typing_only(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "TYPE_CHECKING"


def _compared(node: ast.Compare) -> Iterator[tuple[ast.AST, str]]:
    for index, operator in enumerate(node.ops):
        for table, what in ((_NEGATED, "negated"), (_EDGES, "edge moved")):
            if type(operator) in table:
                new = copy.deepcopy(node)
                new.ops[index] = table[type(operator)]()
                yield new, f"{what} ({ast.unparse(new)})"
    if len(node.ops) > 1:
        middle = node.comparators[0]
        yield ast.Compare(*copy.deepcopy((node.left, node.ops[:1], [middle]))), "without its end"
        yield (
            ast.Compare(*copy.deepcopy((middle, node.ops[1:], node.comparators[1:]))),
            ("without its beginning"),
        )
    if isinstance(node.ops[0], ast.In | ast.NotIn):
        yield ast.Constant(isinstance(node.ops[0], ast.In)), "everything counts as listed"


def _called(node: ast.Call) -> Iterator[tuple[ast.AST, str]]:
    called = ast.unparse(node.func)
    if called == "hmac.compare_digest":
        yield ast.Constant(True), "always equal"
    if called in ("any", "all"):
        other = "all" if called == "any" else "any"
        yield (
            ast.Call(ast.Name(other, ast.Load()), copy.deepcopy(node.args), []),
            f"{other} of them",
        )
        yield ast.Constant(called == "all"), f"always {called == 'all'}"
    if isinstance(node.func, ast.Attribute) and node.func.attr in _MATCHES:
        owner, other = copy.deepcopy(node.func.value), _MATCHES[node.func.attr]
        looser = ast.Attribute(owner, other, ast.Load())
        yield ast.Call(looser, copy.deepcopy(node.args), []), f"{other} instead"
    if called == "re.compile" and isinstance(node.args[0], ast.Constant):
        new = copy.deepcopy(node)
        pattern = r"[\s\S]*"
        new.args[0] = ast.Constant(
            pattern.encode() if isinstance(node.args[0].value, bytes) else pattern
        )
        yield new, "everything matches"
    if called == "min" and len(node.args) == 2:
        yield copy.deepcopy(node.args[0]), "without min"
    if called == "max" and len(node.args) == 2:
        yield copy.deepcopy(node.args[1]), "without max"


def _listed(
    node: ast.Tuple | ast.Set | ast.List, parent: ast.AST, is_constant: bool
) -> Iterator[tuple[ast.AST, str]]:
    """Yield a collection without each of its members, where it is a list of what is allowed."""
    of_a_test = isinstance(parent, ast.Compare)
    # A tuple within a table is one row of it, not a list.
    table = is_constant and not isinstance(parent, ast.Tuple | ast.Set | ast.List | ast.Dict)
    looped = isinstance(parent, ast.For | ast.comprehension | ast.AnnAssign)
    unpacked = isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Tuple)
    if unpacked or len(node.elts) < 2 or not (of_a_test or table or looped):
        return
    for index, member in enumerate(node.elts):
        new = copy.deepcopy(node)
        del new.elts[index]
        yield new, f"without {ast.unparse(member)}"


def _constant(node: ast.Constant, place: Place, is_constant: bool) -> Iterator[tuple[ast.AST, str]]:
    value, parent = node.value, place.parent
    if isinstance(value, bool):
        if isinstance(parent, ast.keyword):
            yield ast.Constant(not value), f"{parent.arg}={not value}"
        elif isinstance(parent, ast.Return):
            yield ast.Constant(not value), f"{not value} returned"
        return
    limit = isinstance(parent, ast.Compare | ast.keyword) or (
        is_constant and not isinstance(parent, ast.Dict | ast.Set)
    )
    if isinstance(value, int | float) and limit:
        yield ast.Constant(value * 2 + 1), f"{value * 2 + 1} instead"
        smaller = value // 2 if isinstance(value, int) else value / 2
        if smaller != value:
            yield ast.Constant(smaller), f"{smaller} instead"
