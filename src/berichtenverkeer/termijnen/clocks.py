# SPDX-License-Identifier: EUPL-1.2
"""The clocks themselves, a page at a time: what cannot wait, then the oldest deadline first."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.termijnen.geldklokken import money_clocks
from berichtenverkeer.termijnen.kinds import TERMIJNEN, Kind
from berichtenverkeer.termijnen.kloksleutel import Kloksleutel, key_of
from berichtenverkeer.termijnen.origin import Origin, origin
from berichtenverkeer.termijnen.question import configure, values

CLIENT_CHARACTERS = 10
"""Hexadecimal digits of a pseudonym that a list shows: enough to tell clients apart in it."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Which clocks. `partij` owes, `wederpartij` is owed; `zijde` is either of them, for who may see only its own.

    Skip the first `na` of them, answer at most `limiet`.
    """

    soorten: Sequence[Kind] = tuple(Kind)
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

    `sleutel` is `<berichtsoort>/<Identificatie>`, `verzoek/<ReferentieAanbieder>`,
    `levering/<ToewijzingNummer>/<categorie>/<code>/<Begindatum>`, `tenzij/<id>`, `verrekening/<id>` or
    `signaal/<jaar>/<perceel>/<segment>/<position>`. `bericht` is the one that it hangs on, `draad` the
    key of the thread that it is in; of money there is `tenzij`, `verrekening`, or the plafond: `jaar`, `perceel` or
    `segment`, of the aanbieder that is `wederpartij`. `werkdagen` is how long it took, or has taken.
    """

    soort: Kind
    partij: str
    wederpartij: str
    sleutel: str
    bericht: UUID | None
    draad: str | None
    tenzij: UUID | None
    verrekening: UUID | None
    jaar: int | None
    perceel: str | None
    segment: str | None
    client: str | None
    regels: tuple[str, ...]
    termijn: str
    is_signaal: bool
    van: date
    deadline: date
    voldaan_op: date | None
    werkdagen: int
    werkdagen_te_laat: int


class Page(msgspec.Struct, frozen=True):
    """`volgende` is the `na` of the next page; None on the last one."""

    klokken: list[Termijnklok]
    volgende: int | None


_CLOCKS = query("termijnen", "klokken")


async def clocks(grootboek: Grootboek, k: int, op: date, question: Question) -> Page:
    """The clocks as known at K, on the day `op`, which is not before that of K. Asked again it is the same, for ever.

    `conn` is in a transaction that may read whole tables (`read(snapshot=True)`).
    """
    if not question.soorten:
        return Page([], None)
    money = await money_clocks(grootboek, k, question.soorten, question.zijde or question.wederpartij)
    await configure(grootboek.conn)
    rows = await grootboek.conn.fetch(
        _CLOCKS,
        *values(grootboek.regio, k, op, question.soorten, money, alleen_open=question.is_open is True),
        question.partij,
        question.wederpartij,
        question.zijde,
        question.is_open,
        question.is_te_laat,
        question.deadline_van,
        question.deadline_tot,
        question.limiet + 1,
        question.na,
    )
    shown = rows[: question.limiet]
    hangs_on = await origin(grootboek, k, shown)
    return Page(
        klokken=[_clock(row, one) for row, one in zip(shown, hangs_on, strict=True)],
        volgende=question.na + question.limiet if len(rows) > question.limiet else None,
    )


def _clock(row: Mapping[str, Any], hangs_on: Origin) -> Termijnklok:
    fields = {name: value for name, value in row.items() if name not in Kloksleutel.__struct_fields__}
    client = fields.pop("client")
    soort = Kind(fields.pop("soort"))
    termijn = TERMIJNEN[soort]
    return Termijnklok(
        soort=soort,
        regels=termijn.regels,
        termijn=fields.pop("termijn") or termijn.tekst,
        sleutel=str(key_of(row)),
        is_signaal=termijn.is_signaal,
        werkdagen_te_laat=fields.pop("te_laat"),
        bericht=hangs_on[0],
        draad=hangs_on[1],
        tenzij=row["tenzij_id"],
        verrekening=row["uitvraag_id"],
        jaar=row["jaar"],
        perceel=row["perceel"] or None,
        segment=row["segment"] or None,
        client=client.hex()[:CLIENT_CHARACTERS] if client is not None else None,
        **fields,
    )
