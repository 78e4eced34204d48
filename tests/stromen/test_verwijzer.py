# SPDX-License-Identifier: EUPL-1.2
"""Verwijzer of a levering: that of the request which its toewijzing goes back to, for ever (definitions.md 2)."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import permutations
from typing import Any

import pytest

from bellers import beheer
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.rapportages import Vraagstelling
from berichtenverkeer.ledger.gebeurtenissen.zorg import ToewijzingVastgesteld
from berichtenverkeer.projections import opslag
from berichtenverkeer.projections.rijen import Rij
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.register.stand import lees_stand
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.stromen.bewegingen import bewegingen
from berichtenverkeer.stromen.stroomrapport import stroomrapport
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw315, jw317, met
from gateway.test_zelf import FOUT
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, ontvangen
from revisions import revision
from stromen.streek import LANDELIJK, bewoon, client, lees_levens, levering, opdracht, toewijzing, verzoek, zet
from stromen.test_rapportages import REGISTER

TOEGEWEZEN = "Client/ToegewezenProducten/ToegewezenProduct"


def versie(dag: int, referentie: str | None = None, einddatum: date | None = None, uur: int = 9) -> Any:
    """A version of toewijzing 1, decided on a day of January."""
    return ToewijzingVastgesteld(
        client=client("an"),
        aanbieder="99000101",
        gemeente="0855",
        nummer=1,
        toewijzingsdatum=date(2026, 1, dag),
        toewijzingstijd=time(uur),
        ingangsdatum=date(2026, 1, 1),
        einddatum=einddatum,
        referentie_aanbieder=referentie,
        ontvangen_op=date(2026, 2, 1),
    )


def gevouwen(feiten: Sequence[Any]) -> Any:
    stand = Stand()
    for positie, feit in enumerate(feiten, 1):
        stand.vouw(positie, feit)
    return stand.toewijzing("0855", 1)


def test_whatever_the_order_of_arrival_the_earliest_version_with_a_reference_says_it() -> None:
    eigen, verkort = versie(1), versie(5, einddatum=date(2026, 3, 1))
    versies = [eigen, versie(2, "VOT"), verkort, versie(6, "VOW", date(2026, 4, 1))]
    for volgorde in permutations(versies):
        rij = gevouwen(volgorde)
        assert (rij.eerste_referentie, rij.referentie_aanbieder, rij.einddatum) == ("VOT", "VOW", date(2026, 4, 1))


def test_of_two_versions_of_one_moment_the_later_recorded_holds_unless_it_says_nothing() -> None:
    assert gevouwen([versie(2, "A"), versie(2, "B")]).eerste_referentie == "B"
    assert gevouwen([versie(2, "A"), versie(2)]).eerste_referentie == "A"
    assert gevouwen([versie(2, "A", uur=10), versie(2, "B", uur=9)]).eerste_referentie == "B"


async def verwijzers(database: Database, regio: str, k: int = 100) -> dict[str, dict[str, int]]:
    """Of the first quarter of 2026, by plek."""
    waarover = opdracht(regio, "2026-Q1", k=k)
    async with database.lees(momentopname=True) as conn:
        (periode,) = await stroomrapport(conn, waarover, await lees_stand(Grootboek(conn, regio), k))
    return {een.plek: een.verwijzers for een in (periode.regio, *periode.plekken) if een.verwijzers}


async def test_each_plek_that_one_enters_on_one_day_has_its_own_verwijzer(database: Database, regio: str) -> None:
    rijen: list[Rij] = [
        *lees_levens("an:1 4 2026-01-05\nan:2 2 2026-01-05\nan:3 1 2026-01-05"),
        *(
            toewijzing("an", nummer, plek, date(2026, 1, 1), referentie_aanbieder=f"R{nummer}")
            for nummer, plek in ((1, "4"), (2, "2"), (3, "1"))
        ),
        verzoek("an", "R1", date(2026, 1, 1), verwijzer="03"),
        verzoek("an", "R2", date(2026, 1, 1), "2", verwijzer="02"),
    ]
    await bewoon(database, regio, rijen)
    assert await verwijzers(database, regio) == {
        "regio": {"02": 1},
        "4": {"03": 1},
        "2": {"02": 1},
        "1": {"onbekend": 1},
    }
    async with database.lees(momentopname=True) as conn:
        gevonden = await bewegingen(conn, opdracht(regio, "2026-Q1"))
    assert {(een.plek, een.verwijzer) for een in gevonden} == {("4", "03"), ("2", "02"), ("1", None)}


async def test_care_that_is_not_counted_refers_nobody(database: Database, regio: str) -> None:
    rijen: list[Rij] = [
        levering("an", "4", date(2026, 1, 5), toewijzing_nummer=1),
        levering("an", "4", date(2026, 1, 5), toewijzing_nummer=2, aanbieder=LANDELIJK),
        toewijzing("an", 1, "4", date(2026, 1, 1)),
        toewijzing("an", 2, "4", date(2026, 1, 1), aanbieder=LANDELIJK, referentie_aanbieder="R2"),
        verzoek("an", "R2", date(2026, 1, 1), aanbieder=LANDELIJK),
    ]
    await bewoon(database, regio, rijen)
    assert await verwijzers(database, regio) == {"regio": {"onbekend": 1}, "4": {"onbekend": 1}}


async def test_a_request_that_comes_after_what_grants_it_is_known_from_then_on(database: Database, regio: str) -> None:
    rijen: list[Rij] = [
        *lees_levens("an:1 4 2026-01-05"),
        toewijzing("an", 1, "4", date(2026, 1, 1), referentie_aanbieder="R1"),
    ]
    await bewoon(database, regio, rijen)
    async with database.transactie() as conn:
        await zet(conn, regio, [verzoek("an", "R1", date(2026, 1, 1))], 200)
    assert (await verwijzers(database, regio, 199))["regio"] == {"onbekend": 1}
    assert (await verwijzers(database, regio, 200))["regio"] == {"02": 1}


def gedagtekend(bericht: Any, dag: date, nummer: str) -> Any:
    kop = "Header/BerichtIdentificatie"
    return met(met(bericht, f"{kop}/Dagtekening", dag), f"{kop}/Identificatie", nummer)


def vervolgversie(referentie: str | None, einddatum: str, dag: str, reden: str) -> Any:
    return jw301(
        {
            f"{TOEGEWEZEN}/Toewijzingsdatum": dag,
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


@pytest.mark.parametrize("wat", VERVOLG)
async def test_a_later_version_wipes_no_verwijzer_nor_does_a_rebuild_or_an_older_k(
    instellingen: Instellingen, wat: str
) -> None:
    klok = StaandeKlok(date(2026, 1, 1))
    async with gateway_met_register(instellingen, klok, **REGISTER) as gateway:
        begin = [
            (jw315(), AANBIEDER),
            (jw301({f"{TOEGEWEZEN}/ReferentieAanbieder": "VOT1"}), GEMEENTE),
            (jw305(), AANBIEDER),
        ]
        dag = date(2026, 5, 2)
        peilen = []
        for nummer, (bericht, wie) in enumerate(begin + VERVOLG[wat]):
            klok.zet(dag + timedelta(nummer * 8))
            bon = await ontvangen(gateway, gedagtekend(bericht, dag + timedelta(nummer * 8), f"B{nummer}"), wie)
            assert bon.oordeel == "goedgekeurd", bon.bevindingen
            rapport = await gateway.rapportages.stromen(beheer(gateway), Vraagstelling(perioden="2026-04"))
            peilen.append(rapport.verantwoording)
        for peil in peilen[2:]:
            vraag = Vraagstelling(perioden="2026-04", k=peil.k, dag_k=peil.dag_k)
            (april,) = (await gateway.rapportages.stromen(beheer(gateway), vraag)).perioden
            assert april.regio.verwijzers == {"02": 1}
        assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())


async def test_a_reference_that_its_receiver_undoes_refers_nobody_and_an_existing_database_is_carried_over(
    instellingen: Instellingen,
) -> None:
    partijen = [
        Partij(soort="gemeente", code=GEMEENTE, naam="G", geldig_van=BEGIN),
        Partij(soort="aanbieder", code=AANBIEDER, naam="Zelf", retour="zelf", geldig_van=BEGIN),
    ]
    klok = StaandeKlok(date(2026, 6, 1))
    async with gateway_met_register(instellingen, klok, **(REGISTER | {"partijen": partijen})) as gateway:

        async def vaststelling(bericht: Any, *, goed: bool) -> None:
            await ontvangen(gateway, bericht, GEMEENTE)
            await ontvangen(gateway, retourbericht(bericht, [] if goed else [FOUT], "R", date(2026, 6, 1)), AANBIEDER)

        await ontvangen(gateway, jw315(), AANBIEDER)
        eerste = jw301({f"{TOEGEWEZEN}/ReferentieAanbieder": "VOT1"})
        await vaststelling(eerste, goed=False)
        assert await _eerste(gateway.database, gateway.regio) == []
        await vaststelling(gedagtekend(jw301(), date(2026, 6, 1), "B2"), goed=True)
        assert await _eerste(gateway.database, gateway.regio) == [None]
        opnieuw = gedagtekend(met(eerste, f"{TOEGEWEZEN}/Toewijzingsdatum", "2026-04-02"), date(2026, 6, 1), "B3")
        await vaststelling(opnieuw, goed=True)
        kort = gedagtekend(vervolgversie(None, "2026-10-31", "2026-05-01", "02"), date(2026, 6, 1), "B4")
        await vaststelling(kort, goed=True)
        assert await _eerste(gateway.database, gateway.regio) == ["VOT1"]
        assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())
        await _vul_opnieuw(gateway.database, gateway.regio)


async def _eerste(database: Database, regio: str) -> list[str | None]:
    async with database.lees() as conn:
        rijen = (await opslag.laad_op(Grootboek(conn, regio), 2**62)).rijen()
    return [rij.eerste_referentie for rij in rijen if hasattr(rij, "eerste_referentie")]


async def _vul_opnieuw(database: Database, regio: str) -> None:
    """The statement of the migration, on rows from before it."""
    async with database.transactie() as conn:
        voor = await opslag.alle_versies(Grootboek(conn, regio))
        leeg = "eerste_referentie = null, eerste_referentie_datum = null, eerste_referentie_tijd = null"
        await conn.execute(f"update toewijzing set {leeg} where regio = $1", regio)
        assert await opslag.alle_versies(Grootboek(conn, regio)) != voor
        await conn.execute(revision("0009_eerste_referentie")._VUL)
        assert await opslag.alle_versies(Grootboek(conn, regio)) == voor
