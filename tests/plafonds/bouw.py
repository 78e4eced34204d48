# SPDX-License-Identifier: EUPL-1.2
"""A small world for money: one aanbieder, products whose price can be counted on fingers, lives as gebeurtenissen.

Product 45A04 costs one euro a day (etmaal), so a claim in euros is a number of days.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import (
    LeveringGestart,
    LeveringGestopt,
    Omvang,
    Product,
    ToewijzingVastgesteld,
    VerzoekOntvangen,
    Wijzigingsdeel,
    WijzigingVerzocht,
)
from berichtenverkeer.ledger.gebeurtenissen.declaraties import (
    DeclaratieBeantwoord,
    DeclaratieIngediend,
    PrestatieIngediend,
)
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.gebeurtenissen.tenzij import OneTenzijGebeurtenis
from berichtenverkeer.plafonds.besluit import Question, Uitkomst, besluit
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.claim import Claim
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening
from berichtenverkeer.plafonds.stops import Clientenstop, Stops
from berichtenverkeer.projections.declaraties import Prestatie, after_prestatie
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing, after_establishment
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.rows import Contract, Gemeente, Partij, Plafond, Segment, Tarief
from berichtenverkeer.register.rows import Product as Productrij
from berichtenverkeer.register.stand import RegisterStand

A, B, G = "65656055", "42420001", "0363"
CLIENT = b"c" * 16
BEGIN = date(2015, 1, 1)
ETMAAL_PER_DAG = Omvang(1, "14", "1")
JAREN = (2025, 2026, 2027)


def product(code: str, categorie: str = "45", **otherwise: Any) -> Productrij:
    return Productrij(categorie=categorie, code=code, omschrijving="zorg", geldig_van=BEGIN, **otherwise)


PRODUCTEN = [
    product("45A04"),
    product("45A05", segment="2"),
    product("45A06", gebruiksfactor=Decimal("0.85")),
    product("45A07"),  # no tarief
    product("46A01", "46", crisis=True),
    product("41A01", "41"),  # taakgericht
    product("", "44", kosten_per_dag_cents=3850),
]


def tarieven(years: Iterable[int] = JAREN, cents: int = 100) -> list[Tarief]:
    """One euro per etmaal, an uur 60 euro; 45A06 is priced per minuut, half a cent dearer than a round number."""
    rows = []
    for jaar in years:
        for code in ("45A04", "45A05", "46A01"):
            rows.append(tarief(code, jaar, "14", cents))
        rows += [tarief("45A04", jaar, "04", 6000), tarief("45A06", jaar, "01", 133)]
    return rows


def tarief(code: str, jaar: int, eenheid: str, cents: int, aanbieder: str = "") -> Tarief:
    return Tarief(
        aanbieder=aanbieder,
        categorie=code[:2],
        code=code,
        eenheid=eenheid,
        tarief_cents=cents,
        geldig_van=date(jaar, 1, 1),
        geldig_tot=date(jaar, 12, 31),
    )


def plafond(jaar: int, euro: int | None = None, **otherwise: Any) -> Plafond:
    plain: dict[str, Any] = {
        "aanbieder": A,
        "jaar": jaar,
        "bedrag_cents": euro * 100 if euro is not None else None,
        "geldig_van": date(jaar, 1, 1),
        "geldig_tot": date(jaar, 12, 31),
    }
    return Plafond(**(plain | otherwise))


def rows(*plafonds: Plafond, **otherwise: Sequence[Any]) -> dict[str, Sequence[Any]]:
    """The register rows, by file."""
    plain: dict[str, Sequence[Any]] = {
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
    return plain | otherwise


def register(*plafonds: Plafond, versie: int = 1, **otherwise: Sequence[Any]) -> RegisterStand:
    return RegisterStand(rows(*plafonds, **otherwise), versie)


def aanvraag(
    ref: str = "V1", van: date = date(2026, 3, 1), tot: date | None = None, **otherwise: Any
) -> VerzoekOntvangen:
    plain: dict[str, Any] = {
        "client": CLIENT,
        "aanbieder": A,
        "gemeente": G,
        "dagtekening": van,
        "ontvangen_op": van,
        "product": Product("45", "45A04"),
        "omvang": ETMAAL_PER_DAG,
        "verwijzer": "02",
    }
    return VerzoekOntvangen(referentie=ref, ingangsdatum=van, einddatum=tot, **(plain | otherwise))


def toewijzing(
    number: int = 1, van: date = date(2026, 3, 1), tot: date | None = None, versie: int = 0, **otherwise: Any
) -> ToewijzingVastgesteld:
    plain: dict[str, Any] = {
        "client": CLIENT,
        "aanbieder": A,
        "gemeente": G,
        "toewijzingsdatum": date(2026, 1, 1),
        "toewijzingstijd": time(9, versie // 60, versie % 60),
        "ontvangen_op": van,
        "product": Product("45", "45A04"),
        "omvang": ETMAAL_PER_DAG,
    }
    return ToewijzingVastgesteld(nummer=number, ingangsdatum=van, einddatum=tot, **(plain | otherwise))


def start(number: int | None, begin: date) -> LeveringGestart:
    return LeveringGestart(
        client=CLIENT,
        aanbieder=A,
        gemeente=G,
        toewijzing_nummer=number,
        product=Product("45", "45A04"),
        begindatum=begin,
    )


def stop(number: int | None, begin: date, ending: date, reden: str = "31") -> LeveringGestopt:
    return LeveringGestopt(
        client=CLIENT,
        aanbieder=A,
        gemeente=G,
        toewijzing_nummer=number,
        product=Product("45", "45A04"),
        begindatum=begin,
        einddatum=ending,
        reden=reden,
    )


def prestatie(
    ref: str, number: int, begin: date, ending: date, cents: int, uitslag: Any = "goedgekeurd", **otherwise: Any
) -> PrestatieIngediend:
    """Approved at once unless `uitslag` says otherwise; `vorig_referentie` makes it a credit of that debet."""
    plain: dict[str, Any] = {
        "client": CLIENT,
        "aanbieder": A,
        "gemeente": G,
        "declaratie_nummer": "D1",
        "product": Product("45", "45A04"),
        "volume": 1,
        "eenheid": "14",
        "is_credit": "vorig_referentie" in otherwise,
    }
    fields = plain | otherwise
    return PrestatieIngediend(
        referentie=ref,
        toewijzing_nummer=number,
        begindatum=begin,
        einddatum=ending,
        bedrag_cents=cents,
        uitslag=uitslag,
        **fields,
    )


def als_prestatie(gebeurtenis: PrestatieIngediend) -> Prestatie:
    return after_prestatie(gebeurtenis)


def declaratie(number: str, op: date) -> DeclaratieIngediend:
    """A JW323 without its prestaties; its Identificatie is its number."""
    return DeclaratieIngediend(
        aanbieder=A,
        gemeente=G,
        nummer=number,
        identificatie=number,
        dagtekening=op,
        periode_begin=op.replace(day=1),
        periode_eind=op,
        totaal_cents=0,
        xsd_versie="1.0.0 1.0.0",
        ontvangen_op=op,
    )


def declaratieantwoord(number: str, op: date, *rejected: str, is_verworpen: bool = False) -> DeclaratieBeantwoord:
    """The JW325 on it: what is not in `afgewezen` is approved."""
    return DeclaratieBeantwoord(
        aanbieder=A, gemeente=G, identificatie=number, ontvangen_op=op, afgewezen=rejected, is_verworpen=is_verworpen
    )


def wijziging(ref: str, op: date, *parts: Wijzigingsdeel) -> WijzigingVerzocht:
    """A JW317."""
    return WijzigingVerzocht(
        client=CLIENT, aanbieder=A, gemeente=G, referentie=ref, dagtekening=op, ontvangen_op=op, reden="1", delen=parts
    )


def new(van: date, tot: date | None = None, omvang: Omvang = ETMAAL_PER_DAG, code: str = "45A04") -> Wijzigingsdeel:
    return Wijzigingsdeel(
        soort="nieuw", product=Product(code[:2], code), ingangsdatum=van, einddatum=tot, omvang=omvang
    )


def otherwise(
    number: int, van: date, tot: date | None = None, omvang: Omvang | None = None, budget: int | None = None
) -> Wijzigingsdeel:
    """A product to be changed."""
    if omvang is None and budget is None:
        omvang = ETMAAL_PER_DAG
    return Wijzigingsdeel(
        soort="te wijzigen",
        toewijzing_nummer=number,
        ingangsdatum=van,
        einddatum=tot,
        omvang=omvang,
        budget_cents=budget,
    )


def als_toewijzing(gebeurtenis: ToewijzingVastgesteld) -> Toewijzing:
    return after_establishment(None, gebeurtenis)


VGBO = Rekening.VRIJ, Rekening.GERESERVEERD, Rekening.BESLAG, Rekening.OVERSCHRIJDING
VGBRO = *VGBO[:3], Rekening.REALISATIE, VGBO[3]


def standen(saldo: Saldo, rekeningen: Sequence[Rekening] = VGBRO) -> tuple[int, ...]:
    """What stands on these rekeningen."""
    return tuple(map(saldo.stand, rekeningen))


def op(claim: Claim, *rekeningen: Rekening) -> dict[PlafondKey, int]:
    """What a claim asks on these rekeningen, per plafond."""
    return {key.plafond: cents for key, cents in claim.bedragen.items() if key.rekening in rekeningen}


def expected(claim: Claim) -> dict[PlafondKey, int]:
    """What a claim still expects."""
    return op(claim, Rekening.GERESERVEERD, Rekening.BESLAG)


def uitkomst(
    claim: Claim, space: Mapping[PlafondKey, int], *, is_refusable: bool = True, **otherwise: bool
) -> Uitkomst:
    """What is decided on a new claim of a verzoek, or of a toewijzing, which is not `is_refusable`."""
    ja_nee = {"is_crisis": False} | otherwise
    return besluit(Question(claim=claim, extra=claim.per_plafond, room=space, is_refusable=is_refusable, **ja_nee))


def clientenstop(van: date = date(2026, 3, 1), **otherwise: Any) -> Clientenstop:
    """A granted stop of everything that A does, for all gemeenten."""
    plain: dict[str, Any] = {
        "stop_id": uuid4(),
        "aanbieder": A,
        "perceel": "",
        "segment": "",
        "gemeente": "",
        "grond": "plafond",
        "gevraagd_op": van,
        "van": van,
        "besloten_op": van,
        "is_toegekend": True,
    }
    return Clientenstop(**(plain | otherwise))


class _Alles(frozenset[Claimsleutel]):
    """Every claim is known: the whole region is in memory."""

    def __contains__(self, key: object) -> bool:
        return True


class Life:
    """A whole region in memory: state and money, bericht by bericht, register by register."""

    def __init__(self, first: RegisterStand) -> None:
        self.stand = Stand()
        self.posities = count(1)
        self.vandaag = date(2026, 1, 1)
        self.peilmaand: date | None = None
        self.stops: list[Clientenstop] = []
        self.boekhouding = Boekhouding(first, today=self.vandaag)
        self.gebeurtenissen: list[tuple[int, Gebeurtenis]] = []
        self.load(first)

    def doe(self, *gebeurtenissen: Gebeurtenis) -> list[PlafondBesloten]:
        """One bericht; answers the decisions."""
        self._op(self.vandaag)
        self._noteer(self.boekhouding.lapse(self.posities, self.stand))
        booked = [(next(self.posities), gebeurtenis) for gebeurtenis in gebeurtenissen]
        for position, gebeurtenis in booked:
            self.stand.fold(position, gebeurtenis)
        self._noteer(booked)
        besluiten = self.boekhouding.after_bericht(self.stand, booked, self.posities)
        self._noteer(besluiten)
        return [gebeurtenis for _, gebeurtenis in besluiten if isinstance(gebeurtenis, PlafondBesloten)]

    def step(self, gebeurtenis: OneTenzijGebeurtenis) -> list[PlafondBesloten]:
        """One step of a tenzij; answers the new decisions."""
        self._op(self.vandaag)
        self._noteer(self.boekhouding.lapse(self.posities, self.stand))
        position = next(self.posities)
        besluiten = self.boekhouding.after_tenzij(self.stand, position, gebeurtenis, self.posities)
        self._noteer([(position, gebeurtenis), *besluiten])
        return [gebeurtenis for _, gebeurtenis in besluiten if isinstance(gebeurtenis, PlafondBesloten)]

    def load(self, new: RegisterStand) -> None:
        """A register load."""
        position = next(self.posities)
        self._op(self.vandaag, new)
        self.boekhouding.book_plafonds(position)
        self._boek_alles(position)

    def verschuif(self) -> None:
        """The month of today becomes the one from which the declaration term counts back."""
        self.peilmaand = self.vandaag.replace(day=1)
        self._op(self.vandaag)
        self._boek_alles(next(self.posities))

    def _boek_alles(self, position: int) -> None:
        for row in self.stand.rijen():
            if isinstance(row, Toewijzing):
                self.boekhouding.book_toewijzingen({(row.gemeente, row.nummer): position}, self.stand)
            elif isinstance(row, Verzoek):
                self.boekhouding.book_reservering(position, row, self.stand)

    def _op(self, today: date, new: RegisterStand | None = None) -> None:
        old = self.boekhouding
        self.boekhouding = Boekhouding(
            new or old.register,
            old.saldi(),
            old.claimstanden(),
            today=today,
            loaded=(),
            stops=Stops(today, self.stops),
            peilmaand=self.peilmaand,
        )
        self.boekhouding.add_tenzijs(old.tenzijs)
        self.boekhouding._loaded = _Alles()  # type: ignore[assignment]  # a set is only asked and added to

    def _noteer(self, gebeurtenissen: Sequence[tuple[int, Gebeurtenis]]) -> None:
        self.gebeurtenissen += gebeurtenissen
