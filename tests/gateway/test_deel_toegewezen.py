# SPDX-License-Identifier: EUPL-1.2
"""A reference that a version of a toewijzing carried is remembered, whatever later versions carry (TR379)."""

from datetime import date

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.projections import store
from bouwers import AANBIEDER, GEMEENTE, Met, jw301, jw317
from gatewaybouw import StaandeKlok, gateway_met_register, received
from revisions import revision

P = "Client/ToegewezenProducten/ToegewezenProduct"
W = "Client/Verzoek"


def versie(number: int, day: str, wijzigingen: Met) -> Met:
    return {
        "Header/BerichtIdentificatie": {"Identificatie": f"T{number}", "Dagtekening": day},
        f"{P}[1]/Toewijzingsdatum": day,
        **wijzigingen,
    }


async def test_a_reference_that_comes_back_after_a_version_without_it_is_refused(config: Settings) -> None:
    changes = {"ToewijzingNummer": 1, "GewensteIngangsdatum": "2026-04-01", "Einddatum": "2027-03-31"}
    omvang = {"Omvang": {"Volume": 4, "Eenheid": "04", "Frequentie": "4"}}
    verzoek = jw317(
        {
            f"{W}/OngewijzigdeProducten": None,
            f"{W}/NieuweProducten": None,
            f"{W}/TeWijzigenProducten": {"TeWijzigenProduct": [{**changes, **omvang}]},
        }
    )
    op_vow = {f"{P}[1]/ReferentieAanbieder": "VOW1"}
    async with gateway_met_register(config, StaandeKlok(date(2026, 6, 1))) as gateway:

        async def codes(wijzigingen: Met) -> list[str]:
            receipt = await received(gateway, jw301(wijzigingen), GEMEENTE)
            return [one.code for one in receipt.bevindingen if one.code.startswith("TR")]

        assert await codes({}) == []
        assert (await received(gateway, verzoek, AANBIEDER)).bevindingen == ()
        assert await codes(versie(2, "2026-04-20", {**op_vow, f"{P}[1]/Einddatum": "2027-03-31"})) == []
        assert await codes(versie(3, "2026-04-22", {f"{P}[1]/Einddatum": "2027-02-28"})) == []
        assert await codes(versie(4, "2026-04-24", {**op_vow, f"{P}[1]/Einddatum": "2027-01-31"})) == ["TR379"]
        assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())
        await _vul_opnieuw(gateway.database, gateway.regio)


async def _vul_opnieuw(database: Database, regio: str) -> None:
    """The statements of the migration, on rows from before it."""
    async with database.transaction() as conn:
        before = await store.all_versions(Grootboek(conn, regio))
        await conn.execute("delete from wijzigingsdeel where regio = $1 and is_toegewezen", regio)
        await conn.execute("update wijzigingsdeel set pos_tot = null where regio = $1", regio)
        assert await store.all_versions(Grootboek(conn, regio)) != before
        for step in revision("0012_deel_toegewezen")._VUL:
            await conn.execute(step)
        assert await store.all_versions(Grootboek(conn, regio)) == before
