# SPDX-License-Identifier: EUPL-1.2
"""The clocks themselves, a page at a time, the oldest deadline first."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.termijnen.herkomst import Herkomst, herkomst
from berichtenverkeer.termijnen.soorten import TERMIJNEN, Soort
from berichtenverkeer.termijnen.vraag import stel_in, waarden

CLIENT_TEKENS = 10
"""Hexadecimal digits of a pseudonym that a list shows: enough to tell clients apart in it."""


class Vraag(msgspec.Struct, frozen=True, kw_only=True):
    """Which clocks. `partij` owes, `wederpartij` is owed; `zijde` is either of them, for who may see only its own.

    Skip the first `na` of them, answer at most `limiet`.
    """

    soorten: Sequence[Soort] = tuple(Soort)
    partij: str | None = None
    wederpartij: str | None = None
    zijde: str | None = None
    is_open: bool | None = None
    is_te_laat: bool | None = None
    deadline_van: date | None = None
    deadline_tot: date | None = None
    na: int = 0
    limiet: int = 50


class Termijnklok(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One obligation (or signaal). `van` is the day its term counts from, `deadline` the last day in time.

    `sleutel` is `<berichtsoort>/<Identificatie>`, `verzoek/<ReferentieAanbieder>` or
    `levering/<ToewijzingNummer>/<categorie>/<code>/<Begindatum>`. `bericht` is the one that it hangs on, `draad` the
    key of the thread that it is in. `werkdagen` is how long it took, or has taken.
    """

    soort: Soort
    partij: str
    wederpartij: str
    sleutel: str
    bericht: UUID | None
    draad: str | None
    client: str | None
    regels: tuple[str, ...]
    termijn: str
    is_signaal: bool
    van: date
    deadline: date
    voldaan_op: date | None
    werkdagen: int
    werkdagen_te_laat: int


class Bladzijde(msgspec.Struct, frozen=True):
    """`volgende` is the `na` of the next page; None on the last one."""

    klokken: list[Termijnklok]
    volgende: int | None


_KLOKKEN = query("termijnen", "klokken")


async def klokken(grootboek: Grootboek, k: int, op: date, vraag: Vraag) -> Bladzijde:
    """The clocks as known at K, on the day `op`, which is not before that of K. Asked again it is the same, for ever.

    `conn` is in a transaction that may read whole tables (`lees(momentopname=True)`).
    """
    if not vraag.soorten:
        return Bladzijde([], None)
    await stel_in(grootboek.conn)
    rijen = await grootboek.conn.fetch(
        _KLOKKEN,
        *waarden(grootboek.regio, k, op, vraag.soorten, alleen_open=vraag.is_open is True),
        vraag.partij,
        vraag.wederpartij,
        vraag.zijde,
        vraag.is_open,
        vraag.is_te_laat,
        vraag.deadline_van,
        vraag.deadline_tot,
        vraag.limiet + 1,
        vraag.na,
    )
    getoond = rijen[: vraag.limiet]
    hangt_aan = await herkomst(grootboek, k, getoond)
    return Bladzijde(
        klokken=[_klok(rij, een) for rij, een in zip(getoond, hangt_aan, strict=True)],
        volgende=vraag.na + vraag.limiet if len(rijen) > vraag.limiet else None,
    )


def _klok(rij: Mapping[str, Any], hangt_aan: Herkomst) -> Termijnklok:
    velden = dict(rij)
    client = velden.pop("client")
    soort = Soort(velden.pop("soort"))
    termijn = TERMIJNEN[soort]
    return Termijnklok(
        soort=soort,
        regels=termijn.regels,
        termijn=termijn.tekst,
        is_signaal=termijn.is_signaal,
        werkdagen_te_laat=velden.pop("te_laat"),
        bericht=hangt_aan[0],
        draad=hangt_aan[1],
        client=client.hex()[:CLIENT_TEKENS] if client is not None else None,
        **velden,
    )
