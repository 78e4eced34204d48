# SPDX-License-Identifier: EUPL-1.2
"""Anything in any order on two gateways and one database: the money is always right to the cent (hypothesis).

After every step the ledger is read by a second bookkeeper (`geldregio`), who foretells each decision and each saldo.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import date, time, timedelta
from random import Random
from typing import Any, ClassVar, TypeVar
from uuid import uuid4

import msgspec
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bellers import beheer
from berichtenverkeer.berichten import Bericht
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway import plafonds
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.werk import Bon
from berichtenverkeer.ledger import boek
from berichtenverkeer.plafonds import opslag
from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.register.rijen import Gemeente, Mandaat, Partij, Plafond
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import jw301, jw305, jw307, jw315, jw319
from gatewaybouw import StaandeKlok, ontvangen
from plafonds.bouw import BEGIN, A, B, G, aanvraag, plafond, rijen, tarieven, toewijzing
from plafonds.kantoor import Kantoor
from proces.geldregio import Kasboek
from proces.verkeer import BSNS

T = TypeVar("T")

BUUR = "0384"
"""A gemeente that some registers have in the region, and others not."""

EERSTE_DAG = date(2026, 5, 1)
ETMAAL, UUR, MINUUT, TOTAAL = ("14", "2"), ("04", "2"), ("01", "2"), ("14", "6")
PRODUCTEN: Sequence[tuple[dict[str, str], tuple[str, str] | None, int]] = [
    ({"Categorie": "45", "Code": "45A04"}, ETMAAL, 7),
    ({"Categorie": "45", "Code": "45A04"}, UUR, 1),
    ({"Categorie": "45", "Code": "45A05"}, TOTAAL, 30),
    ({"Categorie": "45", "Code": "45A05"}, ETMAAL, 7),
    ({"Categorie": "45", "Code": "45A06"}, MINUUT, 20),
    ({"Categorie": "45", "Code": "45A07"}, ETMAAL, 7),
    ({"Categorie": "46", "Code": "46A01"}, ETMAAL, 7),
    ({"Categorie": "44"}, None, 0),
]
"""Product, Eenheid with Frequentie, Volume. 45A05 has a segment, 45A07 no tarief, 46A01 is crisis."""
TAAKGERICHT = ({"Categorie": "41", "Code": "41A01"}, ETMAAL, 7)

AANGEVRAAGD = "Client/AangevraagdeProducten/AangevraagdProduct"
TOEGEWEZEN = "Client/ToegewezenProducten/ToegewezenProduct"


class Zet(msgspec.Struct, frozen=True):
    """One bericht to come. `welke` chooses among what is there, `van` and `duur` are in days."""

    soort: str
    client: int
    aanbieder: str
    gemeente: str
    producten: tuple[int, ...]
    keer: int
    van: int
    duur: int | None
    welke: int
    ja: bool


SOORTEN = (
    *("verzoek", "verzoek", "verzoek", "verzoek", "toewijzing", "inwilliging", "inwilliging", "versie", "versie"),
    *("start", "start", "start", "stop", "stop", "verwijdering", "antwoord", "stop terug", "start terug"),
)


def _zetten(zaad: int) -> list[Zet]:
    """One bericht, or a few for the same moment; evenly spread, which strategies for each field would not be."""
    lot = Random(zaad)
    return [
        Zet(
            soort=lot.choice(SOORTEN),
            client=lot.randint(0, 30),
            aanbieder=lot.choice([A, A, B]),
            gemeente=lot.choice([G, G, G, BUUR]),
            producten=tuple(lot.randint(0, len(PRODUCTEN)) for _ in range(lot.choice([1, 1, 2]))),
            keer=lot.randint(1, 3),
            van=lot.randint(-40, 100),
            duur=lot.choice([None, lot.randint(0, 60), lot.randint(0, 60), lot.randint(0, 500)]),
            welke=lot.randint(0, 999),
            ja=lot.random() < 0.5,
        )
        for _ in range(lot.randint(1, 5))
    ]


ZADEN = st.lists(st.integers(0, 2**40), min_size=1, max_size=4)
PLAFONDS = st.builds(
    lambda wie, jaar, euro, segment: plafond(
        jaar, euro, aanbieder=wie, segment=segment, **({} if euro is not None else {"zonder_plafond": True})
    ),
    st.sampled_from([A, B]),
    st.sampled_from([2026, 2026, 2027]),
    st.sampled_from([0, 30, 150, 700, 3000]) | st.integers(0, 3000) | st.none(),
    st.sampled_from(["", "", "2"]),
)
GEWOON = [plafond(jaar, 900, aanbieder=wie) for wie in (A, B) for jaar in (2026, 2027)]
REGISTERS = st.builds(
    lambda basis, alle, cents, gemeenten, beleid: (
        list({(een.aanbieder, een.jaar, een.segment): een for een in (*basis, *alle)}.values()),
        cents,
        gemeenten,
        beleid,
    ),
    st.sampled_from([GEWOON, GEWOON, []]),
    st.lists(PLAFONDS, min_size=1, max_size=5),
    st.sampled_from([100, 100, 37]),
    st.sampled_from([(G,), (G, BUUR), (G, BUUR)]),
    st.sampled_from(["signaleren", "blokkeren"]),
)
Keuze = tuple[list[Plafond], int, tuple[str, ...], str]


class Geleverd(msgspec.Struct):
    """A toewijzing that was sent, with what came after it."""

    zet: Zet
    nummer: int
    product: int
    versie: int = 0
    begin: date | None = None
    stop: tuple[date, str] | None = None


class Toestanden(RuleBasedStateMachine):
    """Two open gateways with stale registers of their own, one clock; every step ends with the whole check."""

    gezien: ClassVar[Counter[str]] = Counter()
    """Over all runs: outcomes, and what berichten were approved."""
    instellingen: Instellingen

    def __init__(self) -> None:
        super().__init__()
        self._lus = asyncio.new_event_loop()
        self._stapel = AsyncExitStack()
        self._klok = StaandeKlok(EERSTE_DAG)
        self._kasboek = Kasboek()
        self._gateways: list[Gateway] = []
        self._verzoeken: list[tuple[Zet, str, int]] = []
        self._toewijzingen: list[Geleverd] = []
        self._teller = 0
        self._stappen = 0

    def _draai(self, werk: Coroutine[Any, Any, T]) -> T:
        return self._lus.run_until_complete(werk)

    @property
    def _vandaag(self) -> date:
        return self._klok.moment.date()

    # -- the steps

    @initialize(keuze=REGISTERS)
    def begin(self, keuze: Keuze) -> None:
        self._draai(self._open(keuze))

    def _stuur(self, zaden: list[int]) -> None:
        """The berichten of one moment over both gateways, moment after moment."""
        for zaad in zaden:
            gebouwd = [een for zet in _zetten(zaad) if (een := self._bouw(zet))]
            self._draai(self._verstuur(gebouwd))

    eerst = rule(zaden=ZADEN)(_stuur)
    verder = rule(zaden=ZADEN)(_stuur)

    @rule(keuze=REGISTERS)
    def register(self, keuze: Keuze) -> None:
        self._draai(self._laad(keuze))

    @rule(dagen=st.sampled_from([1, 20, 36, 56]))
    @precondition(lambda self: self._vandaag < date(2026, 12, 1))
    def tijd(self, dagen: int) -> None:
        self._klok.zet(self._vandaag + timedelta(dagen))

    @rule()
    def timer(self) -> None:
        self._draai(plafonds.laat_vervallen(self._gateways[0].database, self._gateways[0].regio, self._klok))
        self._draai(self._kijk_na())

    def teardown(self) -> None:
        try:
            if self._gateways:
                self._draai(self._eindig())
            self.gezien.update(self._kasboek.uitkomsten)
        finally:
            self._draai(self._stapel.aclose())
            self._lus.close()

    # -- how they are done

    async def _open(self, keuze: Keuze) -> None:
        eigen = msgspec.structs.replace(self.instellingen, regios=(f"t{uuid4().hex[:16]}",), pool_grootte=3)
        for _ in range(2):
            self._gateways.append(await self._stapel.enter_async_context(open_gateway(eigen, self._klok)))
        await self._laad(keuze)
        for gateway in self._gateways:
            await gateway.register.ververs(nu=True)

    async def _laad(self, keuze: Keuze) -> None:
        """The gateways are not told: they decide by the new register all the same."""
        alle, cents, gemeenten, beleid = keuze
        inhoud = rijen(
            *alle,
            tarieven=tarieven(cents=cents),
            gemeenten=[Gemeente(gemeente=code, gebied="1", geldig_van=BEGIN) for code in gemeenten],
            mandaten=[Mandaat(gemeente=G, beleid=beleid, geldig_van=BEGIN)],
        )
        inhoud["partijen"] = [
            *inhoud["partijen"],
            Partij(soort="gemeente", code=BUUR, naam="Buurgemeente", geldig_van=BEGIN),
        ]
        gateway = self._gateways[0]
        # A load has a moment of its own; the register of a later load does not go before that of an earlier one.
        geladen = await gateway.register.laad(beheer(gateway), Inhoud(gateway.regio, inhoud))
        if geladen.nieuw or geladen.vervallen:
            self._kasboek.laad(RegisterStand(inhoud, 1))
        await self._kijk_na()

    async def _verstuur(self, gebouwd: Sequence[tuple[str, Bericht, Callable[[], None]]]) -> None:
        bonnen: list[Bon] = await asyncio.gather(
            *(
                ontvangen(self._gateways[nummer % 2], bericht, bericht.header.afzender)
                for nummer, (_, bericht, _) in enumerate(gebouwd)
            )
        )
        for bon, (soort, _, onthoud) in zip(bonnen, gebouwd, strict=True):
            is_goed = bon.oordeel is Oordeel.GOEDGEKEURD
            self.gezien[f"{soort} {bon.oordeel.value}"] += 1
            if is_goed:
                onthoud()
        await self._kijk_na()

    async def _kijk_na(self) -> None:
        gateway = self._gateways[0]
        async with gateway.database.lees() as conn:
            async for stuk in boek.gebeurtenissen_vanaf(Grootboek(conn, gateway.regio), self._kasboek.gelezen, 2**62):
                self._kasboek.lees(stuk)
            self._kasboek.vergelijk(await opslag.lees_saldi(Grootboek(conn, gateway.regio)))
        self._stappen += 1
        if self._stappen % 4 == 0:
            assert await gateway.plafonds.herbereken(beheer(gateway)) == []

    async def _eindig(self) -> None:
        gateway = self._gateways[0]
        assert await gateway.plafonds.herbereken(beheer(gateway)) == []
        gedaan = await herbouw(gateway.database, gateway.regio)
        assert not any(gedaan.verschillen.values()), gedaan.verschillen

    # -- the berichten

    def _bouw(self, zet: Zet) -> tuple[str, Bericht, Callable[[], None]] | None:
        """A bericht with what to remember when it is approved; None when there is nothing yet to say it about."""
        self._teller += 1
        match zet.soort:
            case "verzoek":
                return self._verzoek(zet)
            case "toewijzing":
                return self._toewijzing(zet, None)
            case "inwilliging" | "antwoord":
                if not self._verzoeken:
                    return None
                gevraagd = self._verzoeken[-1 - zet.welke % min(4, len(self._verzoeken))]
                return self._toewijzing(zet, gevraagd) if zet.soort == "inwilliging" else self._antwoord(zet, gevraagd)
            case _:
                if not self._toewijzingen:
                    return None
                eerder = self._toewijzingen[zet.welke % len(self._toewijzingen)]
                if zet.soort in ("versie", "verwijdering"):
                    return self._versie(zet, eerder)
                return self._start(zet, eerder) if zet.soort.startswith("start") else self._stop(zet, eerder)

    def _kop(self, afzender: str, ontvanger: str, client: int | None = None) -> dict[str, Any]:
        kop: dict[str, Any] = {
            "Header/Afzender": afzender,
            "Header/Ontvanger": ontvanger,
            "Header/BerichtIdentificatie/Identificatie": f"I{self._teller}",
            "Header/BerichtIdentificatie/Dagtekening": self._vandaag,
        }
        return kop if client is None else {**kop, "Client/Bsn": BSNS[client]}

    def _verzoek(self, zet: Zet) -> tuple[str, Bericht, Callable[[], None]]:
        inhoud = self._kop(zet.aanbieder, zet.gemeente, zet.client)
        gevraagd = []
        for plek, product in enumerate(zet.producten, 1):
            pad, referentie = f"{AANGEVRAAGD}[{plek}]", f"R{self._teller}-{plek}"
            van, tot = _periode(zet, plek)
            inhoud |= {f"{pad}/ReferentieAanbieder": referentie, f"{pad}/ToewijzingIngangsdatum": van}
            inhoud |= {f"{pad}/ToewijzingEinddatum": tot, **_zorg(pad, zet, product)}
            gevraagd.append((zet, referentie, product))
        return zet.soort, jw315(inhoud), lambda: self._verzoeken.extend(gevraagd)

    def _toewijzing(self, zet: Zet, gevraagd: tuple[Zet, str, int] | None) -> tuple[str, Bericht, Callable[[], None]]:
        """With the reference of a verzoek: the same product, for other days or another amount as often as not."""
        producten = zet.producten
        if gevraagd is not None:
            verzoek, _, product = gevraagd
            producten = (product, *zet.producten[1:])
            over = {"client": verzoek.client, "aanbieder": verzoek.aanbieder, "gemeente": verzoek.gemeente}
            over |= {"producten": producten}
            zet = msgspec.structs.replace(verzoek if zet.ja else zet, **over)
        inhoud = self._kop(zet.gemeente, zet.aanbieder, zet.client)
        geleverd = []
        for plek, product in enumerate(producten, 1):
            een = Geleverd(zet=zet, nummer=self._teller * 10 + plek, product=product)
            inhoud |= _toegewezen(f"{TOEGEWEZEN}[{plek}]", een, *_periode(zet, plek), zet)
            geleverd.append(een)
        if zet.welke % 12 == 0:  # taken back before it was ever sent
            inhoud |= {f"{TOEGEWEZEN}[1]/Einddatum": _dag(zet.van), f"{TOEGEWEZEN}[1]/RedenWijziging": "13"}
            if len(producten) > 1:
                inhoud[f"{TOEGEWEZEN}[2]/RedenWijziging"] = None
        if gevraagd is not None:
            inhoud[f"{TOEGEWEZEN}[1]/ReferentieAanbieder"] = gevraagd[1]
            if len(producten) > 1:
                inhoud[f"{TOEGEWEZEN}[2]/ReferentieAanbieder"] = None
        soort = "toewijzing" if gevraagd is None else "inwilliging"
        return soort, jw301(inhoud), lambda: self._toewijzingen.extend(geleverd)

    def _versie(self, zet: Zet, eerder: Geleverd) -> tuple[str, Bericht, Callable[[], None]]:
        """A version that comes after the others, before them, or with the same moment; or a removal."""
        versie = max(0, eerder.versie + (1 if zet.ja else -1))
        van, tot = _periode(msgspec.structs.replace(zet, van=eerder.zet.van), 1)
        is_weg = zet.soort == "verwijdering"
        nieuw = Geleverd(zet=eerder.zet, nummer=eerder.nummer, product=eerder.product, versie=versie)
        inhoud = self._kop(eerder.zet.gemeente, eerder.zet.aanbieder, eerder.zet.client)
        inhoud |= _toegewezen(f"{TOEGEWEZEN}[1]", nieuw, van, van if is_weg else tot, zet)
        if is_weg:
            inhoud[f"{TOEGEWEZEN}[1]/RedenWijziging"] = "13"

        def onthoud() -> None:
            eerder.versie = max(eerder.versie, versie)

        return zet.soort, jw301(inhoud), onthoud

    def _start(self, zet: Zet, eerder: Geleverd) -> tuple[str, Bericht, Callable[[], None]] | None:
        terug = zet.soort == "start terug"
        begin = eerder.begin if terug else _dag(eerder.zet.van + zet.keer - 1)
        if begin is None or begin > self._vandaag:
            return None
        pad = "Client/StartProducten/StartProduct[1]"
        inhoud = self._regie(pad, eerder, begin, "3" if terug else "1")

        def onthoud() -> None:
            eerder.begin = None if terug else begin
            eerder.stop = None

        return zet.soort, jw305(inhoud), onthoud

    def _stop(self, zet: Zet, eerder: Geleverd) -> tuple[str, Bericht, Callable[[], None]] | None:
        terug = zet.soort == "stop terug"
        if eerder.begin is None or (terug and eerder.stop is None):
            return None
        if terug and eerder.stop:
            einde, reden = eerder.stop
        else:
            einde, reden = min(self._vandaag, eerder.begin + timedelta(zet.keer * 9)), "31" if zet.ja else "20"
        pad = "Client/StopProducten/StopProduct[1]"
        inhoud = self._regie(pad, eerder, eerder.begin, "3" if terug else "1")
        inhoud |= {f"{pad}/RedenBeeindiging": reden, f"{pad}/Einddatum": einde}

        def onthoud() -> None:
            eerder.stop = None if terug else (einde, reden)

        return zet.soort, jw307(inhoud), onthoud

    def _regie(self, pad: str, eerder: Geleverd, begin: date, status: str) -> dict[str, Any]:
        inhoud = self._kop(eerder.zet.aanbieder, eerder.zet.gemeente, eerder.zet.client)
        product, _, _ = _product(eerder.product, eerder.zet)
        return inhoud | {
            f"{pad}/ToewijzingNummer": eerder.nummer,
            f"{pad}/Product": product,
            f"{pad}/Begindatum": begin,
            f"{pad}/ToewijzingIngangsdatum": _dag(eerder.zet.van),
            f"{pad}/StatusAanlevering": status,
        }

    def _antwoord(self, zet: Zet, gevraagd: tuple[Zet, str, int]) -> tuple[str, Bericht, Callable[[], None]]:
        verzoek, referentie, _ = gevraagd
        inhoud = self._kop(verzoek.gemeente, verzoek.aanbieder)
        inhoud |= {"Antwoord/ReferentieAanbieder": referentie, "Antwoord/VerzoekAntwoord": "1" if zet.ja else "2"}
        inhoud |= {"Antwoord/RedenAfwijzingVerzoek": "2" if zet.ja else None}
        return "afwijzing" if zet.ja else "onderzoek", jw319(inhoud), lambda: None


def _dag(van: int) -> date:
    return EERSTE_DAG + timedelta(van)


def _periode(zet: Zet, plek: int) -> tuple[date, date | None]:
    """A second product begins when the first has ended, so that they never overlap."""
    duur = zet.duur if plek == 1 or zet.duur is None else zet.duur + 5
    van = _dag(zet.van + (0 if plek == 1 else 1 + (zet.duur or 0)))
    return van, None if duur is None else van + timedelta(duur)


def _product(nummer: int, zet: Zet) -> tuple[dict[str, str], tuple[str, str] | None, int]:
    if nummer == len(PRODUCTEN):
        return TAAKGERICHT if zet.aanbieder == A else PRODUCTEN[0]
    return PRODUCTEN[nummer]


def _zorg(pad: str, zet: Zet, nummer: int) -> dict[str, Any]:
    product, omvang, volume = _product(nummer, zet)
    if omvang is None:
        return {f"{pad}/Product": product, f"{pad}/Omvang": None}
    eenheid, frequentie = omvang
    return {
        f"{pad}/Product": product,
        f"{pad}/Omvang": {"Volume": volume * zet.keer, "Eenheid": eenheid, "Frequentie": frequentie},
    }


def _toegewezen(pad: str, een: Geleverd, van: date, tot: date | None, zet: Zet) -> dict[str, Any]:
    return {
        f"{pad}/ToewijzingNummer": een.nummer,
        f"{pad}/Toewijzingstijd": time(9, een.versie % 60),
        f"{pad}/Ingangsdatum": van,
        f"{pad}/Einddatum": tot,
        **_zorg(pad, msgspec.structs.replace(zet, aanbieder=een.zet.aanbieder), een.product),
    }


def test_whatever_happens_in_whatever_order_the_money_is_right(instellingen: Instellingen) -> None:
    class Machine(Toestanden):
        gezien: ClassVar[Counter[str]] = Counter()

    Machine.instellingen = instellingen
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # shrinking takes minutes; add Phase.shrink to study a failure
            suppress_health_check=list(HealthCheck),
        ),
    )
    uitkomsten = {"ja", "nee (plafond)", "overschrijding", "crisis", "vrij"}
    assert uitkomsten <= Machine.gezien.keys(), Machine.gezien


async def test_a_rebuild_knows_a_plafond_of_nothing_that_was_used_and_dropped(database: Database, regio: str) -> None:
    kantoor = Kantoor(database, regio)
    await kantoor.laad(rijen(plafond(2026, 0), plafond(2026, 0, aanbieder=B)), EERSTE_DAG)
    await kantoor.doe([[toewijzing(1, EERSTE_DAG, EERSTE_DAG)]], EERSTE_DAG)
    await kantoor.laad(rijen(plafond(2026, 0)), EERSTE_DAG)
    voor = await kantoor.alles()
    assert len({rij[1:5] for rij in voor["plafond_saldo"]}) == 2
    await kantoor.herbouw()
    assert await kantoor.alles() == voor


async def test_a_toewijzing_taken_back_at_once_frees_the_reservation_and_claims_nothing(
    database: Database, regio: str
) -> None:
    kantoor = Kantoor(database, regio)
    await kantoor.laad(rijen(plafond(2026, 100)), EERSTE_DAG)
    await kantoor.doe([[aanvraag("V1", EERSTE_DAG, EERSTE_DAG)]], EERSTE_DAG)
    weg = toewijzing(1, EERSTE_DAG, EERSTE_DAG, referentie_aanbieder="V1", reden_wijziging="13")
    assert await kantoor.doe([[weg]], EERSTE_DAG) == []
    (saldo,) = await kantoor.saldi()
    assert saldo.ruimte_cents == 10_000, "nothing is reserved, nothing is beslag"
    voor = await kantoor.alles()
    assert len(voor["claim"]) == 1
    await kantoor.herbouw()
    assert await kantoor.alles() == voor
