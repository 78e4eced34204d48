# SPDX-License-Identifier: EUPL-1.2
"""The retourbericht on a heenbericht: JW302, 306, 308, 316, 318 and 320 (IV028, IV032, OP065).

A retourbericht has the classes of its heenbericht, most with RetourCodes added, and a Header of its own. Which class
goes with which is read from the types, so no berichtsoort needs code of its own. JW325 has other classes: not here.
XsltVersie stays empty: the published stylesheets are not used.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, cast

from lxml import etree

from berichtenverkeer.berichten import CLASSES, Bericht, Class, Retourbericht, every
from berichtenverkeer.berichten.basisschema import CDT_XsdVersie
from berichtenverkeer.berichten.plan import fields, under
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from berichtenverkeer.standaard.codes import Retourcode

Codes = dict[str, tuple[str, ...]]
"""The retourcodes of each class that has any but 0200, by its path in the heenbericht."""

Forms = dict[type[Any], type[Class]]
"""Each class of a heenbericht with its class in the retourbericht. Datatypes of the basisschema stay what they are."""


def retourbericht(
    heen: Bericht,
    bevindingen: Sequence[Bevinding],
    identificatie_retour: str,
    dagtekening_retour: date,
    not_judged: Collection[str] = (),
    classes: Mapping[str, type[Bericht]] = CLASSES,
) -> Retourbericht:
    """The answer to `heen`, whose findings are all on level BERICHT or later.

    Without findings it is a Header without retourcodes. A fault on level BERICHT or in the Header gives a Header with
    its codes. Any other fault gives everything: each class with its own codes, 0233 at a path of `not_judged`,
    otherwise 0200. A finding belongs to the nearest class around its place that carries RetourCodes. `classes` are
    those of the release of `heen`.
    """
    name = heen.berichtsoort.retour
    assert name is not None, f"{heen.berichtsoort.naam} is never answered"
    retour = classes[name]
    assert retour.berichtsoort.is_retourbericht, f"{name} is not a retourbericht"
    assert retour.berichtsoort.release is heen.berichtsoort.release, "an answer is of the release of what it answers"
    forms = _forms(type(heen), retour)
    root = type(heen).__name__
    codes = _codes(heen, bevindingen, forms, f"{root}/Header")
    from_header = codes.get(f"{root}/Header")
    content: dict[str, Any] = {}
    if codes and from_header is None:
        from_header = (Retourcode.GEEN_OPMERKING,)
        content = _components(heen, root, forms, dict.fromkeys(not_judged, (Retourcode.NIET_BEOORDEELD,)) | codes)
    content["header"] = _header(heen, retour.berichtsoort, forms, from_header, identificatie_retour, dagtekening_retour)
    return cast("Retourbericht", retour(**content))


def _codes(heen: Bericht, bevindingen: Sequence[Bevinding], forms: Forms, header: str) -> Codes:
    in_bericht = [bevinding for bevinding in bevindingen if bevinding.niveau is Niveau.BERICHT]
    if in_bericht:
        return {header: _each_once(in_bericht)}
    if not bevindingen:
        return {}
    bearers = {pad for pad, part in every(heen) if _bears_codes(forms.get(type(part)))}
    per_bearer: dict[str, list[Bevinding]] = {}
    for bevinding in bevindingen:
        per_bearer.setdefault(_bearer(bevinding.pad, bearers) or header, []).append(bevinding)
    return {pad: _each_once(there) for pad, there in per_bearer.items()}


def _bearer(pad: str, bearers: Collection[str]) -> str:
    """The nearest path at or above `pad` that carries RetourCodes; empty when there is none."""
    while pad and pad not in bearers:
        pad = pad.rpartition("/")[0]
    return pad


def _each_once(bevindingen: Iterable[Bevinding]) -> tuple[str, ...]:
    codes = dict.fromkeys(bevinding.retourcode for bevinding in bevindingen)
    assert None not in codes, "levels TRANSPORT and XSD get no retourbericht"
    return tuple(cast("dict[str, None]", codes))


@cache
def _forms(heen: type[Class], retour: type[Class]) -> Forms:
    forms: Forms = {heen: retour}
    classes = {field.attribuut: field.klasse for field in fields(retour)}
    for field in fields(heen):
        form = classes[field.attribuut]
        if field.klasse is not None and form is not None and field.klasse is not form:
            forms |= _forms(field.klasse, form)
    return forms


def _bears_codes(form: type[Class] | None) -> bool:
    return form is not None and "retour_codes" in form.__struct_fields__


def retour_codes(form: type[Class], codes: Sequence[str]) -> Class:
    """The RetourCodes of a class that carries them."""
    return under(form, "retour_codes")(retour_code=tuple(codes))


def _with_codes(part: Any, pad: str, forms: Forms, codes: Codes) -> Any:
    """`part` as the retourbericht has it; what is no class of the heenbericht is taken over as it is."""
    form = forms.get(type(part))
    if form is None:
        return part
    values = _components(part, pad, forms, codes)
    if _bears_codes(form):
        values["retour_codes"] = retour_codes(form, codes.get(pad, (Retourcode.GEEN_OPMERKING,)))
    return form(**values)


def _components(part: Class, pad: str, forms: Forms, codes: Codes) -> dict[str, Any]:
    """Every part under `part` as the retourbericht has it, by attribute; the Header is made apart."""
    values: dict[str, Any] = {}
    for field in fields(type(part)):
        value = getattr(part, field.attribuut)
        under = f"{pad}/{field.element}"
        if field.herhaalt:
            series = enumerate(value, 1)
            values[field.attribuut] = tuple(_with_codes(one, f"{under}[{n}]", forms, codes) for n, one in series)
        elif field.element != "Header":
            values[field.attribuut] = _with_codes(value, under, forms, codes)
    return values


def _header(
    heen: Bericht,
    soort: Berichtsoort,
    forms: Forms,
    codes: tuple[str, ...] | None,
    identificatie_retour: str,
    dagtekening_retour: date,
) -> Class:
    form = forms[type(heen.header)]
    taken_over = {attribute: getattr(heen.header, attribute) for attribute in heen.header.__struct_fields__}
    own = {
        "bericht_code": soort.code,
        "identificatie_retour": identificatie_retour,
        "dagtekening_retour": dagtekening_retour,
        "xsd_versie_retour": xsd_version(soort),
        "retour_codes": retour_codes(form, codes) if codes else None,
    }
    return form(**(taken_over | own))


@cache
def xsd_version(soort: Berichtsoort) -> CDT_XsdVersie:
    """The versions that the schema of a berichtsoort states in its appinfo (IV034)."""
    schema = etree.parse(soort.schema_file)
    basisschema, bericht = (schema.findtext(f".//{{*}}{v}XsdVersie") for v in ("Basisschema", "Bericht"))
    assert basisschema, soort.naam
    assert bericht, soort.naam
    return CDT_XsdVersie(basisschema_xsd_versie=basisschema, bericht_xsd_versie=bericht)
