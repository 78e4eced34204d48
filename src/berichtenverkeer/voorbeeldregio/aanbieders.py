# SPDX-License-Identifier: EUPL-1.2
"""A register of any size, made from deploy/voorbeeldregio: the same gemeenten, segmenten and products, more aanbieders.

Each made aanbieder follows the example of one that is there: the same contracts and the same kind of ceiling. AGB codes
9900xxxx stand for nobody (deploy/voorbeeldregio/README.md).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import msgspec

from berichtenverkeer.core.bestanden import bestand
from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.register.mappen import lees_map, maak_inhoud
from berichtenverkeer.register.rijen import TABELLEN, Contract, Partij, Plafond, Tarief
from berichtenverkeer.voorbeeldregio.aanbod import SEGMENTKANS, inwoners, keuze_per_plaats

REGISTER = "deploy/voorbeeldregio"
EERSTE_CODE = 99001001

_NAAR_VOORBEELD = {
    "99000102": ("Jeugdhulp", 2),
    "99000103": ("Jeugd-ggz", 2),
    "99000104": ("Pleegzorg", 1),
    "99000105": ("Gezinshuis", 4),
    "99000106": ("Woonhuis", 3),
    "99000107": ("Zorgboerderij", 4),
    "99000108": ("Begeleiding", 8),
    "99000109": ("Dyslexiepraktijk", 3),
    "99000110": ("Psychologenpraktijk", 6),
    "99000111": ("Crisishulp", 1),
}
"""Whose example is followed: what such an aanbieder is called, and how often."""

_NAMEN = ("Berkenhof", "Vlinder", "Zuiderkruis", "Anker", "Wilgenrak", "Kompas", "Zonnewende", "Veerhuis", "Mastbos")
_KRAPTE = (Decimal("0.4"), Decimal("0.7"), Decimal("1.1"), Decimal("1.5"), Decimal("2.0"))
"""Ceiling divided by what is expected: some will run into it."""

_KLEINSTE = ("99000110", "99000112")
"""A practice with a small ceiling, and who begins in the middle of the year."""

_TRAJECTEN_PER_JEUGDIGE = 0.9

_NORM = Decimal("0.9")


def maak_register(aanbieders: int, jeugdigen: int, zaad: int, vanaf: date | None = None) -> Inhoud:
    """A register with at least `aanbieders` in it, whose ceilings fit `jeugdigen`.

    What the example knows from its first day on is true from `vanaf` on. The same arguments give the same register.
    """
    lezing = lees_map(bestand(REGISTER))
    assert not lezing.fouten, "the example region is right (tests/register)"
    rijen: dict[str, list[Any]] = {naam: list(deel) for naam, deel in lezing.inhoud.rijen.items()}
    toeval = Random(f"{zaad}/aanbieders")
    voorbeelden = toeval.choices(
        list(_NAAR_VOORBEELD),
        [aantal for _, aantal in _NAAR_VOORBEELD.values()],
        k=max(0, aanbieders - len(deelnemers(rijen))),
    )
    for nummer, voorbeeld in enumerate(voorbeelden):
        _voeg_toe(rijen, str(EERSTE_CODE + nummer), voorbeeld, toeval)
    rijen["plafonds"] += _plafonds(rijen, voorbeelden, aanbieders, jeugdigen, zaad, toeval)
    if vanaf is not None:
        rijen = _vervroegd(rijen, vanaf)
    return maak_inhoud(lezing.inhoud.regio, rijen)


def deelnemers(rijen: Mapping[str, Sequence[Any]]) -> list[str]:
    """The aanbieders of the region, those of the example first."""
    partijen: Sequence[Partij] = rijen["partijen"]
    return sorted(rij.code for rij in partijen if rij.soort == "aanbieder" and not rij.buiten_regio)


def groottes(codes: Sequence[str], zaad: int) -> dict[str, float]:
    """How large each aanbieder is beside the others: very unequal (Zipf), the small ones of the example last."""
    volgorde = list(codes)
    Random(f"{zaad}/groottes").shuffle(volgorde)
    volgorde.sort(key=lambda code: code in _KLEINSTE)
    return {code: 1 / rang**0.9 for rang, code in enumerate(volgorde, 1)}


def _voeg_toe(rijen: dict[str, list[Any]], code: str, voorbeeld: str, toeval: Random) -> None:
    soort, _ = _NAAR_VOORBEELD[voorbeeld]
    partij = next(rij for rij in rijen["partijen"] if rij.code == voorbeeld)
    naam = f"{soort} {toeval.choice(_NAMEN)} {int(code) - EERSTE_CODE + 1}"
    rijen["partijen"].append(msgspec.structs.replace(partij, code=code, naam=naam))
    plaatsen: dict[str, str] = {"": ""}
    vrij = [rij.gemeente for rij in rijen["gemeenten"] if rij.geldig_van <= partij.geldig_van]
    toeval.shuffle(vrij)
    contracten: list[Contract] = [rij for rij in rijen["contracten"] if rij.aanbieder == voorbeeld]
    for contract in contracten:
        gemeente = plaatsen.setdefault(contract.gemeente, vrij[len(plaatsen)])
        rijen["contracten"].append(msgspec.structs.replace(contract, aanbieder=code, gemeente=gemeente))
    tarieven: list[Tarief] = [rij for rij in rijen["tarieven"] if rij.aanbieder == voorbeeld]
    rijen["tarieven"] += [msgspec.structs.replace(tarief, aanbieder=code) for tarief in tarieven]


def _plafonds(
    rijen: dict[str, list[Any]], voorbeelden: Sequence[str], aantal: int, jeugdigen: int, zaad: int, toeval: Random
) -> list[Plafond]:
    """Ceilings of the made aanbieders: what is expected of them, times more or less than one."""
    codes = deelnemers(rijen)[:aantal]
    verwacht = _verwachte_kosten(rijen, groottes(codes, zaad), jeugdigen)
    nieuw: list[Plafond] = []
    for nummer, voorbeeld in enumerate(voorbeelden):
        code, krapte = str(EERSTE_CODE + nummer), toeval.choice(_KRAPTE)
        for plafond in rijen["plafonds"]:
            if plafond.aanbieder == voorbeeld:
                kosten = sum(
                    cents
                    for (aanbieder, perceel, segment), cents in verwacht.items()
                    if aanbieder == code and plafond.perceel in ("", perceel) and plafond.segment in ("", segment)
                )
                nieuw.append(_plafond(plafond, code, max(500_000, int(kosten * float(krapte)))))
    return nieuw


def _plafond(voorbeeld: Plafond, code: str, bedrag_cents: int) -> Plafond:
    if voorbeeld.norm is None:
        return msgspec.structs.replace(voorbeeld, aanbieder=code, bedrag_cents=bedrag_cents)
    return msgspec.structs.replace(
        voorbeeld,
        aanbieder=code,
        norm=_NORM,
        basisjaar=voorbeeld.jaar - 2,
        basis_cents=int(Decimal(bedrag_cents) / _NORM),
    )


def _verwachte_kosten(
    rijen: Mapping[str, Sequence[Any]], grootte: Mapping[str, float], jeugdigen: int
) -> dict[tuple[str, str, str], float]:
    """Cents a year by aanbieder, perceel and segment."""
    kosten: dict[tuple[str, str, str], float] = {}
    gemeenten = [rij.gemeente for rij in rijen["gemeenten"]]
    deel = dict(zip(gemeenten, inwoners(gemeenten), strict=True))
    for (gemeente, segment), keuze in keuze_per_plaats(rijen, grootte).items():
        komt_hier = deel[gemeente] / sum(deel.values()) * SEGMENTKANS[segment] / sum(SEGMENTKANS.values())
        geheel = sum(gewicht for _, gewicht in keuze)
        for een, gewicht in keuze:
            sleutel = (een.aanbieder, een.perceel, een.segment)
            clienten = _TRAJECTEN_PER_JEUGDIGE * jeugdigen * komt_hier * gewicht / geheel
            kosten[sleutel] = kosten.get(sleutel, 0) + clienten * een.kosten_per_jaar_cents
    return kosten


def _vervroegd(rijen: Mapping[str, Sequence[Any]], vanaf: date) -> dict[str, list[Any]]:
    eerste = min(rij.geldig_van for rij in rijen["producten"])
    return {
        naam: [
            msgspec.structs.replace(rij, geldig_van=vanaf)
            if rij.geldig_van == eerste and not TABELLEN[naam].per_jaar
            else rij
            for rij in deel
        ]
        for naam, deel in rijen.items()
    }
