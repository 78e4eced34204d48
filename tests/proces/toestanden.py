# SPDX-License-Identifier: EUPL-1.2
"""Anything in any order on two gateways and one database: the money is always right to the cent (hypothesis).

After every step the ledger is read by a second bookkeeper (`geldregio`), who foretells each decision and each saldo.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import date, time, timedelta
from random import Random
from typing import Any, ClassVar, TypeVar
from uuid import uuid4

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bellers import administration
from berichtenverkeer.berichten import Bericht
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway import plafonds
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.ledger import book
from berichtenverkeer.plafonds import store
from berichtenverkeer.plafonds.boekingen import boekingen_between
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.validation.examining import Oordeel
from bouwers import jw301, jw305, jw307, jw315, jw319
from gatewaybouw import StaandeKlok, received
from plafonds.bouw import A, B, G
from proces.geldregio import Kasboek
from proces.keuzes import BUUR, KEUZES, Keuze
from proces.toezicht import Toezicht
from proces.traffic import BSNS

T = TypeVar("T")
FIRST_DAY = date(2026, 5, 1)
ETMAAL, HOUR, MINUUT, TOTAAL = ("14", "2"), ("04", "2"), ("01", "2"), ("14", "6")
PRODUCTEN: Sequence[tuple[dict[str, str], tuple[str, str] | None, int]] = [
    ({"Categorie": "45", "Code": "45A04"}, ETMAAL, 7),
    ({"Categorie": "45", "Code": "45A04"}, HOUR, 1),
    ({"Categorie": "45", "Code": "45A05"}, TOTAAL, 30),
    ({"Categorie": "45", "Code": "45A05"}, ETMAAL, 7),
    ({"Categorie": "45", "Code": "45A06"}, MINUUT, 20),
    ({"Categorie": "45", "Code": "45A07"}, ETMAAL, 7),
    ({"Categorie": "46", "Code": "46A01"}, ETMAAL, 7),
    ({"Categorie": "44"}, None, 0),
]
"""Product, Eenheid with Frequentie, Volume. 45A05 has a segment, 45A07 no tarief, 46A01 is crisis."""
TAAKGERICHT = ({"Categorie": "41", "Code": "41A01"}, ETMAAL, 7)

REQUESTED = "Client/AangevraagdeProducten/AangevraagdProduct"
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


def _zetten(seed: int) -> list[Zet]:
    """One bericht, or a few for the same moment; evenly spread, which strategies for each field would not be."""
    lot = Random(seed)
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


Gebouwd = tuple[str, Bericht, Callable[[], None]]
"""What a bericht is called here, the bericht, and what to remember when it is not turned down."""


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

    zelf: Collection[str] = ()
    """Who answers himself."""
    gezien: ClassVar[Counter[str]] = Counter()
    """Over all runs: outcomes, and what berichten were approved."""
    instellingen: Settings

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._batch = AsyncExitStack()
        self._clock = StaandeKlok(FIRST_DAY)
        self._kasboek: Toezicht = self._toezicht()
        self._gateways: list[Gateway] = []
        self._verzoeken: list[tuple[Zet, str, int]] = []
        self._toewijzingen: list[Geleverd] = []
        self._wachtend: list[Bericht] = []
        """For whom answers himself, and did not yet."""
        self._teller = 0
        self._steps = 0
        self._geboekt = 0

    def _toezicht(self) -> Toezicht:
        return Kasboek(FIRST_DAY)

    def _draai(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(work)

    @property
    def _today(self) -> date:
        return self._clock.moment.date()

    # -- the steps

    @initialize(choice=KEUZES)
    def begin(self, choice: Keuze) -> None:
        self._draai(self._open(choice))

    def _stuur(self, zaden: list[int]) -> None:
        """The berichten of one moment over both gateways, moment after moment."""
        for seed in zaden:
            gebouwd = [one for zet in _zetten(seed) if (one := self._bouw(zet))]
            self._draai(self._send(gebouwd))

    eerst = rule(zaden=ZADEN)(_stuur)
    verder = rule(zaden=ZADEN)(_stuur)

    @rule(choice=KEUZES)
    def register(self, choice: Keuze) -> None:
        self._draai(self._laad(choice))

    @rule(dagen=st.sampled_from([1, 20, 36, 56]))
    @precondition(lambda self: self._today < date(2026, 12, 1))
    def tijd(self, dagen: int) -> None:
        self._clock.zet(self._today + timedelta(dagen))

    @rule()
    def timer(self) -> None:
        """Reservations lapse; once a month what can no longer be declared."""
        for what in (plafonds.let_lapse, plafonds.shift_peilmaand):
            self._draai(what(self._gateways[0].database, self._gateways[0].regio, self._clock))
        self._draai(self._kijk_na())

    def teardown(self) -> None:
        try:
            if self._gateways:
                self._draai(self._eindig())
            self.gezien.update(self._kasboek.uitkomsten)
        finally:
            self._draai(self._batch.aclose())
            self._loop.close()

    # -- how they are done

    async def _open(self, choice: Keuze) -> None:
        own = msgspec.structs.replace(self.instellingen, regios=(f"t{uuid4().hex[:16]}",), pool_grootte=3)
        for _ in range(2):
            self._gateways.append(await self._batch.enter_async_context(open_gateway(own, self._clock)))
        await self._laad(choice)
        for gateway in self._gateways:
            await gateway.register.refresh(now=True)

    async def _laad(self, choice: Keuze) -> None:
        """The gateways are not told: they decide by the new register all the same."""
        content = choice.inhoud(self.zelf)
        gateway = self._gateways[0]
        # A load has a moment of its own; the register of a later load does not go before that of an earlier one.
        loaded = await gateway.register.load(administration(gateway), Content(gateway.regio, content))
        if loaded.nieuw or loaded.vervallen:
            self._geladen(RegisterStand(content, 1))
        await self._kijk_na()

    def _geladen(self, new: RegisterStand) -> None:
        assert isinstance(self._kasboek, Kasboek)
        self._kasboek.load(new)

    async def _send(self, gebouwd: Sequence[Gebouwd]) -> None:
        receipts: list[Receipt] = await asyncio.gather(
            *(
                received(self._gateways[number % 2], bericht, bericht.header.afzender)
                for number, (_, bericht, _) in enumerate(gebouwd)
            )
        )
        for receipt, (soort, bericht, onthoud) in zip(receipts, gebouwd, strict=True):
            self.gezien[f"{soort} {receipt.oordeel.value}"] += 1
            if receipt.oordeel is not Oordeel.AFGEKEURD:
                onthoud()
            if receipt.oordeel is Oordeel.VOORLOPIG:
                self._wachtend.append(bericht)
        await self._kijk_na()

    async def _kijk_na(self) -> None:
        gateway = self._gateways[0]
        async with gateway.database.lees() as conn:
            async for piece in book.gebeurtenissen_since(Grootboek(conn, gateway.regio), self._kasboek.gelezen, 2**62):
                self._kasboek.lees(piece)
            async for batch in boekingen_between(Grootboek(conn, gateway.regio), self._geboekt, 2**62, 5_000):
                self._kasboek.boek(one for _, one in batch)
                self._geboekt = batch[-1][0]
            self._kasboek.vergelijk(await store.read_saldi(Grootboek(conn, gateway.regio)))
        self._steps += 1
        if self._steps % 4 == 0:
            assert await gateway.plafonds.recalculate(administration(gateway)) == []

    async def _eindig(self) -> None:
        gateway = self._gateways[0]
        assert await gateway.plafonds.recalculate(administration(gateway)) == []
        done = await rebuild(gateway.database, gateway.regio)
        assert not any(done.verschillen.values()), done.verschillen

    # -- the berichten

    def _bouw(self, zet: Zet) -> Gebouwd | None:
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
                asked = self._verzoeken[-1 - zet.welke % min(4, len(self._verzoeken))]
                return self._toewijzing(zet, asked) if zet.soort == "inwilliging" else self._antwoord(zet, asked)
            case _:
                if not self._toewijzingen:
                    return None
                earlier = self._toewijzingen[zet.welke % len(self._toewijzingen)]
                if zet.soort in ("versie", "verwijdering"):
                    return self._versie(zet, earlier)
                return self._start(zet, earlier) if zet.soort.startswith("start") else self._stop(zet, earlier)

    def _envelope(self, afzender: str, ontvanger: str, client: int | None = None) -> dict[str, Any]:
        envelope: dict[str, Any] = {
            "Header/Afzender": afzender,
            "Header/Ontvanger": ontvanger,
            "Header/BerichtIdentificatie/Identificatie": f"I{self._teller}",
            "Header/BerichtIdentificatie/Dagtekening": self._today,
        }
        return envelope if client is None else {**envelope, "Client/Bsn": BSNS[client]}

    def _verzoek(self, zet: Zet) -> Gebouwd:
        content = self._envelope(zet.aanbieder, zet.gemeente, zet.client)
        asked = []
        for plek, product in enumerate(zet.producten, 1):
            pad, referentie = f"{REQUESTED}[{plek}]", f"R{self._teller}-{plek}"
            van, tot = _periode(zet, plek)
            content |= {f"{pad}/ReferentieAanbieder": referentie, f"{pad}/ToewijzingIngangsdatum": van}
            content |= {f"{pad}/ToewijzingEinddatum": tot, **_care(pad, zet, product)}
            asked.append((zet, referentie, product))
        return zet.soort, jw315(content), lambda: self._verzoeken.extend(asked)

    def _toewijzing(self, zet: Zet, asked: tuple[Zet, str, int] | None) -> Gebouwd:
        """With the reference of a verzoek: the same product, for other days or another amount as often as not."""
        producten = zet.producten
        if asked is not None:
            verzoek, _, product = asked
            producten = (product, *zet.producten[1:])
            about = {"client": verzoek.client, "aanbieder": verzoek.aanbieder, "gemeente": verzoek.gemeente}
            about |= {"producten": producten}
            zet = msgspec.structs.replace(verzoek if zet.ja else zet, **about)
        content = self._envelope(zet.gemeente, zet.aanbieder, zet.client)
        geleverd = []
        for plek, product in enumerate(producten, 1):
            one = Geleverd(zet=zet, nummer=self._teller * 10 + plek, product=product)
            content |= _toegewezen(f"{TOEGEWEZEN}[{plek}]", one, *_periode(zet, plek), zet)
            geleverd.append(one)
        if zet.welke % 12 == 0:  # taken back before it was ever sent
            content |= {f"{TOEGEWEZEN}[1]/Einddatum": _day(zet.van), f"{TOEGEWEZEN}[1]/RedenWijziging": "13"}
            if len(producten) > 1:
                content[f"{TOEGEWEZEN}[2]/RedenWijziging"] = None
        if asked is not None:
            content[f"{TOEGEWEZEN}[1]/ReferentieAanbieder"] = asked[1]
            if len(producten) > 1:
                content[f"{TOEGEWEZEN}[2]/ReferentieAanbieder"] = None
        soort = "toewijzing" if asked is None else "inwilliging"
        return soort, jw301(content), lambda: self._toewijzingen.extend(geleverd)

    def _versie(self, zet: Zet, earlier: Geleverd) -> Gebouwd:
        """A version that comes after the others, before them, or with the same moment; or a removal."""
        versie = max(0, earlier.versie + (1 if zet.ja else -1))
        van, tot = _periode(msgspec.structs.replace(zet, van=earlier.zet.van), 1)
        is_gone = zet.soort == "verwijdering"
        new = Geleverd(zet=earlier.zet, nummer=earlier.nummer, product=earlier.product, versie=versie)
        content = self._envelope(earlier.zet.gemeente, earlier.zet.aanbieder, earlier.zet.client)
        content |= _toegewezen(f"{TOEGEWEZEN}[1]", new, van, van if is_gone else tot, zet)
        if is_gone:
            content[f"{TOEGEWEZEN}[1]/RedenWijziging"] = "13"

        def onthoud() -> None:
            earlier.versie = max(earlier.versie, versie)

        return zet.soort, jw301(content), onthoud

    def _start(self, zet: Zet, earlier: Geleverd) -> Gebouwd | None:
        back = zet.soort == "start terug"
        begin = earlier.begin if back else _day(earlier.zet.van + zet.keer - 1)
        if begin is None or begin > self._today:
            return None
        pad = "Client/StartProducten/StartProduct[1]"
        content = self._regie(pad, earlier, begin, "3" if back else "1")

        def onthoud() -> None:
            earlier.begin = None if back else begin
            earlier.stop = None

        return zet.soort, jw305(content), onthoud

    def _stop(self, zet: Zet, earlier: Geleverd) -> Gebouwd | None:
        back = zet.soort == "stop terug"
        if earlier.begin is None or (back and earlier.stop is None):
            return None
        if back and earlier.stop:
            end, reden = earlier.stop
        else:
            end, reden = min(self._today, earlier.begin + timedelta(zet.keer * 9)), "31" if zet.ja else "20"
        pad = "Client/StopProducten/StopProduct[1]"
        content = self._regie(pad, earlier, earlier.begin, "3" if back else "1")
        content |= {f"{pad}/RedenBeeindiging": reden, f"{pad}/Einddatum": end}

        def onthoud() -> None:
            earlier.stop = None if back else (end, reden)

        return zet.soort, jw307(content), onthoud

    def _regie(self, pad: str, earlier: Geleverd, begin: date, status: str) -> dict[str, Any]:
        content = self._envelope(earlier.zet.aanbieder, earlier.zet.gemeente, earlier.zet.client)
        product, _, _ = _product(earlier.product, earlier.zet)
        return content | {
            f"{pad}/ToewijzingNummer": earlier.nummer,
            f"{pad}/Product": product,
            f"{pad}/Begindatum": begin,
            f"{pad}/ToewijzingIngangsdatum": _day(earlier.zet.van),
            f"{pad}/StatusAanlevering": status,
        }

    def _antwoord(self, zet: Zet, asked: tuple[Zet, str, int]) -> Gebouwd:
        verzoek, referentie, _ = asked
        content = self._envelope(verzoek.gemeente, verzoek.aanbieder)
        content |= {"Antwoord/ReferentieAanbieder": referentie, "Antwoord/VerzoekAntwoord": "1" if zet.ja else "2"}
        content |= {"Antwoord/RedenAfwijzingVerzoek": "2" if zet.ja else None}
        return "afwijzing" if zet.ja else "onderzoek", jw319(content), lambda: None


def _day(van: int) -> date:
    return FIRST_DAY + timedelta(van)


def _periode(zet: Zet, plek: int) -> tuple[date, date | None]:
    """A second product begins when the first has ended, so that they never overlap."""
    duration = zet.duur if plek == 1 or zet.duur is None else zet.duur + 5
    van = _day(zet.van + (0 if plek == 1 else 1 + (zet.duur or 0)))
    return van, None if duration is None else van + timedelta(duration)


def _product(number: int, zet: Zet) -> tuple[dict[str, str], tuple[str, str] | None, int]:
    if number == len(PRODUCTEN):
        return TAAKGERICHT if zet.aanbieder == A else PRODUCTEN[0]
    return PRODUCTEN[number]


def _care(pad: str, zet: Zet, number: int) -> dict[str, Any]:
    product, omvang, volume = _product(number, zet)
    if omvang is None:
        return {f"{pad}/Product": product, f"{pad}/Omvang": None}
    eenheid, frequentie = omvang
    return {
        f"{pad}/Product": product,
        f"{pad}/Omvang": {"Volume": volume * zet.keer, "Eenheid": eenheid, "Frequentie": frequentie},
    }


def _toegewezen(pad: str, one: Geleverd, van: date, tot: date | None, zet: Zet) -> dict[str, Any]:
    return {
        f"{pad}/ToewijzingNummer": one.nummer,
        f"{pad}/Toewijzingstijd": time(9, one.versie % 60),
        f"{pad}/Ingangsdatum": van,
        f"{pad}/Einddatum": tot,
        **_care(pad, msgspec.structs.replace(zet, aanbieder=one.zet.aanbieder), one.product),
    }
