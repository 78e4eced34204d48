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
    """One mutant: in which function, in the statement on which lines, what became what.

    `naam` has the text of the line, so it stays the same after lines were added elsewhere.
    """

    functie: str
    regels: range
    wat: str
    naam: str
    boom: ast.Module


def breuken(bron: str) -> list[Breuk]:
    """Every mutant of a module: within its functions, each operator, `not`, whole number and boolean once."""
    boom, regels = ast.parse(bron), bron.splitlines()
    gevonden, gezien = [], Counter[str]()
    for nummer, (functie, zin, knoop) in enumerate(_knopen(boom)):
        for stap, (_, wat) in enumerate(_wijzigingen(knoop)):
            kopie = deepcopy(boom)
            *_, doel = list(_knopen(kopie))[nummer]
            breek, _ = list(_wijzigingen(doel))[stap]
            breek()
            naam = f"{functie}: {regels[knoop.lineno - 1].strip()} [{wat}]"  # type: ignore[attr-defined]  # has a place
            gezien[naam] += 1
            volgnummer = f" {gezien[naam]}" if gezien[naam] > 1 else ""
            waar = range(zin.lineno, (zin.end_lineno or zin.lineno) + 1)
            gevonden.append(Breuk(functie, waar, wat, naam + volgnummer, kopie))
    return gevonden


def _knopen(boom: ast.AST, functie: str = "") -> Iterator[tuple[str, ast.stmt, ast.AST]]:
    """What can be broken, with the function around it; annotations, defaults and docstrings are left alone."""
    for kind in ast.iter_child_nodes(boom):
        if isinstance(kind, ast.ClassDef):
            yield from _knopen(kind, f"{functie}{kind.name}.")
        elif isinstance(kind, ast.FunctionDef | ast.AsyncFunctionDef):
            for zin in kind.body:
                yield from _in_functie(zin, f"{functie}{kind.name}", zin)


def _in_functie(boom: ast.AST, functie: str, zin: ast.stmt) -> Iterator[tuple[str, ast.stmt, ast.AST]]:
    if isinstance(boom, ast.Assert | ast.arguments):
        return  # an assertion states what cannot be otherwise
    if isinstance(boom, ast.Compare | ast.BoolOp | ast.BinOp | ast.UnaryOp | ast.Constant):
        yield functie, zin, boom
    for kind in ast.iter_child_nodes(boom):
        yield from _in_functie(kind, functie, kind if isinstance(kind, ast.stmt) else zin)


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
        case _:
            pass


class Levend:
    """What lives of a module in this process: its functions, whoever holds them, and what they worked out before."""

    def __init__(self, module: ModuleType) -> None:
        assert module.__file__ is not None
        self.bestand = module.__file__
        alles = gc.get_objects()
        functies = [een for een in alles if isinstance(een, types.FunctionType)]
        self._functies = [(een, een.__code__) for een in functies if een.__code__.co_filename == self.bestand]
        self._caches = [
            een for een in alles if isinstance(een, _lru_cache_wrapper) and een.__module__ == module.__name__
        ]

    def vergeet(self) -> None:
        """Work everything out anew."""
        for een in self._caches:
            een.cache_clear()

    @contextmanager
    def gebroken(self, breuk: Breuk) -> Iterator[None]:
        """The module is broken as long as the block lasts."""
        stuk = _codes(compile(ast.fix_missing_locations(breuk.boom), self.bestand, "exec"))
        for functie, code in self._functies:
            functie.__code__ = stuk.get(_plek(code), code)
        self.vergeet()
        try:
            yield
        finally:
            for functie, code in self._functies:
                functie.__code__ = code
            self.vergeet()


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
