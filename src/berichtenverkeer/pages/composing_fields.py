# SPDX-License-Identifier: EUPL-1.2
"""The fields of a form for a bericht, from its schema: what each holds, from which list, may it stay empty."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.clock import in_words
from berichtenverkeer.gateway.composing import PRODUCT_CODE, Composition
from berichtenverkeer.pages.visit import Form
from berichtenverkeer.pages.wording import Wording
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Berichtsoort
from berichtenverkeer.standaard.structure import Component, structure

_NUMBER = re.compile(r"\[\d+\]")
_NAMELESS = frozenset({"Datum", "Type", "Naam", "Code", "Nummer", "Soort"})
"""Elements that say nothing without what they are in."""

_CENTS = frozenset({"Budget", "Bedrag", "TotaalBedrag", "ProductTarief"})
_EURO = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{2}))?")

Pairs = Sequence[tuple[str, str]]


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One to fill in. `name` is its path, `label` the key of what it is called (templates/composing/labels.html).

    `number`: of which toewijzing it is, where a bericht has several.
    """

    name: str
    label: str
    kind: str
    options: Pairs
    required: bool
    offered: str
    most: int | None
    number: str


class Line(msgspec.Struct, frozen=True):
    """One value of a bericht as it is read."""

    label: str
    text: str


async def fields_of(composition: Composition, choices: Mapping[str, Pairs]) -> list[Field]:
    """In the order in which they are asked. `choices` has what the register offers, by the last elements of a path."""
    soort = BERICHTSOORTEN[composition.kind]
    root = await asyncio.to_thread(structure, soort)  # the first time it takes half a second
    return [_field(path, root, soort, composition, choices) for path in composition.asked]


def _field(
    path: str, root: Component, soort: Berichtsoort, composition: Composition, choices: Mapping[str, Pairs]
) -> Field:
    steps = _along(root, path)
    last = steps[-1]
    own = next((pairs for ending, pairs in choices.items() if path.endswith(ending)), ())
    options = own or _listing(last, soort)
    return Field(
        name=path,
        label=label_of(path),
        kind=_kind(last, options),
        options=options,
        required=_is_required(path, steps),
        offered=_shown(last, composition.offered.get(path, "")),
        most=last.waarde.hoogstens if last.waarde else None,
        number=next((one for begin, one in composition.numbers.items() if path.startswith(f"{begin}/")), ""),
    )


def texts_in(form: Form, fields: Sequence[Field], composition: Composition) -> dict[str, str]:
    """All that the bericht says: what was known and what was filled in, which never goes before that."""
    filled = {one.name: _read(one, form.value(one.name)) for one in fields}
    new = {path: text for path, text in filled.items() if not composition.known.get(path)}
    return {**composition.known, **new}


def with_categorie(texts: dict[str, str], categorieen: Mapping[str, str]) -> dict[str, str]:
    """The categorie of every product of which only the code was chosen."""
    added = {
        path.removesuffix("Code") + "Categorie": categorieen[code]
        for path, code in texts.items()
        if path.endswith(PRODUCT_CODE) and code in categorieen
    }
    return {**added, **{path: text for path, text in texts.items() if text or path not in added}}


def at_fields(found: Sequence[Bevinding]) -> list[Bevinding]:
    """The same findings at the names of the fields: without the berichtsoort in front."""
    return [msgspec.structs.replace(one, pad=one.pad.lstrip("?/").partition("/")[2] or one.pad) for one in found]


def lines_of(kind: str, texts: Mapping[str, str], wording: Wording) -> list[Line]:
    """A bericht as a person reads it, without its header."""
    soort = BERICHTSOORTEN[kind]
    root = structure(soort)
    shown = ((path, text) for path, text in texts.items() if text and not path.startswith("Header/"))
    return [Line(label_of(path), _in_words(_along(root, path)[-1], text, soort, wording)) for path, text in shown]


def label_of(path: str) -> str:
    """The key of what an element is called."""
    names = _NUMBER.sub("", path).split("/")
    return "/".join(names[-2:]) if names[-1] in _NAMELESS else names[-1]


def _along(root: Component, path: str) -> list[Component]:
    steps, here = [], root
    for name in _NUMBER.sub("", path).split("/"):
        here = next(one for one in here.kinderen if one.naam == name)
        steps.append(here)
    return steps


def _is_required(path: str, steps: Sequence[Component]) -> bool:
    """Whether the schema wants it, and all that it is in; a product is always to be chosen."""
    return path.endswith(PRODUCT_CODE) or all(one.verplicht for one in steps)


def _listing(component: Component, soort: Berichtsoort) -> Pairs:
    listing = _codelijst(component, soort)
    return [(code, text[:1].upper() + text[1:]) for code, text in listing.items()]


def _codelijst(component: Component, soort: Berichtsoort) -> Mapping[str, str]:
    name = (component.datatype or "").rpartition("}")[2]
    every = soort.release.codelijsten.values()
    return next((one.codes for one in every if one.datatype == name), {})


def _kind(component: Component, options: Pairs) -> str:
    if options:
        return "select"
    if component.naam == "Budget":
        return "amount"
    if component.naam == "Commentaar":
        return "textarea"
    expected = component.waarde.verwacht if component.waarde else ""
    return "date" if "datum" in expected else "number" if "geheel getal" in expected else "text"


def _shown(component: Component, text: str) -> str:
    """Cents as somebody writes euros."""
    if component.naam != "Budget" or not text:
        return text
    return f"{int(text) // 100},{int(text) % 100:02}"


def _read(field: Field, text: str) -> str:
    """Euros as cents; what is no amount stays as it is, for the schema to say so."""
    if field.kind != "amount" or not (found := _EURO.fullmatch(text)):
        return text
    return found[1].replace(".", "") + (found[2] or "00")


def _in_words(component: Component, text: str, soort: Berichtsoort, wording: Wording) -> str:
    if words := _codelijst(component, soort).get(text):
        return f"{words} ({text})"
    try:
        if component.naam in _CENTS:
            return wording.cents(int(text))
        return in_words(date.fromisoformat(text)) if _kind(component, ()) == "date" else text
    except ValueError:
        return text
