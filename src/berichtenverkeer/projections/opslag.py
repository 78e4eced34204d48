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
from berichtenverkeer.core.database import Grootboek, Verbinding
from berichtenverkeer.projections import tabellen
from berichtenverkeer.projections.behoefte import Behoefte
from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rijen import Rij, Wijziging
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel


class _Tabel(msgspec.Struct, frozen=True):
    """How a row type is kept: in which table, under which key."""

    rij: type[Rij]
    tabel: sa.Table
    sleutel: tuple[str, ...]
    is_bevestigd: bool = False

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
_PRESTATIE = _Tabel(Prestatie, tabellen.prestatie, ("aanbieder", "referentie", "dubbel_in"))
_BEVESTIGD = tuple(
    _Tabel(een.rij, tabel, een.sleutel, is_bevestigd=True)
    for een, tabel in (
        (_TOEWIJZING, tabellen.toewijzing_bevestigd),
        (_LEVERING, tabellen.levering_bevestigd),
        (_VERZOEK, tabellen.verzoek_bevestigd),
    )
)
_TABELLEN = (_TOEWIJZING, _LEVERING, _VERZOEK, _DEEL, _DECLARATIE, _PRESTATIE, *_BEVESTIGD)

_OPEN = "t.regio = $1 and t.pos_tot is null"
_TOEN = "t.regio = $1 and t.pos_van <= $2 and (t.pos_tot is null or t.pos_tot > $2)"


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
    " and not t.is_verworpen and not (t.is_betwist and t.beantwoord_op is null)"
    " order by t.periode_begin desc limit 1) r"
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
# With the debets that the credits among them take back, and who has the reference that one of them waits for.
_LAAD_IN_DECLARATIE = (
    "with k as (select * from unnest($2::text[], $3::text[]) k (aanbieder, nummer)), d as materialized ("
    f"select r.* from k cross join lateral ({_PRESTATIE.selectie} where {_OPEN}"
    " and t.aanbieder = k.aanbieder and t.declaratie_nummer = k.nummer offset 0) r)"
    " select * from d union select r.* from d cross join lateral"
    f" ({_PRESTATIE.selectie} where {_OPEN} and t.aanbieder = d.aanbieder"
    " and t.referentie = d.vorig_referentie offset 0) r where d.is_credit"
    " union select r.* from d cross join lateral"
    f" ({_PRESTATIE.selectie} where {_OPEN} and t.aanbieder = d.aanbieder"
    " and t.referentie = d.referentie offset 0) r where d.dubbel_in <> ''"
)


_LOS = (
    "select array("
    + (
        " union ".join(
            f"select t.client from {tabel.naam} t where {_TOEN} and t.is_voorlopig"
            for tabel in (_TOEWIJZING, _LEVERING, _VERZOEK)
        )
    )
    + ")"
)


async def laad(grootboek: Grootboek, behoefte: Behoefte, *, hoogstens: int | None = None) -> Stand:
    """The current rows that `behoefte` names, and the requests of its clients. At most one statement per kind.

    Raises TeVeelRijen when one of them brings more rows than `hoogstens`.
    """
    stand = Stand()
    await laad_bij(grootboek, behoefte, stand, hoogstens=hoogstens)
    return stand


async def laad_bij(grootboek: Grootboek, behoefte: Behoefte, stand: Stand, *, hoogstens: int | None = None) -> None:
    """Add the rows that `behoefte` names to a stand in which nothing was folded yet that could touch them."""

    async def haal(rij: Any, sql: str, *kolommen: Any) -> list[Any]:
        rijen = await database.haal(grootboek.conn, sql, grootboek.regio, *kolommen, hoogstens=hoogstens)
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


async def clienten_van_verzoeken(grootboek: Grootboek, verzoeken: Sequence[tuple[str, str, str]]) -> set[bytes]:
    """For whom these (gemeente, aanbieder, ReferentieAanbieder) were asked, as far as they are there."""
    rijen = await grootboek.fetch(
        "select r.client from unnest($2::text[], $3::text[], $4::text[]) k (gemeente, aanbieder, referentie)"
        f" cross join lateral ({_VERZOEK.selectie} where {_OPEN} and t.aanbieder = k.aanbieder"
        " and t.referentie = k.referentie and t.gemeente = k.gemeente offset 0) r",
        *zip(*verzoeken, strict=True),
    )
    return {rij["client"] for rij in rijen}


async def laad_lagen(grootboek: Grootboek, behoefte: Behoefte, stand: Stand, *, hoogstens: int | None = None) -> None:
    """Add whole clients with what is confirmed beneath it, and what their numbers and references are of.

    In one number of statements, whether there is anything or not: how long it takes tells nobody who is known here.
    Raises TeVeelRijen.
    """

    async def haal(rij: Any, sql: str, *kolommen: Any) -> list[Any]:
        return [
            rij(*een)
            for een in await database.haal(grootboek.conn, sql, grootboek.regio, *kolommen, hoogstens=hoogstens)
        ]

    clienten = sorted(behoefte.clienten)
    nummers, referenties = (_kolommen(een) or ((), ()) for een in (behoefte.toewijzingen, behoefte.verzoeken))
    verzoeken = await haal(Verzoek, _LAAD_VERZOEKEN, clienten, *referenties)
    wijzigingen = {(rij.aanbieder, rij.referentie) for rij in verzoeken if rij.is_wijziging}
    stand.voeg_toe(verzoeken)
    for rij, sql, kolommen in (
        (Toewijzing, _LAAD_TOEWIJZINGEN, (clienten, *nummers)),
        (Levering, _LAAD_LEVERINGEN, (clienten,)),
        (Wijzigingsdeel, _LAAD_DELEN, tuple(_kolommen(wijzigingen) or ((), ()))),
    ):
        stand.voeg_toe(await haal(rij, sql, *kolommen))
    await laad_bevestigd(grootboek, clienten, stand)


async def laad_bevestigd(grootboek: Grootboek, clienten: Iterable[bytes], stand: Stand) -> None:
    """Add what is confirmed of these clients beneath what is voorlopig: three statements."""
    for tabel in _BEVESTIGD:
        rijen: list[Any] = [tabel.rij(*rij) for rij in await grootboek.fetch(_per_client(tabel), sorted(clienten))]
        stand.ken_bevestigd(rijen)


def _kolommen(sleutels: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return list(zip(*sorted(sleutels), strict=True))


async def laad_op(grootboek: Grootboek, k: int) -> Stand:
    """The whole state of a region as known at ledger position `k`, what is voorlopig included."""
    rijen: list[Rij] = []
    for tabel in _TABELLEN:
        if tabel.is_bevestigd:
            continue
        rijen += [tabel.rij(*rij) for rij in await grootboek.fetch(f"{tabel.selectie} where {_TOEN}", k)]
    return Stand(rijen)


async def lagen_op(grootboek: Grootboek, k: int) -> tuple[Stand, Stand]:
    """Of the clients with anything voorlopig at ledger position `k`: what was confirmed then, and all that counted.

    With the prestaties on their toewijzingen. Both are empty, after one statement, where nothing was voorlopig.
    """
    los = await grootboek.fetchval(_LOS, k)
    totaal, bevestigd = Stand(), Stand()
    if not los:
        return bevestigd, totaal

    async def haal(tabel: _Tabel, waar: str, *argumenten: Any) -> list[Any]:
        rijen = await grootboek.fetch(f"{tabel.selectie} where {_TOEN} and {waar}", k, *argumenten)
        return [tabel.rij(*rij) for rij in rijen]

    for tabel in (_TOEWIJZING, _LEVERING, _VERZOEK):
        totaal.voeg_toe(rijen := await haal(tabel, "t.client = any($3::bytea[])", los))
        bevestigd.voeg_toe(rij for rij in rijen if not rij.is_voorlopig)
    for tabel in _BEVESTIGD:
        bevestigd.voeg_toe(await haal(tabel, "t.client = any($3::bytea[])", los))
    alle = totaal.rijen()
    verzoeken = _kolommen({(rij.aanbieder, rij.referentie) for rij in alle if isinstance(rij, Verzoek)}) or ((), ())
    nummers = _kolommen({(rij.gemeente, rij.nummer) for rij in alle if isinstance(rij, Toewijzing)}) or ((), ())
    delen = await haal(
        _DEEL, "(t.aanbieder, t.referentie) in (select * from unnest($3::text[], $4::text[]))", *verzoeken
    )
    op_toewijzing = "(t.gemeente, t.toewijzing_nummer) in (select * from unnest($3::text[], $4::bigint[]))"
    prestaties = await haal(_PRESTATIE, op_toewijzing, *nummers)
    for stand in (totaal, bevestigd):
        stand.voeg_toe([*delen, *prestaties])
    return bevestigd, totaal


async def bewaar(grootboek: Grootboek, wijzigingen: Sequence[Wijziging]) -> None:
    """Write what folding changed: close the rows that ceased to be true, add each version with its positions.

    At most two statements per table that changed.
    """
    for tabel in _TABELLEN:
        van_tabel = (een for een in wijzigingen if een.is_bevestigd == tabel.is_bevestigd)
        eigen = [wijziging for wijziging in van_tabel if isinstance(wijziging.rij, tabel.rij)]
        if eigen:
            await _bewaar(grootboek, tabel, eigen)


async def _bewaar(grootboek: Grootboek, tabel: _Tabel, wijzigingen: Sequence[Wijziging]) -> None:
    per_sleutel: dict[tuple[Any, ...], list[Wijziging]] = {}
    for wijziging in wijzigingen:
        per_sleutel.setdefault(_sleutel(tabel, wijziging.rij), []).append(wijziging)
    gesloten = [(*sleutel, reeks[0].positie) for sleutel, reeks in per_sleutel.items() if reeks[0].oud is not None]
    if gesloten:
        await grootboek.execute(_sluit(tabel), *zip(*gesloten, strict=True))
    # A row that changed twice at one position was never true in between.
    nieuw = [
        (*msgspec.structs.astuple(een.nieuw), een.positie, volgende.positie if volgende else None)
        for reeks in per_sleutel.values()
        for een, volgende in zip(reeks, [*reeks[1:], None], strict=True)
        if een.nieuw is not None and (volgende is None or volgende.positie > een.positie)
    ]
    if nieuw:
        await grootboek.execute(_voeg_toe(tabel), *zip(*nieuw, strict=True))


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


async def open_verzoeken(grootboek: Grootboek) -> tuple[int, date | None]:
    """How many requests are neither granted nor rejected, and when the oldest of them was received."""
    aantal, sinds = await grootboek.fetchrow(
        "select count(*), min(ontvangen_op) from verzoek"
        " where regio = $1 and pos_tot is null and afgewezen_op is null and toegewezen_op is null",
    )
    return aantal, sinds


async def te_herbouwen(conn: Verbinding) -> list[str]:
    """The regions of which a migration changed what their gebeurtenissen add up to, since their state was built."""
    return [rij["regio"] for rij in await conn.fetch("select regio from te_herbouwen order by regio")]


async def is_herbouwd(grootboek: Grootboek) -> None:
    """The state was built anew."""
    await grootboek.execute("delete from te_herbouwen where regio = $1")


async def wis(grootboek: Grootboek) -> None:
    """Forget all state of a region, before it is rebuilt."""
    for tabel in _TABELLEN:
        await grootboek.execute(f"delete from {tabel.naam} where regio = $1")


async def alle_versies(grootboek: Grootboek) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a region with its positions, by table, in a fixed order: to compare with a rebuild."""
    resultaat: dict[str, list[tuple[Any, ...]]] = {}
    for tabel in _TABELLEN:
        kolommen = ", ".join((*tabel.kolommen, "pos_van", "pos_tot"))
        orde = ", ".join((*tabel.sleutel, "pos_van"))
        rijen: Iterable[Any] = await grootboek.fetch(
            f"select {kolommen} from {tabel.naam} where regio = $1 order by {orde}"
        )
        resultaat[tabel.naam] = [tuple(rij) for rij in rijen]
    return resultaat
