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
from functools import _lru_cache_wrapper
from itertools import islice
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

    `naam` has the text of the line, so it stays the same after lines were added elsewhere. `plek` is which node of
    `origin`, the text of the module, and which change of it.
    """

    functie: str
    regels: range
    wat: str
    naam: str
    origin: str
    plek: tuple[int, int]

    @property
    def boom(self) -> ast.Module:
        """The tree of the whole module, broken there: made when it is asked for, as most are only named."""
        number, step = self.plek
        tree = ast.parse(self.origin)
        *_, target = next(islice(_knopen(tree), number, None))
        breek, _ = next(islice(_wijzigingen(target), step, None))
        breek()
        return tree


def fractures(origin: str) -> list[Breuk]:
    """Every mutant of a module: within its functions, each operator, `not`, whole number and boolean once."""
    tree, regels = ast.parse(origin), origin.splitlines()
    found, seen = [], Counter[str]()
    for number, (function, sentence, node) in enumerate(_knopen(tree)):
        for step, (_, what) in enumerate(_wijzigingen(node)):
            name = f"{function}: {regels[node.lineno - 1].strip()} [{what}]"  # type: ignore[attr-defined]  # has a place
            seen[name] += 1
            sequence_number = f" {seen[name]}" if seen[name] > 1 else ""
            where = range(sentence.lineno, (sentence.end_lineno or sentence.lineno) + 1)
            found.append(Breuk(function, where, what, name + sequence_number, origin, (number, step)))
    return found


def _knopen(tree: ast.AST, function: str = "") -> Iterator[tuple[str, ast.stmt, ast.AST]]:
    """What can be broken, with the function around it; annotations, defaults and docstrings are left alone."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.ClassDef):
            yield from _knopen(child, f"{function}{child.name}.")
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for sentence in child.body:
                yield from _in_functie(sentence, f"{function}{child.name}", sentence)


def _in_functie(tree: ast.AST, function: str, sentence: ast.stmt) -> Iterator[tuple[str, ast.stmt, ast.AST]]:
    if isinstance(tree, ast.Assert | ast.arguments):
        return  # an assertion states what cannot be otherwise
    if isinstance(tree, ast.Compare | ast.BoolOp | ast.BinOp | ast.UnaryOp | ast.Constant):
        yield function, sentence, tree
    for child in ast.iter_child_nodes(tree):
        yield from _in_functie(child, function, child if isinstance(child, ast.stmt) else sentence)


class _Wissel(msgspec.Struct):
    knoop: ast.AST
    veld: str
    waarde: object

    def __call__(self) -> None:
        setattr(self.knoop, self.veld, self.waarde)


def _wijzigingen(node: ast.AST) -> Iterator[tuple[_Wissel, str]]:
    match node:
        case ast.Compare(ops=ops):
            for plek, op in enumerate(ops):
                if otherwise := _ANDERS.get(type(op)):
                    new = [*ops[:plek], otherwise(), *ops[plek + 1 :]]
                    yield _Wissel(node, "ops", new), f"{type(op).__name__} -> {otherwise.__name__}"
        case ast.BoolOp(op=op) | ast.BinOp(op=op):
            if otherwise := _ANDERS.get(type(op)):
                yield _Wissel(node, "op", otherwise()), f"{type(op).__name__} -> {otherwise.__name__}"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield _Wissel(node, "operand", ast.UnaryOp(op=ast.Not(), operand=operand)), "not x -> x"
        case ast.Constant(value=bool() as value):
            yield _Wissel(node, "value", not value), f"{value} -> {not value}"
        case ast.Constant(value=int() as numeral):
            yield _Wissel(node, "value", numeral + 1), f"{numeral} -> {numeral + 1}"
        case _:
            pass


class Levend:
    """What lives of a module in this process: its functions, whoever holds them, and what they worked out before."""

    def __init__(self, module: ModuleType) -> None:
        assert module.__file__ is not None
        self.bestand = module.__file__
        everything = gc.get_objects()
        functies = [one for one in everything if isinstance(one, types.FunctionType)]
        self._functies = [(one, one.__code__) for one in functies if one.__code__.co_filename == self.bestand]
        self._caches = [
            one for one in everything if isinstance(one, _lru_cache_wrapper) and one.__module__ == module.__name__
        ]

    def forget(self) -> None:
        """Work everything out anew."""
        for one in self._caches:
            one.cache_clear()

    @contextmanager
    def gebroken(self, breuk: Breuk) -> Iterator[None]:
        """The module is broken as long as the block lasts."""
        piece = _codes(compile(ast.fix_missing_locations(breuk.boom), self.bestand, "exec"))
        for function, code in self._functies:
            function.__code__ = piece.get(_plek(code), code)
        self.forget()
        try:
            yield
        finally:
            for function, code in self._functies:
                function.__code__ = code
            self.forget()


def _plek(code: types.CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _codes(code: types.CodeType) -> dict[tuple[str, int], types.CodeType]:
    every = list(_in(code))
    dubbel = {plek for plek, count in Counter(map(_plek, every)).items() if count > 1}
    return {_plek(one): one for one in every if _plek(one) not in dubbel}


def _in(code: types.CodeType) -> Iterator[types.CodeType]:
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            yield one
            yield from _in(one)
