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

from berichtenverkeer.berichten import KLASSEN, Bericht, Klasse, Retourbericht, alle
from berichtenverkeer.berichten.basisschema import CDT_XsdVersie
from berichtenverkeer.berichten.plan import onder, velden
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from berichtenverkeer.standaard.codes import Retourcode

Codes = dict[str, tuple[str, ...]]
"""The retourcodes of each class that has any but 0200, by its path in the heenbericht."""

Vormen = dict[type[Any], type[Klasse]]
"""Each class of a heenbericht with its class in the retourbericht. Datatypes of the basisschema stay what they are."""


def retourbericht(
    heen: Bericht,
    bevindingen: Sequence[Bevinding],
    identificatie_retour: str,
    dagtekening_retour: date,
    niet_beoordeeld: Collection[str] = (),
    klassen: Mapping[str, type[Bericht]] = KLASSEN,
) -> Retourbericht:
    """The answer to `heen`, whose findings are all on level BERICHT or later.

    Without findings it is a Header without retourcodes. A fault on level BERICHT or in the Header gives a Header with
    its codes. Any other fault gives everything: each class with its own codes, 0233 at a path of `niet_beoordeeld`,
    otherwise 0200. A finding belongs to the nearest class around its place that carries RetourCodes. `klassen` are
    those of the release of `heen`.
    """
    naam = heen.berichtsoort.retour
    assert naam is not None, f"{heen.berichtsoort.naam} is never answered"
    retour = klassen[naam]
    assert retour.berichtsoort.is_retourbericht, f"{naam} is not a retourbericht"
    assert retour.berichtsoort.release is heen.berichtsoort.release, "an answer is of the release of what it answers"
    vormen = _vormen(type(heen), retour)
    root = type(heen).__name__
    codes = _codes(heen, bevindingen, vormen, f"{root}/Header")
    van_header = codes.get(f"{root}/Header")
    inhoud: dict[str, Any] = {}
    if codes and van_header is None:
        van_header = (Retourcode.GEEN_OPMERKING,)
        inhoud = _onderdelen(heen, root, vormen, dict.fromkeys(niet_beoordeeld, (Retourcode.NIET_BEOORDEELD,)) | codes)
    inhoud["header"] = _header(heen, retour.berichtsoort, vormen, van_header, identificatie_retour, dagtekening_retour)
    return cast("Retourbericht", retour(**inhoud))


def _codes(heen: Bericht, bevindingen: Sequence[Bevinding], vormen: Vormen, header: str) -> Codes:
    in_bericht = [bevinding for bevinding in bevindingen if bevinding.niveau is Niveau.BERICHT]
    if in_bericht:
        return {header: _elk_een_keer(in_bericht)}
    if not bevindingen:
        return {}
    dragers = {pad for pad, deel in alle(heen) if _draagt_codes(vormen.get(type(deel)))}
    per_drager: dict[str, list[Bevinding]] = {}
    for bevinding in bevindingen:
        per_drager.setdefault(_drager(bevinding.pad, dragers) or header, []).append(bevinding)
    return {pad: _elk_een_keer(daar) for pad, daar in per_drager.items()}


def _drager(pad: str, dragers: Collection[str]) -> str:
    """The nearest path at or above `pad` that carries RetourCodes; empty when there is none."""
    while pad and pad not in dragers:
        pad = pad.rpartition("/")[0]
    return pad


def _elk_een_keer(bevindingen: Iterable[Bevinding]) -> tuple[str, ...]:
    codes = dict.fromkeys(bevinding.retourcode for bevinding in bevindingen)
    assert None not in codes, "levels TRANSPORT and XSD get no retourbericht"
    return tuple(cast("dict[str, None]", codes))


@cache
def _vormen(heen: type[Klasse], retour: type[Klasse]) -> Vormen:
    vormen: Vormen = {heen: retour}
    klassen = {veld.attribuut: veld.klasse for veld in velden(retour)}
    for veld in velden(heen):
        vorm = klassen[veld.attribuut]
        if veld.klasse is not None and vorm is not None and veld.klasse is not vorm:
            vormen |= _vormen(veld.klasse, vorm)
    return vormen


def _draagt_codes(vorm: type[Klasse] | None) -> bool:
    return vorm is not None and "retour_codes" in vorm.__struct_fields__


def retour_codes(vorm: type[Klasse], codes: Sequence[str]) -> Klasse:
    """The RetourCodes of a class that carries them."""
    return onder(vorm, "retour_codes")(retour_code=tuple(codes))


def _met_codes(deel: Any, pad: str, vormen: Vormen, codes: Codes) -> Any:
    """`deel` as the retourbericht has it; what is no class of the heenbericht is taken over as it is."""
    vorm = vormen.get(type(deel))
    if vorm is None:
        return deel
    waarden = _onderdelen(deel, pad, vormen, codes)
    if _draagt_codes(vorm):
        waarden["retour_codes"] = retour_codes(vorm, codes.get(pad, (Retourcode.GEEN_OPMERKING,)))
    return vorm(**waarden)


def _onderdelen(deel: Klasse, pad: str, vormen: Vormen, codes: Codes) -> dict[str, Any]:
    """Every part under `deel` as the retourbericht has it, by attribute; the Header is made apart."""
    waarden: dict[str, Any] = {}
    for veld in velden(type(deel)):
        waarde = getattr(deel, veld.attribuut)
        onder = f"{pad}/{veld.element}"
        if veld.herhaalt:
            reeks = enumerate(waarde, 1)
            waarden[veld.attribuut] = tuple(_met_codes(een, f"{onder}[{n}]", vormen, codes) for n, een in reeks)
        elif veld.element != "Header":
            waarden[veld.attribuut] = _met_codes(waarde, onder, vormen, codes)
    return waarden


def _header(
    heen: Bericht,
    soort: Berichtsoort,
    vormen: Vormen,
    codes: tuple[str, ...] | None,
    identificatie_retour: str,
    dagtekening_retour: date,
) -> Klasse:
    vorm = vormen[type(heen.header)]
    overgenomen = {attribuut: getattr(heen.header, attribuut) for attribuut in heen.header.__struct_fields__}
    eigen = {
        "bericht_code": soort.code,
        "identificatie_retour": identificatie_retour,
        "dagtekening_retour": dagtekening_retour,
        "xsd_versie_retour": xsd_versie(soort),
        "retour_codes": retour_codes(vorm, codes) if codes else None,
    }
    return vorm(**(overgenomen | eigen))


@cache
def xsd_versie(soort: Berichtsoort) -> CDT_XsdVersie:
    """The versions that the schema of a berichtsoort states in its appinfo (IV034)."""
    schema = etree.parse(soort.schemabestand)
    basisschema, bericht = (schema.findtext(f".//{{*}}{v}XsdVersie") for v in ("Basisschema", "Bericht"))
    assert basisschema, soort.naam
    assert bericht, soort.naam
    return CDT_XsdVersie(basisschema_xsd_versie=basisschema, bericht_xsd_versie=bericht)
