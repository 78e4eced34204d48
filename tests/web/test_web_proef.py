# SPDX-License-Identifier: EUPL-1.2
"""What is only tried leaves nothing: no row, no number, and it says what the real one will hear."""

import asyncio
import io

from berichtenverkeer.berichten import Bericht, write
from bouwers import grote_jw323, jw301, jw305, jw307, jw315, met
from web.loket import AANBIEDER, GEMEENTE, XML, Loket


async def positie(loket: Loket) -> int:
    """The last ledger position that was drawn; a token takes one as well, so they are all made first."""
    for wie in (AANBIEDER, GEMEENTE):
        await loket.token(wie)
    async with loket.gateway.database.lees() as conn:
        laatste: int = await conn.fetchval("select coalesce(pg_sequence_last_value('ledger_positie'), 0)")
        return laatste


async def tabellen(loket: Loket) -> list[int]:
    """How many rows there are."""
    return [await loket.aantal(tabel) for tabel in ("bericht", "gebeurtenis", "weigering", "postvak", "toewijzing")]


def zonder(bewijs: dict[str, object]) -> dict[str, object]:
    """What a proef and the real one share."""
    return {naam: waarde for naam, waarde in bewijs.items() if naam not in ("id", "retour", "proef", "ontvangenOp")}


async def test_trying_draws_no_position_and_says_what_the_real_one_hears(loket: Loket) -> None:
    fout = met(jw315(), "Client/Bsn", "999900007")
    for bericht, wie in (
        (jw301(), GEMEENTE),
        (jw305(), AANBIEDER),
        (jw305(), AANBIEDER),
        (jw307(), AANBIEDER),
        (fout, AANBIEDER),
    ):
        voor, rijen = await positie(loket), await tabellen(loket)
        proeven = [await loket.stuur(bericht, wie, "/v1/berichten?proef=ja") for _ in range(2)]
        nagekeken = await loket.stuur(bericht, wie, "/v1/validaties?historie=ja")
        assert {antwoord.status for antwoord in (*proeven, nagekeken)} == {200}
        assert (await positie(loket), await tabellen(loket)) == (voor, rijen)
        echt = await loket.stuur(bericht, wie)
        assert [zonder(proef.json) for proef in proeven] == [zonder(echt.json)] * 2
        (bestand,) = nagekeken.json["bestanden"]
        assert bestand["bevindingen"] == echt.json["bevindingen"]


async def test_what_is_large_or_refused_draws_none_either(loket: Loket) -> None:
    groot = write(grote_jw323(700))
    voor = await positie(loket)
    for data in (groot, b"<kapot", write(met(jw305(), "Header/Ontvanger", "0014"))):
        for pad in ("/v1/berichten?proef=ja", "/v1/validaties?historie=ja"):
            assert (await loket.vraag("POST", pad, AANBIEDER, data=io.BytesIO(data), headers=XML)).status in (200, 400)
    assert await positie(loket) == voor


async def test_many_try_at_once_beside_real_ones(loket: Loket) -> None:
    """Nobody waits for the positions of who only tries, and no real bericht gets one of those."""

    async def stuur(bericht: Bericht, pad: str) -> int:
        return (await loket.stuur(bericht, GEMEENTE, pad)).status

    voor = await positie(loket)
    proeven = [stuur(jw301(), "/v1/berichten?proef=ja") for _ in range(20)]
    assert sorted(await asyncio.gather(*proeven, stuur(jw301(), "/v1/berichten"))) == [200] * 20 + [201]
    assert voor < await positie(loket) < voor + 1000
    lijst = (await loket.vraag("GET", "/v1/berichten", GEMEENTE)).json["berichten"]
    na = await positie(loket)
    assert all(voor < rij["positie"] <= na for rij in lijst)
