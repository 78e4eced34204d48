# SPDX-License-Identifier: EUPL-1.2
"""Verwijzer of a levering: that of the request which its toewijzing goes back to, for ever (definitions.md 2)."""

from datetime import date, timedelta
from typing import Any

import pytest

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.ledger import watermark
from berichtenverkeer.projections import store
from berichtenverkeer.rapporten.reports.stromen import STROMEN
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw315, jw317, with_
from gateway.test_cijfers_op_k import REGISTER
from gateway.test_zelf import FAULT
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received
from gatewaycijfers import cijfers
from revisions import revision

TOEGEWEZEN = "Client/ToegewezenProducten/ToegewezenProduct"


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
        known = []
        for number, (bericht, who) in enumerate(begin + VERVOLG[what]):
            clock.zet(day + timedelta(number * 8))
            receipt = await received(gateway, gedagtekend(bericht, day + timedelta(number * 8), f"B{number}"), who)
            assert receipt.oordeel == "goedgekeurd", receipt.bevindingen
            async with gateway.database.lees() as conn:
                known.append(await watermark.watermark(Grootboek(conn, gateway.regio)))
        async with cijfers(gateway) as figures:
            for k in (known[2], known[-1]):
                came = figures.ask(STROMEN, "2026-04", k=k).part("verwijzers").rows
                assert [row.cell.keys for row in came if row.values["instroom"]] == [("02",), ("02",)], (
                    "all, and a plek"
                )
        assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())


async def test_a_reference_that_its_receiver_undoes_refers_nobody_and_an_existing_database_is_carried_over(
    origin: Settings,
) -> None:
    """In a database of its own: the statement of the migration goes through all that there is."""
    partijen = [
        Partij(soort="gemeente", code=GEMEENTE, naam="G", geldig_van=BEGIN),
        Partij(soort="aanbieder", code=AANBIEDER, naam="Zelf", retour="zelf", geldig_van=BEGIN),
    ]
    clock = StaandeKlok(date(2026, 6, 1))
    async with gateway_met_register(origin, clock, **(REGISTER | {"partijen": partijen})) as gateway:

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
