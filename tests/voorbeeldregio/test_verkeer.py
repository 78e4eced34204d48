# SPDX-License-Identifier: EUPL-1.2
"""A small region lived over real HTTP, on two processes; and at the counter without HTTP for whatever is slow."""

from collections import Counter
from datetime import date
from pathlib import Path

import aiohttp
import pytest

from bellers import beheer
from berichtenverkeer.berichten import JW315, JW317, JW325
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.klok import NEDERLAND
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.ledger import watermerk
from berichtenverkeer.voorbeeldregio.bediening import draaiende_gateway
from berichtenverkeer.voorbeeldregio.inrichting import richt_in
from berichtenverkeer.voorbeeldregio.klok import moment_op, open_klokkenluider
from berichtenverkeer.voorbeeldregio.loket import Bewijs, HttpLoket
from berichtenverkeer.voorbeeldregio.opzet import Opzet
from berichtenverkeer.voorbeeldregio.streek import doorleef, maak_streek
from berichtenverkeer.voorbeeldregio.verkeer import Verkeer
from berichtenverkeer.voorbeeldregio.verslag import Verslag
from berichtenverkeer.voorbeeldregio.zending import Fout, Zending
from dienst import schoon
from voorbeeldregio.gatewayloket import Dagklok, GatewayLoket, Maandklok, geopend
from voorbeeldregio.handtelling import Meelezer

REGIO = "voorbeeldregio"
KLEIN = Opzet(aanbieders=6, jeugdigen=25, dagen=50, in_zorg=0.8, foutkans=0.6, herhaalkans=0.3)


async def test_weeks_over_http_give_every_mistake_its_code_reject_nothing_else_and_show_what_was_declared(
    instellingen: Instellingen, omgeving: dict[str, str], tmp_path: Path
) -> None:
    streek = maak_streek(KLEIN)
    spelers = await richt_in(instellingen, streek.register, KLEIN.begin, KLEIN.einde)
    tokens = {code: speler.token for code, speler in spelers.items()}
    log = tmp_path / "serve.log"
    async with (
        draaiende_gateway(schoon(omgeving) | {"BV_PORT": "0"}, log) as (adres, _),
        aiohttp.ClientSession() as sessie,
        open_klokkenluider(instellingen) as klok,
    ):
        post = Meelezer(HttpLoket(sessie, adres, tokens))
        verslag = await Verkeer(post, klok).draai(streek)
        getoond = Counter[tuple[str, int]]()
        for jaar in (2025, 2026):
            koppen = {"Authorization": f"Bearer {spelers[REGIO].token}"}
            async with sessie.get(f"{adres}/v1/plafonds/{jaar}", headers=koppen) as antwoord:
                for een in (await antwoord.json())["plafonds"]:
                    getoond[een["aanbieder"], jaar] += een["realisatieCents"]
    assert getoond == post.realisatie(streek.register)
    assert {jaar for (_, jaar), cents in getoond.items() if cents} == {2025, 2026}
    geleefd = [een for een in doorleef(maak_streek(KLEIN)) if not een.is_herhaling]
    verwacht = Counter[Fout](fout for een in geleefd for fout in een.fouten)
    assert verslag.afwijkingen == []
    assert verslag.fouten == verwacht
    assert len(verwacht) >= 12
    assert verslag.herhaald > 1
    assert log.read_text() == ""
    assert klok.vandaag == KLEIN.einde


async def test_every_day_of_the_clock_is_in_the_ledger_and_has_its_watermark(
    instellingen: Instellingen, omgeving: dict[str, str], tmp_path: Path, database: Database, regio: str
) -> None:
    opzet = Opzet(aanbieders=6, jeugdigen=8, dagen=20, in_zorg=1.0, foutkans=0.0)
    streek = maak_streek(opzet)
    spelers = await richt_in(instellingen, streek.register, opzet.begin, opzet.einde)
    tokens = {code: speler.token for code, speler in spelers.items()}
    async with (
        draaiende_gateway(schoon(omgeving) | {"BV_PORT": "0"}, tmp_path / "serve.log") as (adres, _),
        aiohttp.ClientSession() as sessie,
        open_klokkenluider(instellingen) as klok,
    ):
        verslag = await Verkeer(HttpLoket(sessie, adres, tokens), klok).draai(streek)
    assert verslag.afwijkingen == []
    async with database.lees() as conn:
        rijen = await conn.fetch("select positie, ontvangen_op from bericht where regio = $1", regio)
        for dag in {rij["ontvangen_op"].astimezone(NEDERLAND).date() for rij in rijen}:
            k = await watermerk.op_moment(Grootboek(conn, regio), moment_op(date.fromordinal(dag.toordinal() + 1)))
            assert {rij["positie"] for rij in rijen if rij["positie"] <= k} == {
                rij["positie"] for rij in rijen if rij["ontvangen_op"].astimezone(NEDERLAND).date() <= dag
            }


@pytest.mark.parametrize("zaad", [1, 2])
async def test_a_year_gives_every_mistake_its_code_and_the_realisatie_that_a_hand_count_of_its_berichten_gives(
    instellingen: Instellingen, zaad: int
) -> None:
    opzet = Opzet(zaad=zaad, aanbieders=40, jeugdigen=60, foutkans=0.4)
    klok = Maandklok(opzet.begin)
    streek = maak_streek(opzet)
    async with geopend(instellingen, streek.register, klok) as gateway:
        klok.gateway = gateway
        post = Meelezer(GatewayLoket(gateway, klok))
        verslag = await Verkeer(post, klok).draai(streek)
        stand = await gateway.plafonds.van_regio(beheer(gateway), None)
        verschillen = await gateway.plafonds.herbereken(beheer(gateway))
        opnieuw = await herbouw(gateway.database, gateway.regio)
    realisatie = Counter[tuple[str, int]]()
    for een in stand.plafonds:
        realisatie[een.aanbieder, een.jaar] += een.realisatie_cents
    assert realisatie == post.realisatie(streek.register)
    assert {jaar for (_, jaar), cents in realisatie.items() if cents} == {2025, 2026}
    assert verschillen == []
    assert set(opnieuw.verschillen.values()) == {0}
    assert verslag.afwijkingen == []
    assert len(verslag.fouten) >= 20
    assert verslag.oordelen["JW301", "goedgekeurd"] > 80


class _Loos:
    """A counter that answers what a test tells it to."""

    def __init__(self, *, goedgekeurd: bool, afwijzing: bool = False) -> None:
        self._oordeel = "goedgekeurd" if goedgekeurd else "afgekeurd"
        self._afwijzing = afwijzing
        self._gevraagd: dict[str, list[str]] = {}
        self.gezien = Counter[str]()

    async def verstuur(self, zending: Zending) -> Bewijs:
        self.gezien[zending.naam] += 1
        if zending.naam in ("JW315", "JW317"):
            self._gevraagd.setdefault(zending.verzender, []).append(_referentie(zending))
        signalen = frozenset({"SIGNAAL-PLAFOND-NEE-PLAFOND"} if self._afwijzing else ())
        return Bewijs(201, self._oordeel, signalen=signalen, ontvangen_op=moment_op(zending.dag), retour="r")

    async def retourcodes(self, zending: Zending, bewijs: Bewijs) -> frozenset[str]:
        raise AssertionError((zending, bewijs))

    async def vreemde_afwijzingen(self, aanbieder: str) -> list[str]:
        return self._gevraagd.pop(aanbieder, []) if self._afwijzing else []

    async def declaratieantwoorden(self, aanbieder: str) -> dict[str, JW325]:
        raise AssertionError(aanbieder)


def _referentie(zending: Zending) -> str:
    if isinstance(zending.bericht, JW317):
        return zending.bericht.client.verzoek.referentie_aanbieder
    assert isinstance(zending.bericht, JW315)
    (product,) = zending.bericht.client.aangevraagde_producten.aangevraagd_product
    return product.referentie_aanbieder


FOUTLOOS = Opzet(aanbieders=30, jeugdigen=120, dagen=200, in_zorg=0.0, foutkans=0.0, herhaalkans=0.0, declareert=False)


@pytest.fixture
def klok() -> Dagklok:
    return Dagklok(FOUTLOOS.begin)


async def test_what_is_rejected_against_expectation_is_listed_and_ends_that_thread(klok: Dagklok) -> None:
    loket = _Loos(goedgekeurd=False)
    verslag = await Verkeer(loket, klok).draai(maak_streek(FOUTLOOS))
    assert len(verslag.afwijkingen) == verslag.aantal == sum(loket.gezien.values())
    assert all("afgekeurd in plaats van goedgekeurd" in regel for regel in verslag.afwijkingen)
    assert loket.gezien["JW307"] == loket.gezien["JW319"] == 0
    assert "afwijkingen." in "\n".join(verslag.regels())


async def test_after_a_no_of_the_gateway_the_gemeente_answers_no_more(klok: Dagklok) -> None:
    loket = _Loos(goedgekeurd=True, afwijzing=True)
    verslag = await Verkeer(loket, klok).draai(maak_streek(FOUTLOOS))
    gevraagd = loket.gezien["JW315"] + loket.gezien["JW317"]
    assert verslag.afgewezen_door_gateway == gevraagd > 20
    assert loket.gezien["JW319"] == 0


def test_a_mistake_with_another_code_than_its_label_is_a_deviation() -> None:
    zending = next(een for een in doorleef(maak_streek(KLEIN)) if een.fout and een.fout.code == "0001")
    assert zending.fout
    goed, anders = Verslag(), Verslag()
    bewijs = Bewijs(201, "afgekeurd", frozenset({zending.fout.regel}), retour="r")
    goed.noteer(zending, bewijs, frozenset({"0001"}))
    anders.noteer(zending, bewijs, frozenset({"0001", "9019"}))
    assert (goed.afwijkingen, goed.fouten.total()) == ([], 1)
    assert (len(anders.afwijkingen), anders.fouten.total()) == (1, 0)
