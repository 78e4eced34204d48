# SPDX-License-Identifier: EUPL-1.2
"""How a class and its XML relate: worked out once per class from its annotations, used by read, write and paths."""

import types
import typing
from datetime import date, time
from functools import cache

import msgspec

from berichtenverkeer.berichten.klasse import Datatype, Klasse, element
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort


class Veld(msgspec.Struct, frozen=True):
    """One child element of a class. `soort` is str, int, date, time or the class of the child."""

    attribuut: str
    element: str
    soort: type
    verplicht: bool
    herhaalt: bool

    @property
    def klasse(self) -> type[Klasse] | None:
        """The class of the child, or None for a single value."""
        return self.soort if issubclass(self.soort, Klasse) else None


BASISSCHEMA = "basisschema"


def namespace(klasse: type[Klasse], soort: Berichtsoort) -> str:
    """The namespace in which the children of `klasse` stand, in a bericht of this soort."""
    return soort.release.namespace(BASISSCHEMA) if issubclass(klasse, Datatype) else soort.namespace


def tag(veld: Veld, klasse: type[Klasse], soort: Berichtsoort) -> str:
    """A child element of `klasse` in Clark notation, in a bericht of this soort."""
    return f"{{{namespace(klasse, soort)}}}{veld.element}"


@cache
def velden(klasse: type[Klasse]) -> tuple[Veld, ...]:
    """The child elements of `klasse` in the order of the schema.

    That is the order of its fields. A class made from one of an earlier release has its own elements last, or, when it
    names all of them again, in the order in which it does.
    """
    hints = typing.get_type_hints(klasse)
    verplicht = {veld.name for veld in msgspec.structs.fields(klasse) if veld.required}
    namen = klasse.__struct_fields__
    eigen = [naam for naam in klasse.__annotations__ if naam in namen]
    return tuple(_veld(naam, hints[naam], naam in verplicht) for naam in (eigen if len(eigen) == len(namen) else namen))


def onder(klasse: type[Klasse], *attributen: str) -> type[Klasse]:
    """The class that stands under `klasse` along these attributes; StopIteration when there is none."""
    for attribuut in attributen:
        klasse = next(veld.klasse for veld in velden(klasse) if veld.attribuut == attribuut and veld.klasse)
    return klasse


def _veld(naam: str, hint: object, verplicht: bool) -> Veld:
    soort, herhaalt = _soort(hint)
    return Veld(naam, element(naam), soort, verplicht, herhaalt)


def _soort(hint: object) -> tuple[type, bool]:
    """`X | None` -> (X, False); `tuple[X, ...]` -> (X, True)."""
    if isinstance(hint, types.UnionType):
        hint = next(deel for deel in typing.get_args(hint) if deel is not type(None))
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True
    assert isinstance(hint, type), hint
    assert issubclass(hint, Klasse | str | int | date | time), hint
    return hint, False
