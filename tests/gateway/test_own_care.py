# SPDX-License-Identifier: EUPL-1.2
"""What somebody without software can make a bericht of: also what ended, and was not stopped or not started."""

from datetime import date, timedelta

from bellers import as_
from berichtenverkeer.core.clock import day
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.composing import start
from berichtenverkeer.gateway.declaring import Credit, Month, declaratie_texts
from berichtenverkeer.gateway.own_care import LATE
from berichtenverkeer.projections.declaraties import Prestatie
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307
from gatewaybouw import StaandeKlok, gateway_met_register, received


async def test_care_that_was_not_stopped_is_listed_after_its_toewijzing_ended(config: Settings) -> None:
    clock = StaandeKlok()
    async with gateway_met_register(config, clock) as gateway:

        async def listed() -> list[int]:
            page = await gateway.own_care.listing(as_(gateway, AANBIEDER))
            return [one.toewijzing.nummer for one in page.care]

        receipt = await received(gateway, jw301(), GEMEENTE)
        assert receipt.oordeel == "goedgekeurd", receipt.bevindingen
        async with gateway.database.lees() as conn:
            ends = await conn.fetchval("select einddatum from toewijzing where regio = $1", gateway.regio)
        assert await listed() == [1]
        clock.zet(ends + LATE + timedelta(days=1))
        assert await listed() == [], "so long after its end nobody tells a start by hand"
        clock.moment -= timedelta(days=1)
        (care,) = (await gateway.own_care.listing(as_(gateway, AANBIEDER))).care
        begin = start(care, "S1", day(clock())).offered["Client/StartProducten/StartProduct[1]/Begindatum"]
        assert begin == care.toewijzing.ingangsdatum.isoformat(), "ended, and never started: within its days"
        clock.moment += timedelta(days=1)
        await received(gateway, jw305(), AANBIEDER)
        assert await listed() == [1], "never stopped, however long ago it ended"
        await received(gateway, jw307(), AANBIEDER)
        assert await listed() == []


def test_each_prestatie_that_is_taken_back_has_a_reference_of_its_own() -> None:
    """Two of one toewijzing in one month, as software may declare them by the week (TR101)."""
    every = [_prestatie(f"R{number}", date(2026, 5, 7 * number)) for number in (1, 2)]
    month = Month([], [Credit(one, None) for one in every], date(2026, 5, 1))
    filled = dict.fromkeys(month.names, "ja")
    texts = declaratie_texts(month.placed(filled), filled, "A1B2C3D4E5", month.period, date(2026, 6, 1))
    assert [text for path, text in texts.items() if path.endswith("/VorigReferentieNummer")] == ["R1", "R2"]
    own = [text for path, text in texts.items() if path.endswith("/ReferentieNummer")]
    assert (len(set(own)), max(map(len, own)) <= 20) == (2, True)
    assert texts["Declaratie/TotaalIngediendBedrag/TotaalBedrag"] == "10000"
    assert texts["Declaratie/TotaalIngediendBedrag/DebetCredit"] == "C"


def _prestatie(referentie: str, op: date) -> Prestatie:
    return Prestatie(
        aanbieder=AANBIEDER,
        referentie=referentie,
        gemeente=GEMEENTE,
        client=b"c",
        declaratie_nummer="D1",
        toewijzing_nummer=1,
        categorie="45",
        code="45A04",
        begindatum=op,
        einddatum=op,
        volume=1,
        eenheid="04",
        tarief_cents=5000,
        bedrag_cents=5000,
        is_credit=False,
        vorig_referentie=None,
        uitslag="goedgekeurd",
    )
