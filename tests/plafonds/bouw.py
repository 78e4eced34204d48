# SPDX-License-Identifier: EUPL-1.2
"""A small world for money: one aanbieder, products whose price can be counted on fingers, lives as gebeurtenissen.

Product 45A04 costs one euro a day (etmaal), so a claim in euros is a number of days.
"""

from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any

from berichtenverkeer.ledger.gebeurtenissen import (
    Gebeurtenis,
    LeveringGestart,
    LeveringGestopt,
    Omvang,
    PlafondBesloten,
    Product,
    ToewijzingVastgesteld,
    VerzoekOntvangen,
)
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.plafonds.claims import Zorg
from berichtenverkeer.plafonds.sleutels import PlafondSleutel
from berichtenverkeer.projections.leveringen import Levering, einde_op_grond_van
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing, na_vaststelling
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.rijen import Contract, Gemeente, Partij, Plafond, Segment, Tarief
from berichtenverkeer.register.rijen import Product as Productrij
from berichtenverkeer.register.stand import RegisterStand

A, B, G = "65656055", "42420001", "0363"
CLIENT = b"c" * 16
BEGIN = date(2015, 1, 1)
ETMAAL_PER_DAG = Omvang(1, "14", "1")
JAREN = (2025, 2026, 2027)


def product(code: str, categorie: str = "45", **anders: Any) -> Productrij:
    return Productrij(categorie=categorie, code=code, omschrijving="zorg", geldig_van=BEGIN, **anders)


PRODUCTEN = [
    product("45A04"),
    product("45A05", segment="2"),
    product("45A06", gebruiksfactor=Decimal("0.85")),
    product("45A07"),  # no tarief
    product("46A01", "46", crisis=True),
    product("41A01", "41"),  # taakgericht
    product("", "44", kosten_per_dag_cents=3850),
]


def tarieven(jaren: Iterable[int] = JAREN, cents: int = 100) -> list[Tarief]:
    """One euro per etmaal, an uur 60 euro; 45A06 is priced per minuut, half a cent dearer than a round number."""
    rijen = []
    for jaar in jaren:
        for code in ("45A04", "45A05", "46A01"):
            rijen.append(tarief(code, jaar, "14", cents))
        rijen += [tarief("45A04", jaar, "04", 6000), tarief("45A06", jaar, "01", 133)]
    return rijen


def tarief(code: str, jaar: int, eenheid: str, cents: int, aanbieder: str = "") -> Tarief:
    return Tarief(
        aanbieder=aanbieder,
        categorie=code[:2],
        code=code,
        jaar=jaar,
        eenheid=eenheid,
        tarief_cents=cents,
        geldig_van=date(jaar, 1, 1),
        geldig_tot=date(jaar, 12, 31),
    )


def plafond(jaar: int, euro: int | None = None, **anders: Any) -> Plafond:
    gewoon: dict[str, Any] = {
        "aanbieder": A,
        "jaar": jaar,
        "bedrag_cents": euro * 100 if euro is not None else None,
        "geldig_van": date(jaar, 1, 1),
        "geldig_tot": date(jaar, 12, 31),
    }
    return Plafond(**(gewoon | anders))


def rijen(*plafonds: Plafond, **anders: Sequence[Any]) -> dict[str, Sequence[Any]]:
    """The register rows, by file."""
    gewoon: dict[str, Sequence[Any]] = {
        "partijen": [
            Partij(soort="gemeente", code=G, naam="Gemeente", geldig_van=BEGIN),
            Partij(soort="aanbieder", code=A, naam="Eerste", geldig_van=BEGIN),
            Partij(soort="aanbieder", code=B, naam="Tweede", geldig_van=BEGIN),
        ],
        "gemeenten": [Gemeente(gemeente=G, gebied="1", geldig_van=BEGIN)],
        "segmenten": [Segment(segment="2", naam="Wonen", financieringsvorm="pxq", gewicht=1, geldig_van=BEGIN)],
        "producten": PRODUCTEN,
        "contracten": [
            Contract(aanbieder=A, categorie="41", uitvoeringsvariant="taakgericht", geldig_van=BEGIN),
            Contract(aanbieder=A, categorie="45", uitvoeringsvariant="inspanningsgericht", geldig_van=BEGIN),
        ],
        "tarieven": tarieven(),
        "plafonds": plafonds,
    }
    return gewoon | anders


def register(*plafonds: Plafond, versie: int = 1, **anders: Sequence[Any]) -> RegisterStand:
    return RegisterStand(rijen(*plafonds, **anders), versie)


def aanvraag(ref: str = "V1", van: date = date(2026, 3, 1), tot: date | None = None, **anders: Any) -> VerzoekOntvangen:
    gewoon: dict[str, Any] = {
        "client": CLIENT,
        "aanbieder": A,
        "gemeente": G,
        "dagtekening": van,
        "ontvangen_op": van,
        "product": Product("45", "45A04"),
        "omvang": ETMAAL_PER_DAG,
        "verwijzer": "02",
    }
    return VerzoekOntvangen(referentie=ref, ingangsdatum=van, einddatum=tot, **(gewoon | anders))


def toewijzing(
    nummer: int = 1, van: date = date(2026, 3, 1), tot: date | None = None, versie: int = 0, **anders: Any
) -> ToewijzingVastgesteld:
    gewoon: dict[str, Any] = {
        "client": CLIENT,
        "aanbieder": A,
        "gemeente": G,
        "toewijzingsdatum": date(2026, 1, 1),
        "toewijzingstijd": time(9, versie // 60, versie % 60),
        "ontvangen_op": van,
        "product": Product("45", "45A04"),
        "omvang": ETMAAL_PER_DAG,
    }
    return ToewijzingVastgesteld(nummer=nummer, ingangsdatum=van, einddatum=tot, **(gewoon | anders))


def start(nummer: int, begin: date) -> LeveringGestart:
    return LeveringGestart(
        client=CLIENT,
        aanbieder=A,
        gemeente=G,
        toewijzing_nummer=nummer,
        product=Product("45", "45A04"),
        begindatum=begin,
    )


def stop(nummer: int, begin: date, eind: date, reden: str = "31") -> LeveringGestopt:
    return LeveringGestopt(
        client=CLIENT,
        aanbieder=A,
        gemeente=G,
        toewijzing_nummer=nummer,
        product=Product("45", "45A04"),
        begindatum=begin,
        einddatum=eind,
        reden=reden,
    )


def als_toewijzing(feit: ToewijzingVastgesteld) -> Toewijzing:
    return na_vaststelling(None, feit)


class _Alles(frozenset[str]):
    """Every claim is known: the whole region is in memory."""

    def __contains__(self, sleutel: object) -> bool:
        return True


class Leven:
    """A whole region in memory: state and money, bericht by bericht, register by register."""

    def __init__(self, eerste: RegisterStand) -> None:
        self.stand = Stand()
        self.posities = count(1)
        self.vandaag = date(2026, 1, 1)
        self.boekhouding = Boekhouding(eerste, vandaag=self.vandaag)
        self.feiten: list[tuple[int, Gebeurtenis]] = []
        self.laad(eerste)

    def doe(self, *feiten: Gebeurtenis) -> list[PlafondBesloten]:
        """One bericht; answers the decisions."""
        self._op(self.vandaag)
        self._noteer(self.boekhouding.verval(self.posities))
        geboekt = [(next(self.posities), feit) for feit in feiten]
        for positie, feit in geboekt:
            self.stand.vouw(positie, feit)
        self._noteer(geboekt)
        besluiten = self.boekhouding.na_bericht(self.stand, geboekt, self.posities)
        self._noteer(besluiten)
        return [feit for _, feit in besluiten if isinstance(feit, PlafondBesloten)]

    def laad(self, nieuw: RegisterStand) -> None:
        """A register load."""
        positie = next(self.posities)
        self._op(self.vandaag, nieuw)
        self.boekhouding.boek_plafonds(positie)
        for rij in self.stand.rijen():
            if isinstance(rij, Toewijzing):
                self.boekhouding.boek_toewijzing(positie, rij, self.stand)
            elif isinstance(rij, Verzoek):
                self.boekhouding.boek_reservering(positie, rij, self.stand)

    def _op(self, vandaag: date, nieuw: RegisterStand | None = None) -> None:
        oud = self.boekhouding
        self.boekhouding = Boekhouding(
            nieuw or oud.register, oud.saldi(), oud.claimstanden(), vandaag=vandaag, gekend=()
        )
        self.boekhouding._gekend = _Alles()  # type: ignore[assignment]  # a set is only asked and added to

    def _noteer(self, feiten: Sequence[tuple[int, Gebeurtenis]]) -> None:
        self.feiten += feiten


def geteld(zorg: Zorg, leveringen: Sequence[Levering], nu: RegisterStand) -> dict[PlafondSleutel, int]:
    """The claim, worked out a second time: day by day, straight from the register rows."""
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
        eigen = [een for een in leveringen if een.toewijzing_nummer == zorg.nummer]
        eindes = [einde_op_grond_van(een, eigen) for een in eigen]
        if eindes and None not in eindes:
            laatste = min(eind, max(einde for einde in eindes if einde))
    som, tot_nu_toe, resultaat = Fraction(0), 0, {}
    for nummer in range((laatste - zorg.ingangsdatum).days + 1):
        dag = date.fromordinal(zorg.ingangsdatum.toordinal() + nummer)
        som += _dagprijs(zorg, dag, geldig, nu)
        if dag == laatste or (dag.month, dag.day) == (12, 31):
            rond = (2 * som.numerator + som.denominator) // (2 * som.denominator)
            for rij in nu.rijen(Plafond):
                past = rij.segment in ("", "2" if zorg.code == "45A05" else "")
                if rij.aanbieder == zorg.aanbieder and rij.jaar == dag.year and past and not rij.zonder_plafond:
                    resultaat[PlafondSleutel(rij.aanbieder, rij.jaar, segment=rij.segment)] = rond - tot_nu_toe
            tot_nu_toe = rond
    return {sleutel: cents for sleutel, cents in resultaat.items() if cents}


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
