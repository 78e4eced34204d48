# SPDX-License-Identifier: EUPL-1.2
"""How a class and its XML relate: worked out once per class from its annotations, used by read, write and paths."""

import types
import typing
from datetime import date, time
from functools import cache

import msgspec

from berichtenverkeer.berichten.klasse import Klasse, element

_STANDAARD = "http://www.istandaarden.nl/ijw/3_2/"


class Veld(msgspec.Struct, frozen=True):
    """One child element of a class. `soort` is str, int, date, time or the class of the child."""

    attribuut: str
    element: str
    tag: str
    soort: type
    verplicht: bool
    herhaalt: bool

    @property
    def klasse(self) -> type[Klasse] | None:
        """The class of the child, or None for a single value."""
        return self.soort if issubclass(self.soort, Klasse) else None


def prefix(klasse: type[Klasse]) -> str:
    """The prefix of the namespace in which the children of `klasse` stand: `ijw` or the name of the bericht."""
    module = klasse.__module__.rpartition(".")[2]
    return "ijw" if module == "basisschema" else module


def namespace(prefix: str) -> str:
    """The namespace for a prefix of `prefix()`."""
    return f"{_STANDAARD}{'basisschema' if prefix == 'ijw' else prefix}/schema"


@cache
def velden(klasse: type[Klasse]) -> tuple[Veld, ...]:
    """The child elements of `klasse` in the order of the schema."""
    ruimte = namespace(prefix(klasse))
    hints = typing.get_type_hints(klasse)
    verplicht = {veld.name for veld in msgspec.structs.fields(klasse) if veld.required}
    return tuple(_veld(naam, hints[naam], ruimte, naam in verplicht) for naam in klasse.__struct_fields__)


def _veld(naam: str, hint: object, ruimte: str, verplicht: bool) -> Veld:
    soort, herhaalt = _soort(hint)
    naam_element = element(naam)
    return Veld(naam, naam_element, f"{{{ruimte}}}{naam_element}", soort, verplicht, herhaalt)


def _soort(hint: object) -> tuple[type, bool]:
    """`X | None` -> (X, False); `tuple[X, ...]` -> (X, True)."""
    if isinstance(hint, types.UnionType):
        hint = next(deel for deel in typing.get_args(hint) if deel is not type(None))
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True
    assert isinstance(hint, type), hint
    assert issubclass(hint, Klasse | str | int | date | time), hint
    return hint, False
