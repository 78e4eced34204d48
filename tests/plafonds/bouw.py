# SPDX-License-Identifier: EUPL-1.2
"""A small world for money: one aanbieder, products whose price can be counted on fingers, lives as gebeurtenissen.

Product 45A04 costs one euro a day (etmaal), so a claim in euros is a number of days.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any

import msgspec

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
from berichtenverkeer.plafonds.claims import Claim, Zorg
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening
from berichtenverkeer.projections.declaraties import Prestatie, na_prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing, na_vaststelling
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.rijen import Contract, Gemeente, Partij, Plafond, Segment, Tarief
from berichtenverkeer.register.rijen import Product as Productrij
from berichtenverkeer.register.stand import RegisterStand
from stromen import oracle

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
