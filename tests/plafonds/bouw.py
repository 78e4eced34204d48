# SPDX-License-Identifier: EUPL-1.2
"""A small world for money: one aanbieder, products whose price can be counted on fingers, lives as gebeurtenissen.

Product 45A04 costs one euro a day (etmaal), so a claim in euros is a number of days.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from itertools import count
from typing import Any

from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.declaraties import (
    DeclaratieBeantwoord,
    DeclaratieIngediend,
    PrestatieIngediend,
)
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.gebeurtenissen.zorg import (
    LeveringGestart,
    LeveringGestopt,
    Omvang,
    Product,
    ToewijzingVastgesteld,
    VerzoekOntvangen,
    Wijzigingsdeel,
    WijzigingVerzocht,
)
from berichtenverkeer.plafonds.besluit import Uitkomst, Vraag, besluit
from berichtenverkeer.plafonds.boeken import Saldo
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.plafonds.claims import Claim
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening
from berichtenverkeer.projections.declaraties import Prestatie, na_prestatie
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


def start(nummer: int | None, begin: date) -> LeveringGestart:
    return LeveringGestart(
        client=CLIENT,
        aanbieder=A,
        gemeente=G,
        toewijzing_nummer=nummer,
        product=Product("45", "45A04"),
        begindatum=begin,
    )


def stop(nummer: int | None, begin: date, eind: date, reden: str = "31") -> LeveringGestopt:
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


def prestatie(
    ref: str, nummer: int, begin: date, eind: date, cents: int, uitslag: Any = "goedgekeurd", **anders: Any
) -> PrestatieIngediend:
    """Approved at once unless `uitslag` says otherwise; `vorig_referentie` makes it a credit of that debet."""
    gewoon: dict[str, Any] = {
        "client": CLIENT,
        "aanbieder": A,
        "gemeente": G,
        "declaratie_nummer": "D1",
        "product": Product("45", "45A04"),
        "volume": 1,
        "eenheid": "14",
        "is_credit": "vorig_referentie" in anders,
    }
    velden = gewoon | anders
    return PrestatieIngediend(
        referentie=ref,
        toewijzing_nummer=nummer,
        begindatum=begin,
        einddatum=eind,
        bedrag_cents=cents,
        uitslag=uitslag,
        **velden,
    )


def als_prestatie(feit: PrestatieIngediend) -> Prestatie:
    return na_prestatie(feit)


def declaratie(nummer: str, op: date) -> DeclaratieIngediend:
    """A JW323 without its prestaties; its Identificatie is its number."""
    return DeclaratieIngediend(
        aanbieder=A,
        gemeente=G,
        nummer=nummer,
        identificatie=nummer,
        dagtekening=op,
        periode_begin=op.replace(day=1),
        periode_eind=op,
        totaal_cents=0,
        xsd_versie="1.0.0 1.0.0",
        ontvangen_op=op,
    )


def declaratieantwoord(nummer: str, op: date, *afgewezen: str, is_verworpen: bool = False) -> DeclaratieBeantwoord:
    """The JW325 on it: what is not in `afgewezen` is approved."""
    return DeclaratieBeantwoord(
        aanbieder=A, gemeente=G, identificatie=nummer, ontvangen_op=op, afgewezen=afgewezen, is_verworpen=is_verworpen
    )


def wijziging(ref: str, op: date, *delen: Wijzigingsdeel) -> WijzigingVerzocht:
    """A JW317."""
    return WijzigingVerzocht(
        client=CLIENT, aanbieder=A, gemeente=G, referentie=ref, dagtekening=op, ontvangen_op=op, reden="1", delen=delen
    )


def nieuw(van: date, tot: date | None = None, omvang: Omvang = ETMAAL_PER_DAG, code: str = "45A04") -> Wijzigingsdeel:
    return Wijzigingsdeel(
        soort="nieuw", product=Product(code[:2], code), ingangsdatum=van, einddatum=tot, omvang=omvang
    )


def anders(
    nummer: int, van: date, tot: date | None = None, omvang: Omvang | None = None, budget: int | None = None
) -> Wijzigingsdeel:
    """A product to be changed."""
    if omvang is None and budget is None:
        omvang = ETMAAL_PER_DAG
    return Wijzigingsdeel(
        soort="te wijzigen",
        toewijzing_nummer=nummer,
        ingangsdatum=van,
        einddatum=tot,
        omvang=omvang,
        budget_cents=budget,
    )


def als_toewijzing(feit: ToewijzingVastgesteld) -> Toewijzing:
    return na_vaststelling(None, feit)


VGBO = Rekening.VRIJ, Rekening.GERESERVEERD, Rekening.BESLAG, Rekening.OVERSCHRIJDING
VGBRO = *VGBO[:3], Rekening.REALISATIE, VGBO[3]


def standen(saldo: Saldo, rekeningen: Sequence[Rekening] = VGBRO) -> tuple[int, ...]:
    """What stands on these rekeningen."""
    return tuple(map(saldo.stand, rekeningen))


def op(claim: Claim, *rekeningen: Rekening) -> dict[PlafondSleutel, int]:
    """What a claim asks on these rekeningen, per plafond."""
    return {plafond: cents for (plafond, rekening), cents in claim.bedragen.items() if rekening in rekeningen}


def verwacht(claim: Claim) -> dict[PlafondSleutel, int]:
    """What a claim still expects."""
    return op(claim, Rekening.GERESERVEERD, Rekening.BESLAG)


def uitkomst(
    claim: Claim, ruimte: Mapping[PlafondSleutel, int], *, is_weigerbaar: bool = True, **anders: bool
) -> Uitkomst:
    """What is decided on a new claim of a verzoek, or of a toewijzing, which is not `is_weigerbaar`."""
    ja_nee = {"is_crisis": False} | anders
    return besluit(Vraag(claim=claim, erbij=claim.per_plafond, ruimte=ruimte, is_weigerbaar=is_weigerbaar, **ja_nee))


class _Alles(frozenset[Claimsleutel]):
    """Every claim is known: the whole region is in memory."""

    def __contains__(self, sleutel: object) -> bool:
        return True


class Leven:
    """A whole region in memory: state and money, bericht by bericht, register by register."""

    def __init__(self, eerste: RegisterStand) -> None:
        self.stand = Stand()
        self.posities = count(1)
        self.vandaag = date(2026, 1, 1)
        self.peilmaand: date | None = None
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
        self._boek_alles(positie)

    def verschuif(self) -> None:
        """The month of today becomes the one from which the declaration term counts back."""
        self.peilmaand = self.vandaag.replace(day=1)
        self._op(self.vandaag)
        self._boek_alles(next(self.posities))

    def _boek_alles(self, positie: int) -> None:
        for rij in self.stand.rijen():
            if isinstance(rij, Toewijzing):
                self.boekhouding.boek_toewijzing(positie, rij, self.stand)
            elif isinstance(rij, Verzoek):
                self.boekhouding.boek_reservering(positie, rij, self.stand)

    def _op(self, vandaag: date, nieuw: RegisterStand | None = None) -> None:
        oud = self.boekhouding
        self.boekhouding = Boekhouding(
            nieuw or oud.register, oud.saldi(), oud.claimstanden(), vandaag=vandaag, gekend=(), peilmaand=self.peilmaand
        )
        self.boekhouding._gekend = _Alles()  # type: ignore[assignment]  # a set is only asked and added to

    def _noteer(self, feiten: Sequence[tuple[int, Gebeurtenis]]) -> None:
        self.feiten += feiten
