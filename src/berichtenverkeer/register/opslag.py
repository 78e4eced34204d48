# SPDX-License-Identifier: EUPL-1.2
"""The register in and out of the database: the difference of a load in two statements, a snapshot in two queries."""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.register.declaratie import Rij
from berichtenverkeer.register.inhoud import Inhoud
from berichtenverkeer.register.rijen import TABELLEN
from berichtenverkeer.register.stand import RegisterStand


class Laadresultaat(msgspec.Struct, frozen=True):
    """How many rows began and ended with a load, and the SHA-256 of its whole content (not of the difference)."""

    nieuw: int
    vervallen: int
    sha256: bytes

    @property
    def is_gelijk(self) -> bool:
        """Whether the register already said all this, so that nothing was written."""
        return not self.nieuw and not self.vervallen


Opslagrij = tuple[str, str, date, date | None, str]
"""tabel, sleutel, geldig_van, geldig_tot, the other attributes as JSON."""

_encoder = msgspec.json.Encoder(order="deterministic")

_INHOUD = """
with inhoud as materialized (
  select tabel, sleutel, geldig_van, geldig_tot, waarde::jsonb as waarde
  from unnest($2::text[], $3::text[], $4::date[], $5::date[], $6::text[])
    as i (tabel, sleutel, geldig_van, geldig_tot, waarde)
)"""

_ZELFDE = """
  i.tabel = r.tabel and i.sleutel = r.sleutel and i.geldig_van = r.geldig_van
  and i.geldig_tot is not distinct from r.geldig_tot and i.waarde = r.waarde"""

_VERVALT = f"r.regio = $1 and r.pos_tot is null and not exists (select from inhoud i where {_ZELFDE})"

_IS_NIEUW = f"""
  not exists (select from register_rij r where r.regio = $1 and r.pos_tot is null and {_ZELFDE})"""

_VERGELIJK = f"""{_INHOUD}
select (select count(*) from inhoud i where {_IS_NIEUW}) as nieuw,
       (select count(*) from register_rij r where {_VERVALT}) as vervallen"""

_SLUIT = f"{_INHOUD} update register_rij r set pos_tot = $7 where {_VERVALT}"

_VOEG_TOE = f"""{_INHOUD}
insert into register_rij (regio, tabel, sleutel, geldig_van, geldig_tot, waarde, pos_van)
select $1, tabel, sleutel, geldig_van, geldig_tot, waarde, $7 from inhoud i where {_IS_NIEUW}"""


_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {
    naam: msgspec.json.Decoder(list[tabel.rij])  # type: ignore[name-defined]  # the type is a value of the declaration
    for naam, tabel in TABELLEN.items()
}

_LEES = """
select tabel,
  jsonb_agg(waarde || jsonb_build_object('geldig_van', geldig_van, 'geldig_tot', geldig_tot)
            order by sleutel collate "C", geldig_van)::text as rijen
from register_rij
where regio = $1 and case when $2::bigint is null then pos_tot is null
                          else pos_van <= $2 and (pos_tot is null or pos_tot > $2) end
group by tabel"""


async def laad(conn: Verbinding, regio: str, inhoud: Inhoud, positie: int) -> Laadresultaat:
    """Make `inhoud` what is known from ledger position `positie` on; the transaction, in which no other load may run, is the caller's.

    Content that is already known writes nothing. `positie` must lie after every earlier load.
    """
    rijen = list(opslagrijen(inhoud))
    kolommen = [[rij[kolom] for rij in rijen] for kolom in range(5)]
    telling = await conn.fetchrow(_VERGELIJK, regio, *kolommen)
    resultaat = Laadresultaat(telling["nieuw"], telling["vervallen"], _sha256(rijen))
    if resultaat.is_gelijk:
        return resultaat
    assert positie > await versie(conn, regio), "loads follow the ledger"
    await conn.execute(_SLUIT, regio, *kolommen, positie)
    await conn.execute(_VOEG_TOE, regio, *kolommen, positie)
    await conn.execute("insert into registerversie values ($1, $2, $3)", regio, positie, resultaat.sha256)
    return resultaat


async def versie(conn: Verbinding, regio: str, k: int | None = None) -> int:
    """The ledger position of the last load (at or before `k`); 0 when there is none."""
    vraag = "select coalesce(max(positie), 0) from registerversie where regio = $1 and positie <= coalesce($2, positie)"
    positie: int = await conn.fetchval(vraag, regio, k)
    return positie


async def lees_stand(conn: Verbinding, regio: str, k: int | None = None) -> RegisterStand:
    """The register as known now, or at ledger position `k`. Two statements.

    Without `k` they run in the caller's transaction or apart: a load in between gives newer rows than `versie` says,
    so who keeps a stand compares `versie` with it and reads again.
    """
    positie = await versie(conn, regio, k)
    gevonden = await conn.fetch(_LEES, regio, k)
    return RegisterStand({naam: _DECODERS[naam].decode(rijen) for naam, rijen in gevonden}, positie)


def opslagrijen(inhoud: Inhoud) -> Iterator[Opslagrij]:
    """The rows as they are kept."""
    for naam in sorted(inhoud.rijen):
        tabel = TABELLEN[naam]
        for rij in inhoud.rijen[naam]:
            yield naam, tabel.sleutel_van(rij), rij.geldig_van, rij.geldig_tot, _waarde(rij)


def _waarde(rij: Rij) -> str:
    velden = msgspec.structs.asdict(rij)
    del velden["geldig_van"], velden["geldig_tot"]
    return _encoder.encode(velden).decode()


def _sha256(rijen: list[Opslagrij]) -> bytes:
    """Of the rows in order, so that spaces and the order of lines in the files do not count."""
    som = hashlib.sha256()
    for rij in rijen:
        som.update(_encoder.encode(rij) + b"\n")
    return som.digest()
