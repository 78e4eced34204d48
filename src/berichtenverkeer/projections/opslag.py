# SPDX-License-Identifier: EUPL-1.2
"""State in and out of the database: a fixed number of set-based statements, however many rows.

Every statement is built once, from the fields of the row type: the columns of a table are those fields, between
`regio` and the ledger positions.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from berichtenverkeer.core import database
from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.projections import tabellen
from berichtenverkeer.projections.behoefte import Behoefte
from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.stand import Rij, Stand, Wijziging
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel


class _Tabel(msgspec.Struct, frozen=True):
    """How a row type is kept: in which table, under which key."""

    rij: type[Rij]
    tabel: sa.Table
    sleutel: tuple[str, ...]

    @property
    def naam(self) -> str:
        return self.tabel.name

    @property
    def kolommen(self) -> tuple[str, ...]:
        return self.rij.__struct_fields__

    @property
    def selectie(self) -> str:
        return "select " + ", ".join(f"t.{kolom}" for kolom in self.kolommen) + f" from {self.naam} t"

    def unnest(self, kolommen: Sequence[str], vanaf: int) -> str:
        """`$2::TEXT[], $3::BIGINT[]` for these columns, numbered from `vanaf`."""
        types = (self.tabel.c[kolom].type.compile(dialect=_DIALECT) for kolom in kolommen)
        return ", ".join(f"${nummer}::{soort}[]" for nummer, soort in enumerate(types, vanaf))


_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy types it not

_TOEWIJZING = _Tabel(Toewijzing, tabellen.toewijzing, ("gemeente", "nummer"))
_LEVERING = _Tabel(Levering, tabellen.levering, ("client", "sleutel"))
_VERZOEK = _Tabel(Verzoek, tabellen.verzoek, ("aanbieder", "referentie"))
_DEEL = _Tabel(Wijzigingsdeel, tabellen.wijzigingsdeel, ("aanbieder", "referentie", "volgnr"))
_DECLARATIE = _Tabel(Declaratie, tabellen.declaratie, ("aanbieder", "nummer"))
_PRESTATIE = _Tabel(Prestatie, tabellen.prestatie, ("aanbieder", "referentie"))
_TABELLEN = (_TOEWIJZING, _LEVERING, _VERZOEK, _DEEL, _DECLARATIE, _PRESTATIE)

_OPEN = "t.regio = $1 and t.pos_tot is null"


def _per_client(tabel: _Tabel) -> str:
    """The rows of clients ($2)."""
    return (
        "select r.* from unnest($2::bytea[]) k (client) cross join lateral"
        f" ({tabel.selectie} where {_OPEN} and t.client = k.client offset 0) r"
    )


# `offset 0` keeps the order of the loop: for each key an index lookup, whatever the planner believes of a young table.
_LAAD_TOEWIJZINGEN = (
    f"{_per_client(_TOEWIJZING)} union"
    " select r.* from unnest($3::text[], $4::bigint[]) k (gemeente, nummer) cross join lateral"
    f" ({_TOEWIJZING.selectie} where {_OPEN} and t.gemeente = k.gemeente and t.nummer = k.nummer offset 0) r"
)
_LAAD_LEVERINGEN = _per_client(_LEVERING)
_LAAD_VERZOEKEN = (
    f"{_per_client(_VERZOEK)} union"
    " select r.* from unnest($3::text[], $4::text[]) k (aanbieder, referentie) cross join lateral"
    f" ({_VERZOEK.selectie} where {_OPEN} and t.aanbieder = k.aanbieder and t.referentie = k.referentie offset 0) r"
)


_LAAD_DELEN = (
    "select r.* from unnest($2::text[], $3::text[]) k (aanbieder, referentie) cross join lateral"
    f" ({_DEEL.selectie} where {_OPEN} and t.aanbieder = k.aanbieder and t.referentie = k.referentie offset 0) r"
)
_LAAD_DECLARATIES = (
    "select r.* from unnest($2::text[], $3::text[]) k (aanbieder, nummer) cross join lateral"
    f" ({_DECLARATIE.selectie} where {_OPEN} and t.aanbieder = k.aanbieder and t.nummer = k.nummer offset 0) r"
)
_LAAD_REEKSEN = (
    "select r.* from unnest($2::text[], $3::text[]) k (aanbieder, gemeente) cross join lateral"
    f" ({_DECLARATIE.selectie} where {_OPEN} and t.aanbieder = k.aanbieder and t.gemeente = k.gemeente"
    " and not t.is_verworpen order by t.periode_begin desc limit 1) r"
)
_LAAD_MET_IDENTIFICATIE = (
    "select r.* from unnest($2::text[], $3::text[], $4::text[]) k (aanbieder, gemeente, identificatie)"
    f" cross join lateral ({_DECLARATIE.selectie} where {_OPEN} and t.aanbieder = k.aanbieder"
    " and t.gemeente = k.gemeente and t.identificatie = k.identificatie offset 0) r"
)
_LAAD_PRESTATIES = (
    "select r.* from unnest($2::text[], $3::text[]) k (aanbieder, referentie) cross join lateral"
    f" ({_PRESTATIE.selectie} where {_OPEN} and t.aanbieder = k.aanbieder and t.referentie = k.referentie offset 0) r"
)
_LAAD_OP_TOEWIJZING = (
    "select r.* from unnest($2::text[], $3::bigint[]) k (gemeente, nummer) cross join lateral"
    f" ({_PRESTATIE.selectie} where {_OPEN} and t.gemeente = k.gemeente and t.toewijzing_nummer = k.nummer offset 0) r"
)
# With the debets that the credits among them take back.
_LAAD_IN_DECLARATIE = (
    "with k as (select * from unnest($2::text[], $3::text[]) k (aanbieder, nummer)), d as materialized ("
    f"select r.* from k cross join lateral ({_PRESTATIE.selectie} where {_OPEN}"
    " and t.aanbieder = k.aanbieder and t.declaratie_nummer = k.nummer offset 0) r)"
    " select * from d union select r.* from d cross join lateral"
    f" ({_PRESTATIE.selectie} where {_OPEN} and t.aanbieder = d.aanbieder"
    " and t.referentie = d.vorig_referentie offset 0) r where d.is_credit"
)


async def laad(conn: Verbinding, regio: str, behoefte: Behoefte, *, hoogstens: int | None = None) -> Stand:
    """The current rows that `behoefte` names, and the requests of its clients. At most one statement per kind.

    Raises TeVeelRijen when one of them brings more rows than `hoogstens`.
    """
    stand = Stand()
    await laad_bij(conn, regio, behoefte, stand, hoogstens=hoogstens)
    return stand


async def laad_bij(
    conn: Verbinding, regio: str, behoefte: Behoefte, stand: Stand, *, hoogstens: int | None = None
) -> None:
    """Add the rows that `behoefte` names to a stand in which nothing was folded yet that could touch them."""

    async def haal(rij: Any, sql: str, *kolommen: Any) -> list[Any]:
        rijen = await database.haal(conn, sql, regio, *kolommen, hoogstens=hoogstens)
        gevonden = [rij(*een) for een in rijen]
        stand.voeg_toe(gevonden)
        return gevonden

    clienten, levend = sorted(behoefte.clienten), sorted(behoefte.clienten | behoefte.levend)
    if behoefte.pakketten or behoefte.toewijzingen:
        gemeenten, nummers = _kolommen(behoefte.toewijzingen) or ((), ())
        await haal(Toewijzing, _LAAD_TOEWIJZINGEN, sorted(behoefte.pakketten), gemeenten, nummers)
    if levend:
        await haal(Levering, _LAAD_LEVERINGEN, levend)
    if clienten or behoefte.verzoeken:
        aanbieders, referenties = _kolommen(behoefte.verzoeken) or ((), ())
        verzoeken = await haal(Verzoek, _LAAD_VERZOEKEN, clienten, aanbieders, referenties)
        # Whatever was found, so that how long it takes says nothing of a request that is another's.
        wijzigingen = {(rij.aanbieder, rij.referentie) for rij in verzoeken if rij.is_wijziging}
        await haal(Wijzigingsdeel, _LAAD_DELEN, *(_kolommen(wijzigingen) or ((), ())))
    if behoefte.declaraties:
        await haal(Declaratie, _LAAD_DECLARATIES, *_kolommen(behoefte.declaraties))
    if behoefte.reeksen:
        await haal(Declaratie, _LAAD_REEKSEN, *_kolommen(behoefte.reeksen))
    if behoefte.identificaties:
        gevonden = await haal(Declaratie, _LAAD_MET_IDENTIFICATIE, *_kolommen(behoefte.identificaties))
        eigen = {(rij.aanbieder, rij.nummer) for rij in gevonden}
        behoefte = msgspec.structs.replace(behoefte, inhouden=behoefte.inhouden | eigen)
    if behoefte.prestaties:
        await haal(Prestatie, _LAAD_PRESTATIES, *_kolommen(behoefte.prestaties))
    if behoefte.op_toewijzing:
        await haal(Prestatie, _LAAD_OP_TOEWIJZING, *_kolommen(behoefte.op_toewijzing))
    if behoefte.inhouden:
        await haal(Prestatie, _LAAD_IN_DECLARATIE, *_kolommen(behoefte.inhouden))


def _kolommen(sleutels: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return list(zip(*sorted(sleutels), strict=True))


async def laad_op(conn: Verbinding, regio: str, k: int) -> Stand:
    """The whole state of a region as known at ledger position `k`."""
    rijen: list[Rij] = []
    for tabel in _TABELLEN:
        toen = " where t.regio = $1 and t.pos_van <= $2 and (t.pos_tot is null or t.pos_tot > $2)"
        rijen += [tabel.rij(*rij) for rij in await conn.fetch(tabel.selectie + toen, regio, k)]
    return Stand(rijen)


async def bewaar(conn: Verbinding, regio: str, wijzigingen: Sequence[Wijziging]) -> None:
    """Write what folding changed: close the rows that ceased to be true, add each version with its positions.

    At most two statements per table that changed.
    """
    for tabel in _TABELLEN:
        eigen = [wijziging for wijziging in wijzigingen if isinstance(wijziging.rij, tabel.rij)]
        if eigen:
            await _bewaar(conn, regio, tabel, eigen)


async def _bewaar(conn: Verbinding, regio: str, tabel: _Tabel, wijzigingen: Sequence[Wijziging]) -> None:
    per_sleutel: dict[tuple[Any, ...], list[Wijziging]] = {}
    for wijziging in wijzigingen:
        per_sleutel.setdefault(_sleutel(tabel, wijziging.rij), []).append(wijziging)
    gesloten = [(*sleutel, reeks[0].positie) for sleutel, reeks in per_sleutel.items() if reeks[0].oud is not None]
    if gesloten:
        await conn.execute(_sluit(tabel), regio, *zip(*gesloten, strict=True))
    # A row that changed twice at one position was never true in between.
    nieuw = [
        (*msgspec.structs.astuple(een.nieuw), een.positie, volgende.positie if volgende else None)
        for reeks in per_sleutel.values()
        for een, volgende in zip(reeks, [*reeks[1:], None], strict=True)
        if een.nieuw is not None and (volgende is None or volgende.positie > een.positie)
    ]
    if nieuw:
        await conn.execute(_voeg_toe(tabel), regio, *zip(*nieuw, strict=True))


def _sleutel(tabel: _Tabel, rij: Rij) -> tuple[Any, ...]:
    return tuple(getattr(rij, kolom) for kolom in tabel.sleutel)


@cache
def _sluit(tabel: _Tabel) -> str:
    kolommen = (*tabel.sleutel, "pos_van")
    gelijk = " and ".join(f"t.{kolom} = k.{kolom}" for kolom in tabel.sleutel)
    return (
        f"update {tabel.naam} t set pos_tot = k.pos_van"
        f" from unnest({tabel.unnest(kolommen, 2)}) k ({', '.join(kolommen)})"
        f" where {_OPEN} and {gelijk}"
    )


@cache
def _voeg_toe(tabel: _Tabel) -> str:
    kolommen = (*tabel.kolommen, "pos_van", "pos_tot")
    return (
        f"insert into {tabel.naam} (regio, {', '.join(kolommen)}) select $1, * from unnest({tabel.unnest(kolommen, 2)})"
    )


async def open_verzoeken(conn: Verbinding, regio: str) -> tuple[int, date | None]:
    """How many requests are neither granted nor rejected, and when the oldest of them was received."""
    aantal, sinds = await conn.fetchrow(
        "select count(*), min(ontvangen_op) from verzoek"
        " where regio = $1 and pos_tot is null and afgewezen_op is null and toegewezen_op is null",
        regio,
    )
    return aantal, sinds


async def sluit_af(conn: Verbinding) -> None:
    """Let nobody else write state until the transaction ends."""
    for tabel in _TABELLEN:
        await conn.execute(f"lock table {tabel.naam} in share row exclusive mode")


async def wis(conn: Verbinding, regio: str) -> None:
    """Forget all state of a region, before it is rebuilt."""
    for tabel in _TABELLEN:
        await conn.execute(f"delete from {tabel.naam} where regio = $1", regio)


async def alle_versies(conn: Verbinding, regio: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a region with its positions, by table, in a fixed order: to compare with a rebuild."""
    resultaat: dict[str, list[tuple[Any, ...]]] = {}
    for tabel in _TABELLEN:
        kolommen = ", ".join((*tabel.kolommen, "pos_van", "pos_tot"))
        orde = ", ".join((*tabel.sleutel, "pos_van"))
        rijen: Iterable[Any] = await conn.fetch(
            f"select {kolommen} from {tabel.naam} where regio = $1 order by {orde}", regio
        )
        resultaat[tabel.naam] = [tuple(rij) for rij in rijen]
    return resultaat
