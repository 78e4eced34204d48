# SPDX-License-Identifier: EUPL-1.2
"""Verwijzer of a levering: that of the request which its toewijzing goes back to, for ever (definitions.md 2)."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import permutations
from typing import Any

import pytest

from bellers import administration
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.ledger.gebeurtenissen.care import ToewijzingVastgesteld
from berichtenverkeer.projections import store
from berichtenverkeer.projections.rows import Row
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.register.stand import read_stand
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw315, jw317, with_
from gateway.test_zelf import FAULT
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received
from revisions import revision
from stromen.district import LANDELIJK, bewoon, client, levering, order, read_lives, toewijzing, verzoek, zet
from stromen.postgres.bewegingen import bewegingen
from stromen.postgres.stroomrapport import stroomrapport
from stromen.reports import Inquiry, reports_of
from stromen.test_reports import REGISTER

TOEGEWEZEN = "Client/ToegewezenProducten/ToegewezenProduct"


def versie(day: int, referentie: str | None = None, einddatum: date | None = None, hour: int = 9) -> Any:
    """A version of toewijzing 1, decided on a day of January."""
    return ToewijzingVastgesteld(
        client=client("an"),
        aanbieder="99000101",
        gemeente="0855",
        nummer=1,
        toewijzingsdatum=date(2026, 1, day),
        toewijzingstijd=time(hour),
        ingangsdatum=date(2026, 1, 1),
        einddatum=einddatum,
        referentie_aanbieder=referentie,
        ontvangen_op=date(2026, 2, 1),
    )


def gevouwen(gebeurtenissen: Sequence[Any]) -> Any:
    stand = Stand()
    for position, gebeurtenis in enumerate(gebeurtenissen, 1):
        stand.fold(position, gebeurtenis)
    return stand.toewijzing("0855", 1)


def test_whatever_the_order_of_arrival_the_earliest_version_with_a_reference_says_it() -> None:
    own, verkort = versie(1), versie(5, einddatum=date(2026, 3, 1))
    versions = [own, versie(2, "VOT"), verkort, versie(6, "VOW", date(2026, 4, 1))]
    for volgorde in permutations(versions):
        row = gevouwen(volgorde)
        assert (row.eerste_referentie, row.referentie_aanbieder, row.einddatum) == ("VOT", "VOW", date(2026, 4, 1))


def test_of_two_versions_of_one_moment_the_later_recorded_holds_unless_it_says_nothing() -> None:
    assert gevouwen([versie(2, "A"), versie(2, "B")]).eerste_referentie == "B"
    assert gevouwen([versie(2, "A"), versie(2)]).eerste_referentie == "A"
    assert gevouwen([versie(2, "A", hour=10), versie(2, "B", hour=9)]).eerste_referentie == "B"


async def verwijzers(database: Database, regio: str, k: int = 100) -> dict[str, dict[str, int]]:
    """Of the first quarter of 2026, by plek."""
    what_about = order(regio, "2026-Q1", k=k)
    async with database.lees(snapshot=True) as conn:
        (periode,) = await stroomrapport(conn, what_about, await read_stand(Grootboek(conn, regio), k))
    return {one.plek: one.verwijzers for one in (periode.regio, *periode.plekken) if one.verwijzers}


async def test_each_plek_that_one_enters_on_one_day_has_its_own_verwijzer(database: Database, regio: str) -> None:
    rows: list[Row] = [
        *read_lives("an:1 4 2026-01-05\nan:2 2 2026-01-05\nan:3 1 2026-01-05"),
        *(
            toewijzing("an", number, plek, date(2026, 1, 1), referentie_aanbieder=f"R{number}")
            for number, plek in ((1, "4"), (2, "2"), (3, "1"))
        ),
        verzoek("an", "R1", date(2026, 1, 1), verwijzer="03"),
        verzoek("an", "R2", date(2026, 1, 1), "2", verwijzer="02"),
    ]
    await bewoon(database, regio, rows)
    assert await verwijzers(database, regio) == {
        "regio": {"02": 1},
        "4": {"03": 1},
        "2": {"02": 1},
        "1": {"onbekend": 1},
    }
    async with database.lees(snapshot=True) as conn:
        found = await bewegingen(conn, order(regio, "2026-Q1"))
    assert {(one.plek, one.verwijzer) for one in found} == {("4", "03"), ("2", "02"), ("1", None)}


async def test_care_that_is_not_counted_refers_nobody(database: Database, regio: str) -> None:
    rows: list[Row] = [
        levering("an", "4", date(2026, 1, 5), toewijzing_nummer=1),
        levering("an", "4", date(2026, 1, 5), toewijzing_nummer=2, aanbieder=LANDELIJK),
        toewijzing("an", 1, "4", date(2026, 1, 1)),
        toewijzing("an", 2, "4", date(2026, 1, 1), aanbieder=LANDELIJK, referentie_aanbieder="R2"),
        verzoek("an", "R2", date(2026, 1, 1), aanbieder=LANDELIJK),
    ]
    await bewoon(database, regio, rows)
    assert await verwijzers(database, regio) == {"regio": {"onbekend": 1}, "4": {"onbekend": 1}}


async def test_a_request_that_comes_after_what_grants_it_is_known_from_then_on(database: Database, regio: str) -> None:
    rows: list[Row] = [
        *read_lives("an:1 4 2026-01-05"),
        toewijzing("an", 1, "4", date(2026, 1, 1), referentie_aanbieder="R1"),
    ]
    await bewoon(database, regio, rows)
    async with database.transaction() as conn:
        await zet(conn, regio, [verzoek("an", "R1", date(2026, 1, 1))], 200)
    assert (await verwijzers(database, regio, 199))["regio"] == {"onbekend": 1}
    assert (await verwijzers(database, regio, 200))["regio"] == {"02": 1}


def gedagtekend(bericht: Any, day: date, number: str) -> Any:
    envelope = "Header/BerichtIdentificatie"
    return with_(with_(bericht, f"{envelope}/Dagtekening", day), f"{envelope}/Identificatie", number)


def vervolgversie(referentie: str | None, einddatum: str, day: str, reden: str) -> Any:
    return jw301(
        {
            f"{TOEGEWEZEN}/Toewijzingsdatum": day,
            f"{TOEGEWEZEN}/ReferentieAanbieder": referentie,
            f"{TOEGEWEZEN}/Einddatum": einddatum,
            f"{TOEGEWEZEN}/RedenWijziging": reden,
        }
    )


VERVOLG = {
    "a shortening": [(vervolgversie(None, "2026-10-31", "2026-05-01", "02"), GEMEENTE)],
    "a JW317 that is granted": [
        (
            jw317(
                {
                    "Client/Verzoek/OngewijzigdeProducten": None,
                    "Client/Verzoek/NieuweProducten": None,
                    "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct/ToewijzingNummer": 1,
                    "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct/GewensteIngangsdatum": "2026-04-01",
                }
            ),
            AANBIEDER,
        ),
        (vervolgversie("VOW1", "2027-01-31", "2026-05-02", "02"), GEMEENTE),
    ],
}


@pytest.mark.parametrize("what", VERVOLG)
async def test_a_later_version_wipes_no_verwijzer_nor_does_a_rebuild_or_an_older_k(config: Settings, what: str) -> None:
    clock = StaandeKlok(date(2026, 1, 1))
    async with gateway_met_register(config, clock, **REGISTER) as gateway:
        begin = [
            (jw315(), AANBIEDER),
            (jw301({f"{TOEGEWEZEN}/ReferentieAanbieder": "VOT1"}), GEMEENTE),
            (jw305(), AANBIEDER),
        ]
        day = date(2026, 5, 2)
        peilen = []
        for number, (bericht, who) in enumerate(begin + VERVOLG[what]):
            clock.zet(day + timedelta(number * 8))
            receipt = await received(gateway, gedagtekend(bericht, day + timedelta(number * 8), f"B{number}"), who)
            assert receipt.oordeel == "goedgekeurd", receipt.bevindingen
            report = await reports_of(gateway).stromen(administration(gateway), Inquiry(perioden="2026-04"))
            peilen.append(report.verantwoording)
        for peil in peilen[2:]:
            question = Inquiry(perioden="2026-04", k=peil.k, dag_k=peil.dag_k)
            (april,) = (await reports_of(gateway).stromen(administration(gateway), question)).perioden
            assert april.regio.verwijzers == {"02": 1}
        assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())


async def test_a_reference_that_its_receiver_undoes_refers_nobody_and_an_existing_database_is_carried_over(
    config: Settings,
) -> None:
    partijen = [
        Partij(soort="gemeente", code=GEMEENTE, naam="G", geldig_van=BEGIN),
        Partij(soort="aanbieder", code=AANBIEDER, naam="Zelf", retour="zelf", geldig_van=BEGIN),
    ]
    clock = StaandeKlok(date(2026, 6, 1))
    async with gateway_met_register(config, clock, **(REGISTER | {"partijen": partijen})) as gateway:

        async def vaststelling(bericht: Any, *, good: bool) -> None:
            await received(gateway, bericht, GEMEENTE)
            await received(gateway, retourbericht(bericht, [] if good else [FAULT], "R", date(2026, 6, 1)), AANBIEDER)

        await received(gateway, jw315(), AANBIEDER)
        first = jw301({f"{TOEGEWEZEN}/ReferentieAanbieder": "VOT1"})
        await vaststelling(first, good=False)
        assert await _first(gateway.database, gateway.regio) == []
        await vaststelling(gedagtekend(jw301(), date(2026, 6, 1), "B2"), good=True)
        assert await _first(gateway.database, gateway.regio) == [None]
        again = gedagtekend(with_(first, f"{TOEGEWEZEN}/Toewijzingsdatum", "2026-04-02"), date(2026, 6, 1), "B3")
        await vaststelling(again, good=True)
        short = gedagtekend(vervolgversie(None, "2026-10-31", "2026-05-01", "02"), date(2026, 6, 1), "B4")
        await vaststelling(short, good=True)
        assert await _first(gateway.database, gateway.regio) == ["VOT1"]
        assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())
        await _vul_opnieuw(gateway.database, gateway.regio)


async def _first(database: Database, regio: str) -> list[str | None]:
    async with database.lees() as conn:
        rows = (await store.load_at(Grootboek(conn, regio), 2**62)).rijen()
    return [row.eerste_referentie for row in rows if hasattr(row, "eerste_referentie")]


async def _vul_opnieuw(database: Database, regio: str) -> None:
    """The statement of the migration, on rows from before it."""
    async with database.transaction() as conn:
        before = await store.all_versions(Grootboek(conn, regio))
        empty = "eerste_referentie = null, eerste_referentie_datum = null, eerste_referentie_tijd = null"
        await conn.execute(f"update toewijzing set {empty} where regio = $1", regio)
        assert await store.all_versions(Grootboek(conn, regio)) != before
        await conn.execute(revision("0009_eerste_referentie")._VUL)
        assert await store.all_versions(Grootboek(conn, regio)) == before
