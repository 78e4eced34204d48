# SPDX-License-Identifier: EUPL-1.2
"""What a toewijzing or a verzoek claims on the plafonds (definitions.md 6.2): a pure function of the current state.

What is expected is worked out per year as the difference of rounded cumulative amounts, so that the years always add up
to the rounded whole; approved prestaties take the place of the days that they are about. A bericht that is late,
repeated or corrected needs no rule of its own.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Protocol

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsoort
from berichtenverkeer.plafonds.geldregister import Geldregister, afgerond
from berichtenverkeer.plafonds.sleutels import VERWACHT_OP, Bedragen, PlafondSleutel, Rekening, Rekeningsleutel
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.projections.hervattingen import laatste_dagen
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.standaard.codes import Eenheid, Frequentie

Periode = tuple[date, date]
"""First and last day, both included."""

_DAG = timedelta(days=1)

_EERSTE_JAAR = 2000
"""No plafond and no price is older. A date may be any year: those before count as one, or there would be thousands."""


class Zorg(Protocol):
    """What a toewijzing and a verzoek say alike about the care."""

    @property
    def gemeente(self) -> str: ...
    @property
    def aanbieder(self) -> str: ...
    @property
    def categorie(self) -> str | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def ingangsdatum(self) -> date: ...
    @property
    def einddatum(self) -> date | None: ...
    @property
    def volume(self) -> int | None: ...
    @property
    def eenheid(self) -> str | None: ...
    @property
    def frequentie(self) -> str | None: ...
    @property
    def budget_cents(self) -> int | None: ...


class Claim(msgspec.Struct, frozen=True):
    """Cents per rekening. A year counts under every plafond that covers it: of the aanbieder, its segment, its perceel.

    On REALISATIE is what was declared and approved, on BESLAG or GERESERVEERD what is still expected, 0 too. `is_vrij`:
    taakgericht, or no ceiling in any of its years. `plafond_onbekend`: a year of it has no plafond yet. `is_onbekend`:
    in a year with a plafond there is no price for it, and 0 stands for that year. Only years count in which the
    gemeente takes part in the region on the first day of the care; `is_van_de_regio`: there is such a year.
    """

    bedragen: Bedragen = {}
    is_vrij: bool = False
    plafond_onbekend: bool = False
    is_onbekend: bool = False
    is_van_de_regio: bool = True

    @property
    def per_plafond(self) -> dict[PlafondSleutel, int]:
        """What it asks of each plafond in all."""
        return per_plafond(self.bedragen)


def claim(
    zorg: Zorg,
    leveringen: Sequence[Levering],
    geld: Geldregister,
    prestaties: Sequence[Prestatie] = (),
    grens: date | None = None,
) -> Claim:
    """The claim of a toewijzing or verzoek.

    `leveringen` are those on the toewijzing, or more of its client, that were not removed; `prestaties` those on the
    toewijzing. Days before `grens` that were not declared claim nothing (`Geldregister.declaratiegrens`).
    """
    goedgekeurd = [prestatie for prestatie in prestaties if prestatie.is_goedgekeurd]
    verwacht = _verwacht(zorg, leveringen, geld, _zonder_claim(zorg, goedgekeurd, grens))
    if not goedgekeurd:
        return verwacht
    return msgspec.structs.replace(verwacht, bedragen={**verwacht.bedragen, **_realisatie(zorg, goedgekeurd, geld)})


def per_plafond(bedragen: Bedragen) -> dict[PlafondSleutel, int]:
    """The rekeningen of each plafond added up."""
    som: dict[PlafondSleutel, int] = {}
    for (plafond, _), cents in bedragen.items():
        som[plafond] = som.get(plafond, 0) + cents
    return som


def _verwacht(zorg: Zorg, leveringen: Sequence[Levering], geld: Geldregister, zonder: Sequence[Periode]) -> Claim:
    """What is expected of it on the days that are not in `zonder`."""
    laatste = geld.laatste_jaar(zorg.aanbieder) or zorg.ingangsdatum.year
    tot_jaar = max(laatste, zorg.ingangsdatum.year)
    geldig_tot = zorg.einddatum or date(tot_jaar, 12, 31)
    onze = [
        jaar for jaar in _jaren(zorg.ingangsdatum.year, min(tot_jaar, geldig_tot.year)) if _is_ons(zorg, jaar, geld)
    ]
    if not onze:
        return Claim(is_van_de_regio=False)
    if geld.register.is_taakgericht(zorg.aanbieder, zorg.gemeente, zorg.categorie, zorg.code, zorg.ingangsdatum):
        return Claim(is_vrij=True)
    if isinstance(zorg, Toewijzing) and zorg.is_verwijderd:
        return Claim()
    stop = laatste_dag(zorg, leveringen)
    tot = geldig_tot if stop is None else min(stop, geldig_tot)
    alle = per_jaar(zorg, geld, geldig_tot, min(tot, date(tot_jaar, 12, 31)), zonder)
    jaren = {jaar: alle[jaar] for jaar in onze if jaar in alle}
    dekking = {jaar: _dekking(zorg, jaar, geld) for jaar in jaren}
    op = VERWACHT_OP[Claimsoort.TOEWIJZING if isinstance(zorg, Toewijzing) else Claimsoort.VERZOEK]
    # Of open care only the years count that have a plafond, besides the one in which it begins.
    nodig = jaren if zorg.einddatum else [jaar for jaar in jaren if jaar == zorg.ingangsdatum.year]
    onbekend = any(dekking[jaar] is None for jaar in nodig) or (tot.year > tot_jaar and bool(jaren))
    return Claim(
        bedragen={(sleutel, op): bedrag or 0 for jaar, bedrag in jaren.items() for sleutel in dekking[jaar] or ()},
        is_vrij=bool(jaren) and not onbekend and not any(dekking.values()),
        plafond_onbekend=onbekend,
        is_onbekend=any(bedrag is None and dekking[jaar] for jaar, bedrag in jaren.items()),
    )


def _zonder_claim(zorg: Zorg, goedgekeurd: Sequence[Prestatie], grens: date | None) -> list[Periode]:
    """The days of which nothing is expected any more, by first day: they were declared, or should have been.

    The term runs from the day on which there was something to declare on: not before the toewijzing was received.
    """
    perioden = sorted((prestatie.begindatum, prestatie.einddatum) for prestatie in goedgekeurd)
    if grens is not None and isinstance(zorg, Toewijzing) and (zorg.ontvangen_op or date.min) < grens:
        perioden.insert(0, (date.min, grens - _DAG))
    return perioden


def _realisatie(zorg: Zorg, goedgekeurd: Sequence[Prestatie], geld: Geldregister) -> Bedragen:
    """What was approved, in the year in which each ProductPeriode begins, whatever became of the toewijzing.

    Each by its own product, placed on the day on which the claim of that year is.
    """
    som: dict[Rekeningsleutel, int] = {}
    for prestatie in goedgekeurd:
        jaar, product = prestatie.begindatum.year, (prestatie.categorie, prestatie.code)
        op = max(date(jaar, 1, 1), min(zorg.ingangsdatum, prestatie.begindatum))
        if not geld.register.is_in_regio(zorg.gemeente, op):
            continue
        if geld.register.is_taakgericht(zorg.aanbieder, zorg.gemeente, *product, zorg.ingangsdatum):
            continue
        for sleutel in geld.dekking(zorg.aanbieder, jaar, *product, op) or ():
            rekening = sleutel, Rekening.REALISATIE
            som[rekening] = som.get(rekening, 0) + prestatie.bedrag_cents
    return som


def laatste_dag(zorg: Zorg, leveringen: Sequence[Levering]) -> date | None:
    """The last day of care when all leveringen on a toewijzing have ended for good; None while it can go on."""
    if not isinstance(zorg, Toewijzing):
        return None
    plaats = (zorg.gemeente, zorg.aanbieder, zorg.nummer)
    eigen = [levering for levering in leveringen if levering.plaats == plaats]
    eindes = laatste_dagen(eigen).values()
    bekend = [einde for einde in eindes if einde is not None]
    return max(bekend) if bekend and len(bekend) == len(eindes) else None


def per_jaar(
    zorg: Zorg, geld: Geldregister, geldig_tot: date, tot: date, zonder: Sequence[Periode] = ()
) -> dict[int, int | None]:
    """Cents in each year (`_jaren`) from the Ingangsdatum until `tot`; None where there is no price.

    `geldig_tot` is the end of the validity, over which a total and a budget are spread: each day has its share,
    whatever the days in `zonder` turned out to cost.
    """
    geldig = (geldig_tot - zorg.ingangsdatum).days + 1
    resultaat: dict[int, int | None] = {}
    opgeteld, geboekt = Fraction(0), 0
    for jaar in _jaren(zorg.ingangsdatum.year, tot.year):
        van = max(zorg.ingangsdatum, date(jaar, 1, 1))
        eind = min(tot, date(max(jaar, _EERSTE_JAAR - 1), 12, 31))
        if eind < van:
            break
        kosten = _kosten(zorg, geld, van, list(_stukken(van, eind, zonder)), geldig)
        opgeteld += kosten or 0
        resultaat[jaar] = afgerond(opgeteld) - geboekt if kosten is not None else None
        geboekt = afgerond(opgeteld)
    return resultaat


def _jaren(eerste: int, laatste: int) -> list[int]:
    """From `eerste` to `laatste`; of those before _EERSTE_JAAR only the first, which stands for all of them."""
    return [*range(eerste, min(eerste, laatste, _EERSTE_JAAR - 1) + 1), *range(max(eerste, _EERSTE_JAAR), laatste + 1)]


def _stukken(van: date, tot: date, zonder: Sequence[Periode]) -> Iterator[Periode]:
    """What is left of the days `van` to `tot`; `zonder` is in the order of first days and may overlap."""
    for begin, eind in zonder:
        if begin > tot:
            break
        if begin > van:
            yield van, begin - _DAG
        if eind >= tot:
            return
        van = max(van, eind + _DAG)
    yield van, tot


def _kosten(zorg: Zorg, geld: Geldregister, op: date, stukken: Sequence[Periode], geldig: int) -> Fraction | None:
    """Exact cents of the days in `stukken`, which lie in one year; None without a price.

    `op` is the day on which factor and cost per day are read.
    """
    dagen = sum((tot - van).days + 1 for van, tot in stukken)
    factor = geld.gebruiksfactor(zorg.categorie, zorg.code, op)
    if zorg.budget_cents is not None:
        return factor * zorg.budget_cents * dagen / geldig
    if zorg.volume is not None:
        prijs = _prijs(zorg, geld, op.year)
        return None if prijs is None else factor * prijs * zorg.volume * _keren(zorg, stukken, dagen, geldig)
    if zorg.categorie is not None and zorg.code is None:
        per_dag = geld.kosten_per_dag(zorg.categorie, op)
        return None if per_dag is None else factor * per_dag * dagen
    return None


def _prijs(zorg: Zorg, geld: Geldregister, jaar: int) -> Fraction | None:
    if zorg.eenheid == Eenheid.EURO:
        return Fraction(1)
    if zorg.categorie is None or zorg.code is None or zorg.eenheid is None:
        return None
    return geld.tarief(zorg.aanbieder, zorg.categorie, zorg.code, jaar, zorg.eenheid)


def _keren(zorg: Zorg, stukken: Sequence[Periode], dagen: int, geldig: int) -> Fraction:
    """How many times the volume is due in `stukken`, which are `dagen` days."""
    if zorg.frequentie == Frequentie.PER_DAG:
        return Fraction(dagen)
    if zorg.frequentie == Frequentie.PER_WEEK:
        return Fraction(dagen, 7)
    if zorg.frequentie == Frequentie.PER_MAAND:
        return sum((_maanden(*stuk) for stuk in stukken), Fraction(0))
    assert zorg.frequentie == Frequentie.TOTAAL, "WMO757"
    return Fraction(dagen, geldig)


def _maanden(van: date, tot: date) -> Fraction:
    """How many months these days are, each day its part of its own month."""
    begin, eind = monthrange(van.year, van.month)[1], monthrange(tot.year, tot.month)[1]
    tussen = 12 * (tot.year - van.year) + tot.month - van.month - 1
    return tussen + Fraction(begin - van.day + 1, begin) + Fraction(tot.day, eind)


def _dekking(zorg: Zorg, jaar: int, geld: Geldregister) -> tuple[PlafondSleutel, ...] | None:
    return geld.dekking(zorg.aanbieder, jaar, zorg.categorie, zorg.code, _eerste_dag(zorg, jaar))


def _is_ons(zorg: Zorg, jaar: int, geld: Geldregister) -> bool:
    return geld.register.is_in_regio(zorg.gemeente, _eerste_dag(zorg, jaar))


def _eerste_dag(zorg: Zorg, jaar: int) -> date:
    return max(zorg.ingangsdatum, date(jaar, 1, 1))
