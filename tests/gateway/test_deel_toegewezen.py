# SPDX-License-Identifier: EUPL-1.2
"""A reference that a version of a toewijzing carried is remembered, whatever later versions carry (TR379)."""

from datetime import date

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.projections import opslag
from bouwers import AANBIEDER, GEMEENTE, Met, jw301, jw317
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen
from revisions import revision

P = "Client/ToegewezenProducten/ToegewezenProduct"
W = "Client/Verzoek"


def versie(nummer: int, dag: str, wijzigingen: Met) -> Met:
    return {
        "Header/BerichtIdentificatie": {"Identificatie": f"T{nummer}", "Dagtekening": dag},
        f"{P}[1]/Toewijzingsdatum": dag,
        **wijzigingen,
    }


async def test_a_reference_that_comes_back_after_a_version_without_it_is_refused(instellingen: Instellingen) -> None:
    wijzigt = {"ToewijzingNummer": 1, "GewensteIngangsdatum": "2026-04-01", "Einddatum": "2027-03-31"}
    omvang = {"Omvang": {"Volume": 4, "Eenheid": "04", "Frequentie": "4"}}
    verzoek = jw317(
        {
            f"{W}/OngewijzigdeProducten": None,
            f"{W}/NieuweProducten": None,
            f"{W}/TeWijzigenProducten": {"TeWijzigenProduct": [{**wijzigt, **omvang}]},
        }
    )
    op_vow = {f"{P}[1]/ReferentieAanbieder": "VOW1"}
    async with gateway_met_register(instellingen, StaandeKlok(date(2026, 6, 1))) as gateway:

        async def codes(wijzigingen: Met) -> list[str]:
            bon = await ontvangen(gateway, jw301(wijzigingen), GEMEENTE)
            return [een.code for een in bon.bevindingen if een.code.startswith("TR")]

        assert await codes({}) == []
        assert (await ontvangen(gateway, verzoek, AANBIEDER)).bevindingen == ()
        assert await codes(versie(2, "2026-04-20", {**op_vow, f"{P}[1]/Einddatum": "2027-03-31"})) == []
        assert await codes(versie(3, "2026-04-22", {f"{P}[1]/Einddatum": "2027-02-28"})) == []
        assert await codes(versie(4, "2026-04-24", {**op_vow, f"{P}[1]/Einddatum": "2027-01-31"})) == ["TR379"]
        assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())
        await _vul_opnieuw(gateway.database, gateway.regio)


async def _vul_opnieuw(database: Database, regio: str) -> None:
    """The statements of the migration, on rows from before it."""
    async with database.transactie() as conn:
        voor = await opslag.alle_versies(Grootboek(conn, regio))
        await conn.execute("delete from wijzigingsdeel where regio = $1 and is_toegewezen", regio)
        await conn.execute("update wijzigingsdeel set pos_tot = null where regio = $1", regio)
        assert await opslag.alle_versies(Grootboek(conn, regio)) != voor
        for stap in revision("0012_deel_toegewezen")._VUL:
            await conn.execute(stap)
        assert await opslag.alle_versies(Grootboek(conn, regio)) == voor
