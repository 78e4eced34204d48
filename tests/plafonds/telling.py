# SPDX-License-Identifier: EUPL-1.2
"""The money counted a second time, slowly and in the open: day by day, straight from the register rows."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import msgspec

from berichtenverkeer.plafonds.claims import Zorg
from berichtenverkeer.plafonds.sleutels import PlafondSleutel
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.rijen import Plafond, Tarief
from berichtenverkeer.register.stand import RegisterStand
from stromen import oracle


def geteld(
    zorg: Zorg,
    leveringen: Sequence[Levering],
    nu: RegisterStand,
    prestaties: Sequence[Prestatie] = (),
    grens: date | None = None,
) -> dict[PlafondSleutel, int]:
    """What is expected, worked out a second time: day by day, straight from the register rows.

    Days that were declared, and days before `grens`, count for nothing.
    """
    weg = {dag for een in prestaties if een.is_goedgekeurd for dag in _dagen(een.begindatum, een.einddatum)}
    if isinstance(zorg, Toewijzing) and zorg.is_verwijderd:
        return {}
    if zorg.categorie == "41":
        return {}
    jaren = [rij.jaar for rij in nu.rijen(Plafond) if rij.aanbieder == zorg.aanbieder]
    if not jaren:
        return {}
    eind = zorg.einddatum or date(max(*jaren, zorg.ingangsdatum.year), 12, 31)
    geldig = (eind - zorg.ingangsdatum).days + 1
    laatste = eind
    if isinstance(zorg, Toewijzing):
        laatste = min(eind, gestopt_op(zorg, leveringen) or eind)
    som, tot_nu_toe, resultaat = Fraction(0), 0, {}
    for nummer in range((laatste - zorg.ingangsdatum).days + 1):
        dag = date.fromordinal(zorg.ingangsdatum.toordinal() + nummer)
        if dag not in weg and (grens is None or dag >= grens):
            som += _dagprijs(zorg, dag, geldig, nu)
        if dag == laatste or (dag.month, dag.day) == (12, 31):
            rond = (2 * som.numerator + som.denominator) // (2 * som.denominator)
            for rij in nu.rijen(Plafond):
                past = rij.segment in ("", "2" if zorg.code == "45A05" else "")
                if rij.aanbieder == zorg.aanbieder and rij.jaar == dag.year and past and not rij.zonder_plafond:
                    resultaat[PlafondSleutel(rij.aanbieder, rij.jaar, segment=rij.segment)] = rond - tot_nu_toe
            tot_nu_toe = rond
    return {sleutel: cents for sleutel, cents in resultaat.items() if cents}


def gestopt_op(toewijzing: Toewijzing, leveringen: Sequence[Levering]) -> date | None:
    """The last day of care, when every levering on the toewijzing has ended for good by the definitions read aloud."""
    starts = [
        oracle.Start(
            een.client.hex(),
            een.aanbieder,
            een.gemeente,
            een.toewijzing_nummer,
            oracle.Product(een.categorie, een.code),
            een.begindatum,
            een.tijdelijk_einde,
            een.einde,
            een.reden,
        )
        for een in leveringen
    ]
    eindes = [een.eind for een in oracle.leveringen(starts) if een.start.toewijzing_nummer == toewijzing.nummer]
    return None if None in eindes else max((einde for einde in eindes if einde), default=None)


def gerealiseerd(prestaties: Sequence[Prestatie], nu: RegisterStand) -> dict[PlafondSleutel, int]:
    """What was declared and approved, under every plafond of its year that covers the product."""
    som: dict[PlafondSleutel, int] = {}
    for een in prestaties:
        for rij in nu.rijen(Plafond):
            past = rij.segment in ("", "2" if een.code == "45A05" else "") and rij.jaar == een.begindatum.year
            if een.is_goedgekeurd and rij.aanbieder == een.aanbieder and past and not rij.zonder_plafond:
                sleutel = PlafondSleutel(rij.aanbieder, rij.jaar, segment=rij.segment)
                som[sleutel] = som.get(sleutel, 0) + een.bedrag_cents
    return {sleutel: cents for sleutel, cents in som.items() if cents}


def gewijzigd(verzoek: Verzoek, stand: Stand, nu: RegisterStand) -> dict[PlafondSleutel, int]:
    """What a JW317 asks more than there is, product by product."""
    som: dict[PlafondSleutel, int] = {}

    def tel(zorg: Zorg, keer: int) -> None:
        for sleutel, cents in geteld(zorg, (), nu).items():
            som[sleutel] = som.get(sleutel, 0) + keer * cents

    for deel in stand.delen(verzoek.aanbieder, verzoek.referentie):
        omvang = {veld: getattr(deel, veld) for veld in ("volume", "eenheid", "frequentie", "budget_cents")}
        if deel.soort == "nieuw":
            gewenst = {veld: getattr(deel, veld) for veld in ("categorie", "code", "ingangsdatum", "einddatum")}
            tel(msgspec.structs.replace(verzoek, **gewenst, **omvang), 1)
        if deel.soort != "te wijzigen":
            continue
        oud = stand.toewijzing(verzoek.gemeente, deel.toewijzing_nummer or 0)
        if oud is None or oud.is_verwijderd:
            continue
        # A RedenWijziging would make a change on one day look like a removal.
        oud = msgspec.structs.replace(oud, reden_wijziging=None)
        tel(oud, -1)
        heel = msgspec.structs.replace(oud, einddatum=deel.einddatum, **omvang)
        is_gelijk = all(getattr(oud, veld) == waarde for veld, waarde in omvang.items())
        if oud.budget_cents is not None or oud.frequentie == "6" or is_gelijk:
            tel(heel, 1)
            continue
        assert deel.ingangsdatum is not None
        ervoor = date.fromordinal(deel.ingangsdatum.toordinal() - 1)
        if ervoor >= oud.ingangsdatum:
            tel(msgspec.structs.replace(oud, einddatum=min(oud.einddatum or ervoor, ervoor)), 1)
        tel(msgspec.structs.replace(heel, ingangsdatum=deel.ingangsdatum), 1)
    return {sleutel: cents for sleutel, cents in som.items() if cents > 0}


def _dagen(van: date, tot: date) -> list[date]:
    return [date.fromordinal(dag) for dag in range(van.toordinal(), tot.toordinal() + 1)]


_MAANDLENGTE = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def _dagprijs(zorg: Zorg, dag: date, geldig: int, nu: RegisterStand) -> Fraction:
    factor = Fraction(85, 100) if zorg.code == "45A06" else Fraction(1)
    if zorg.budget_cents is not None:
        return factor * zorg.budget_cents / geldig
    if zorg.volume is None:
        return Fraction(3850) if zorg.categorie == "44" and zorg.code is None else Fraction(0)
    prijs = Fraction(1) if zorg.eenheid == "83" else Fraction(0)
    for rij in nu.rijen(Tarief):
        if rij.jaar == dag.year and rij.code == zorg.code:
            if rij.eenheid == zorg.eenheid:
                prijs = Fraction(rij.tarief_cents)
            elif (rij.eenheid, zorg.eenheid) == ("04", "01"):
                prijs = Fraction(rij.tarief_cents, 60)
            elif (rij.eenheid, zorg.eenheid) == ("01", "04"):
                prijs = Fraction(rij.tarief_cents * 60)
    maand = 29 if dag.month == 2 and dag.year % 4 == 0 else _MAANDLENGTE[dag.month]
    per = {"1": 1, "2": 7, "4": maand, "6": geldig}[zorg.frequentie or ""]
    return factor * prijs * zorg.volume / per
