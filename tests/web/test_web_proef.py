# SPDX-License-Identifier: EUPL-1.2
"""What is only tried leaves nothing: no row, no number, and it says what the real one will hear."""

import asyncio
import io

from berichtenverkeer.berichten import Bericht, write
from bouwers import grote_jw323, jw301, jw305, jw307, jw315, with_
from web.desk import AANBIEDER, GEMEENTE, XML, Desk


async def position(desk: Desk) -> int:
    """The last ledger position that was drawn; a token takes one as well, so they are all made first."""
    for who in (AANBIEDER, GEMEENTE):
        await desk.token(who)
    async with desk.gateway.database.lees() as conn:
        last: int = await conn.fetchval("select coalesce(pg_sequence_last_value('ledger_positie'), 0)")
        return last


async def tables(desk: Desk) -> list[int]:
    """How many rows there are."""
    return [await desk.count(table) for table in ("bericht", "gebeurtenis", "weigering", "wachtend", "toewijzing")]


def without(proof: dict[str, object]) -> dict[str, object]:
    """What a proef and the real one share."""
    return {name: value for name, value in proof.items() if name not in ("id", "retour", "proef", "ontvangenOp")}


async def test_trying_draws_no_position_and_says_what_the_real_one_hears(desk: Desk) -> None:
    fault = with_(jw315(), "Client/Bsn", "999900007")
    for bericht, who in (
        (jw301(), GEMEENTE),
        (jw305(), AANBIEDER),
        (jw305(), AANBIEDER),
        (jw307(), AANBIEDER),
        (fault, AANBIEDER),
    ):
        before, rows = await position(desk), await tables(desk)
        proeven = [await desk.send(bericht, who, "/v1/berichten?proef=ja") for _ in range(2)]
        nagekeken = await desk.send(bericht, who, "/v1/validaties?historie=ja")
        assert {antwoord.status for antwoord in (*proeven, nagekeken)} == {200}
        assert (await position(desk), await tables(desk)) == (before, rows)
        echt = await desk.send(bericht, who)
        assert [without(proef.json) for proef in proeven] == [without(echt.json)] * 2
        (bestand,) = nagekeken.json["bestanden"]
        assert bestand["bevindingen"] == echt.json["bevindingen"]


async def test_what_is_large_or_refused_draws_none_either(desk: Desk) -> None:
    large = write(grote_jw323(700))
    before = await position(desk)
    for data in (large, b"<kapot", write(with_(jw305(), "Header/Ontvanger", "0014"))):
        for pad in ("/v1/berichten?proef=ja", "/v1/validaties?historie=ja"):
            assert (await desk.vraag("POST", pad, AANBIEDER, data=io.BytesIO(data), headers=XML)).status in (200, 400)
    assert await position(desk) == before


async def test_many_try_at_once_beside_real_ones(desk: Desk) -> None:
    """Nobody waits for the positions of who only tries, and no real bericht gets one of those."""

    async def stuur(bericht: Bericht, pad: str) -> int:
        return (await desk.send(bericht, GEMEENTE, pad)).status

    before = await position(desk)
    proeven = [stuur(jw301(), "/v1/berichten?proef=ja") for _ in range(20)]
    assert sorted(await asyncio.gather(*proeven, stuur(jw301(), "/v1/berichten"))) == [200] * 20 + [201]
    assert before < await position(desk) < before + 1000
    listing = (await desk.vraag("GET", "/v1/berichten", GEMEENTE)).json["berichten"]
    na = await position(desk)
    assert all(before < row["positie"] <= na for row in listing)
