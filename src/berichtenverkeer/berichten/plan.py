# SPDX-License-Identifier: EUPL-1.2
"""How a class and its XML relate: worked out once per class from its annotations, used by read, write and paths."""

import types
import typing
from datetime import date, time
from functools import cache

import msgspec

from berichtenverkeer.berichten.class_ import Class, Datatype, element
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort


class Field(msgspec.Struct, frozen=True):
    """One child element of a class. `soort` is str, int, date, time or the class of the child."""

    attribuut: str
    element: str
    soort: type
    verplicht: bool
    herhaalt: bool

    @property
    def klasse(self) -> type[Class] | None:
        """The class of the child, or None for a single value."""
        return self.soort if issubclass(self.soort, Class) else None


BASISSCHEMA = "basisschema"


def namespace(class_: type[Class], soort: Berichtsoort) -> str:
    """The namespace in which the children of `class_` stand, in a bericht of this soort."""
    return soort.release.namespace(BASISSCHEMA) if issubclass(class_, Datatype) else soort.namespace


def tag(field: Field, class_: type[Class], soort: Berichtsoort) -> str:
    """A child element of `class_` in Clark notation, in a bericht of this soort."""
    return f"{{{namespace(class_, soort)}}}{field.element}"


@cache
def fields(class_: type[Class]) -> tuple[Field, ...]:
    """The child elements of `class_` in the order of the schema.

    That is the order of its fields. A class made from one of an earlier release has its own elements last, or, when it
    names all of them again, in the order in which it does.
    """
    hints = typing.get_type_hints(class_)
    mandatory = {field.name for field in msgspec.structs.fields(class_) if field.required}
    names = class_.__struct_fields__
    own = [name for name in class_.__annotations__ if name in names]
    return tuple(_field(name, hints[name], name in mandatory) for name in (own if len(own) == len(names) else names))


def under(class_: type[Class], *attributes: str) -> type[Class]:
    """The class that stands under `class_` along these attributes; StopIteration when there is none."""
    for attribute in attributes:
        class_ = next(field.klasse for field in fields(class_) if field.attribuut == attribute and field.klasse)
    return class_


def _field(name: str, hint: object, mandatory: bool) -> Field:
    soort, repeats = _kind(hint)
    return Field(name, element(name), soort, mandatory, repeats)


def _kind(hint: object) -> tuple[type, bool]:
    """`X | None` -> (X, False); `tuple[X, ...]` -> (X, True)."""
    if isinstance(hint, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True
    assert isinstance(hint, type), hint
    assert issubclass(hint, Class | str | int | date | time), hint
    return hint, False
