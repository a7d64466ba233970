"""Finds the functions of loaded modules, exchanges their code, and notes which statements run."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tools.mutants import functions_of

_NOTE = "__ran__"


def module_of(file: str) -> ModuleType:
    return next(m for m in list(sys.modules.values()) if getattr(m, "__file__", "") == file)


def functions_in(file: str, name: str) -> Iterator[FunctionType]:
    """Yield the function of that name; a property or a wrapper is looked into."""
    owner: Any = module_of(file)
    *outer, last = name.split(".")
    for part in outer:
        owner = vars(owner)[part]
    found = vars(owner).get(last)
    inner = (found, *(getattr(found, each, None) for each in ("fget", "func", "__func__")))
    for one in (*inner, getattr(found, "__wrapped__", None)):
        if isinstance(one, FunctionType) and one.__code__.co_qualname == name:
            yield one


def code_of(module: CodeType, function: str) -> CodeType:
    waiting = [module]
    while waiting:
        code = waiting.pop()
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                if constant.co_qualname == function:
                    return constant
                waiting.append(constant)
    raise LookupError(function)


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
    vars(module_of(file))[_NOTE] = note
    for name, _function in names:
        for one in functions_in(file, name):
            one.__code__ = code_of(code, name)


def _note(statement: ast.stmt) -> ast.stmt:
    call = ast.Call(ast.Name(_NOTE, ast.Load()), [ast.Constant(statement.lineno)], [])
    return ast.copy_location(ast.Expr(call), statement)
