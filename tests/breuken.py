# SPDX-License-Identifier: EUPL-1.2
"""Breaks a module on purpose, one operator or constant at a time, in the running process.

A mutant is the same module with one node of its tree changed, compiled. It is put in place by giving every living
function of the module the code of the mutant: whoever imported the function has the broken one.
"""

import ast
import gc
import types
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import _lru_cache_wrapper
from types import ModuleType

import msgspec

_ANDERS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
"""What an operator becomes."""


class Breuk(msgspec.Struct, frozen=True):
    """One mutant: in which function, on which line (its text), what became what."""

    functie: str
    regel: int
    tekst: str
    wat: str
    boom: ast.Module

    @property
    def naam(self) -> str:
        """The same after lines were added elsewhere."""
        return f"{self.functie}: {self.tekst} [{self.wat}]"


def breuken(bron: str) -> list[Breuk]:
    """Every mutant of a module: within its functions, each operator, `not`, whole number and boolean once."""
    boom, regels = ast.parse(bron), bron.splitlines()
    gevonden = []
    for nummer, (functie, knoop) in enumerate(_knopen(boom)):
        for stap, (_, wat) in enumerate(_wijzigingen(knoop)):
            kopie = deepcopy(boom)
            _, doel = list(_knopen(kopie))[nummer]
            breek, _ = list(_wijzigingen(doel))[stap]
            breek()
            regel = knoop.lineno  # type: ignore[attr-defined]  # operators and constants have a place
            gevonden.append(Breuk(functie, regel, regels[regel - 1].strip(), wat, kopie))
    return gevonden


def _knopen(boom: ast.AST, functie: str = "") -> Iterator[tuple[str, ast.AST]]:
    """What can be broken, with the function around it; annotations, defaults and docstrings are left alone."""
    for kind in ast.iter_child_nodes(boom):
        if isinstance(kind, ast.ClassDef):
            yield from _knopen(kind, f"{functie}{kind.name}.")
        elif isinstance(kind, ast.FunctionDef | ast.AsyncFunctionDef):
            for zin in kind.body:
                yield from _in_functie(zin, f"{functie}{kind.name}")


def _in_functie(boom: ast.AST, functie: str) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(boom, ast.Assert | ast.arguments):
        return  # an assertion states what cannot be otherwise
    if isinstance(boom, ast.Compare | ast.BoolOp | ast.BinOp | ast.UnaryOp | ast.Constant):
        yield functie, boom
    for kind in ast.iter_child_nodes(boom):
        yield from _in_functie(kind, functie)


class _Wissel(msgspec.Struct):
    knoop: ast.AST
    veld: str
    waarde: object

    def __call__(self) -> None:
        setattr(self.knoop, self.veld, self.waarde)


def _wijzigingen(knoop: ast.AST) -> Iterator[tuple[_Wissel, str]]:
    match knoop:
        case ast.Compare(ops=ops):
            for plek, op in enumerate(ops):
                if anders := _ANDERS.get(type(op)):
                    nieuw = [*ops[:plek], anders(), *ops[plek + 1 :]]
                    yield _Wissel(knoop, "ops", nieuw), f"{type(op).__name__} -> {anders.__name__}"
        case ast.BoolOp(op=op) | ast.BinOp(op=op):
            if anders := _ANDERS.get(type(op)):
                yield _Wissel(knoop, "op", anders()), f"{type(op).__name__} -> {anders.__name__}"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield _Wissel(knoop, "operand", ast.UnaryOp(op=ast.Not(), operand=operand)), "not x -> x"
        case ast.Constant(value=bool() as waarde):
            yield _Wissel(knoop, "value", not waarde), f"{waarde} -> {not waarde}"
        case ast.Constant(value=int() as getal):
            yield _Wissel(knoop, "value", getal + 1), f"{getal} -> {getal + 1}"


@contextmanager
def gebroken(module: ModuleType, breuk: Breuk) -> Iterator[None]:
    """The module is broken as long as the block lasts."""
    bestand = module.__file__
    assert bestand is not None
    stuk = _codes(compile(ast.fix_missing_locations(breuk.boom), bestand, "exec"))
    functies = [
        (functie, functie.__code__)
        for functie in gc.get_objects()
        if isinstance(functie, types.FunctionType) and functie.__code__.co_filename == bestand
    ]
    for functie, code in functies:
        if (plek := _plek(code)) in stuk:
            functie.__code__ = stuk[plek]
    _vergeet(module)
    try:
        yield
    finally:
        for functie, code in functies:
            functie.__code__ = code
        _vergeet(module)


def _plek(code: types.CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _codes(code: types.CodeType) -> dict[tuple[str, int], types.CodeType]:
    alle = list(_in(code))
    dubbel = {plek for plek, aantal in Counter(map(_plek, alle)).items() if aantal > 1}
    return {_plek(een): een for een in alle if _plek(een) not in dubbel}


def _in(code: types.CodeType) -> Iterator[types.CodeType]:
    for een in code.co_consts:
        if isinstance(een, types.CodeType):
            yield een
            yield from _in(een)


def _vergeet(module: ModuleType) -> None:
    """What it worked out before."""
    for een in gc.get_objects():
        if isinstance(een, _lru_cache_wrapper) and een.__module__ == module.__name__:
            een.cache_clear()
