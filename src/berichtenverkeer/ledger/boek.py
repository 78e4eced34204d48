# SPDX-License-Identifier: EUPL-1.2
"""Writing to and reading from the ledger: one set-based statement per table per batch, on an asyncpg connection."""

import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.database import Grootboek, Verbinding, haal
from berichtenverkeer.core.errors import KlokOnbetrouwbaar
from berichtenverkeer.core.ids import MAX_POSITIE, lock_key
from berichtenverkeer.core.klok import AFWIJKING, Klok, is_echt
from berichtenverkeer.ledger import gebeurtenissen, watermerk
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.beheer import RegisterGeladen
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtGeweigerd, BerichtOntvangen, BerichtOpgesteld
from berichtenverkeer.ledger.tabellen import OVER_CREDENTIALS
from berichtenverkeer.ledger.veroorzaker import Veroorzaker
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort, Rol

Sleutel = tuple[str, str, str]
"""(verzender, berichtsoort, identificatie): what one bericht of one party is known by."""


class BerichtRij(msgspec.Struct, frozen=True, kw_only=True):
    """One bericht as it is kept; its bytes and their hash are sealed with the data key of `sleutel_maand`.

    `standaard` and `release` (`iJw`, `3.2`) say what `berichtsoort` is of.
    `verzender` handed in the bytes (or is on whose behalf the gateway made them), `bestemming` is the party it is for;
    `afzender` and `ontvanger` are those of the header. `identificatie` of a retourbericht is its IdentificatieRetour.
    `eerste`: the first bericht with its Sleutel; later ones (other bytes) are kept as well. `grootte` in bytes.
    `sleutels` are what it is about, by the keys of the standard (ledger/draden.py).
    What its findings meant for it when it was booked: `is_bezorgd` in the mailbox of `bestemming`, `is_boekbaar` once
    that party approves of it, `is_betwist` when it waits for that party and the gateway found a fault in it.
    """

    regio: str
    id: UUID
    positie: int
    ontvangen_op: datetime
    standaard: str
    release: str
    berichtsoort: str
    afzender: str
    ontvanger: str
    verzender: str
    bestemming: str
    identificatie: str
    dagtekening: date
    sha256_verzegeld: bytes
    grootte: int
    oordeel: Literal["goedgekeurd", "afgekeurd", "voorlopig"]
    bron: Literal["partij", "gateway"]
    eerste: bool
    is_bezorgd: bool
    is_boekbaar: bool
    is_betwist: bool
    client: bytes | None = None
    retour_id: UUID | None = None
    heen_id: UUID | None = None
    bevindingen: tuple[Bevinding, ...] = ()
    sleutels: tuple[str, ...] = ()
    sleutel_maand: date
    inhoud: bytes

    @property
    def sleutel(self) -> Sleutel:
        """What the bericht is known by."""
        return self.verzender, self.berichtsoort, self.identificatie


class GebeurtenisRij(msgspec.Struct, frozen=True, kw_only=True):
    """One gebeurtenis as it is kept; `inhoud` is the JSON of `gebeurtenissen.naar_json`.

    `door_kanaal`, `door_partij` and `door_persoon` say who caused it, as the columns do.
    """

    regio: str
    positie: int
    bericht_id: UUID | None
    soort: str
    versie: int
    client: bytes | None
    aanbieder: str | None
    gemeente: str | None
    geboekt_op: datetime
    inhoud: str
    door_kanaal: str | None
    door_partij: str | None
    door_persoon: str | None


def rij_van(
    gebeurtenis: Gebeurtenis,
    *,
    regio: str,
    positie: int,
    geboekt_op: datetime,
    veroorzaker: Veroorzaker,
    bericht_id: UUID | None = None,
    client: bytes | None = None,
    aanbieder: str | None = None,
    gemeente: str | None = None,
) -> GebeurtenisRij:
    """The row of a gebeurtenis: of what is known of its bericht, the columns that its kind declares."""
    bekend: dict[str, Any] = {"bericht_id": bericht_id, "client": client, "aanbieder": aanbieder, "gemeente": gemeente}
    return GebeurtenisRij(
        regio=regio,
        positie=positie,
        soort=gebeurtenissen.soort(gebeurtenis),
        versie=gebeurtenissen.versie(type(gebeurtenis)),
        geboekt_op=geboekt_op,
        inhoud=gebeurtenissen.naar_json(gebeurtenis),
        door_kanaal=veroorzaker.kanaal,
        door_partij=veroorzaker.partij,
        door_persoon=veroorzaker.persoon,
        **{kolom: waarde if kolom in gebeurtenis.columns else None for kolom, waarde in bekend.items()},
    )


def gebeurtenis_van(rij: BerichtRij, soort: Berichtsoort, veroorzaker: Veroorzaker) -> GebeurtenisRij:
    """What tells of a bericht of this berichtsoort, at its position."""
    kind = BerichtOntvangen if rij.bron == "partij" else BerichtOpgesteld
    is_van_gemeente = soort.afzender is Rol.GEMEENTE
    gemeente, aanbieder = (rij.afzender, rij.ontvanger) if is_van_gemeente else (rij.ontvanger, rij.afzender)
    return rij_van(
        kind(berichtsoort=rij.berichtsoort, oordeel=rij.oordeel),
        regio=rij.regio,
        positie=rij.positie,
        geboekt_op=rij.ontvangen_op,
        veroorzaker=veroorzaker,
        bericht_id=rij.id,
        aanbieder=aanbieder,
        gemeente=gemeente,
    )


class WeigeringRij(msgspec.Struct, frozen=True, kw_only=True):
    """What was refused before it was a bericht: its hash, sealed as that of a bericht is, never its bytes.

    Its position is drawn as it is written.
    """

    regio: str
    id: UUID
    ontvangen_op: datetime
    partij: str | None
    sha256_verzegeld: bytes
    sleutel_maand: date
    grootte: int
    codes: tuple[str, ...]


_VOOR_PROEVEN = 10**14
"""So many positions, at the very end, no real bericht will ever have: they are for what is only tried."""

_KOLOMMEN = ", ".join(BerichtRij.__struct_fields__)
_RESERVEER = "SELECT nextval('ledger_positie') AS p, clock_timestamp() AS nu FROM generate_series(1, $1)"
_SCHRIJF_WEIGERING = f"""
    WITH eerst AS MATERIALIZED ({watermerk.BEGIN}),
    nieuw AS MATERIALIZED (SELECT nextval('ledger_positie') AS positie FROM eerst),
    bewaard AS (
      INSERT INTO weigering ({", ".join(WeigeringRij.__struct_fields__)}, positie)
      SELECT $2, $3, $4, $5, $6, $7, $8, $9, positie FROM nieuw)
    INSERT INTO gebeurtenis (regio, positie, geboekt_op, soort, versie, inhoud, door_kanaal, door_partij, door_persoon)
    SELECT $2, positie, $4, $10, $11, $12, $13, $14, $15 FROM nieuw
"""
_BERICHT = f"SELECT {_KOLOMMEN} FROM bericht WHERE regio = $1 AND id = $2"
_NA = f"""
    SELECT {", ".join(GebeurtenisRij.__struct_fields__)} FROM gebeurtenis
    WHERE regio = $1 AND positie > $2 AND positie <= $3 AND soort <> ALL($5::text[]) ORDER BY positie LIMIT $4
"""

_VAN_CLIENTEN = f"""
    SELECT {", ".join(f"g.{veld}" for veld in GebeurtenisRij.__struct_fields__)},
      coalesce(b.is_betwist, false) AS is_betwist
    FROM gebeurtenis g LEFT JOIN bericht b ON b.regio = g.regio AND b.id = g.bericht_id
    WHERE g.regio = $1 AND g.client = ANY($2::bytea[]) AND g.soort = ANY($3::text[]) ORDER BY g.positie
"""
_WIE_WACHT = """
    SELECT EXISTS (SELECT FROM bericht WHERE regio = $1 AND oordeel = 'voorlopig'),
      ARRAY(SELECT DISTINCT client FROM bericht WHERE regio = $1 AND client = ANY($2::bytea[])
            AND oordeel = 'voorlopig')
"""
_LOS_SINDS = """
    SELECT client, min(positie) AS positie FROM gebeurtenis
    WHERE regio = $1 AND client IS NOT NULL AND soort = ANY($2::text[]) AND (inhoud ->> 'is_voorlopig')::boolean
    GROUP BY client
"""

_VAN_CREDENTIALS = f"""
    SELECT {", ".join(GebeurtenisRij.__struct_fields__)} FROM gebeurtenis
    WHERE regio = $1 AND {OVER_CREDENTIALS} ORDER BY positie
"""
_OP_POSITIE = "SELECT soort, versie, inhoud FROM gebeurtenis WHERE regio = $1 AND positie = $2"

_naar_json = msgspec.json.Encoder()
_bevindingen: msgspec.json.Decoder[tuple[Bevinding, ...]] = msgspec.json.Decoder(tuple[Bevinding, ...])


async def reserveer(verbinding: Verbinding, aantal: int, klok: Klok | None = None) -> list[int]:
    """`aantal` rising ledger positions. The transaction must have called `watermerk.begin` before.

    With `klok`, by which the caller books, it raises KlokOnbetrouwbaar when that is the real one and the database has
    another time.
    """
    rijen = await verbinding.fetch(_RESERVEER, aantal)
    if klok is not None and is_echt(klok) and rijen and abs(klok() - rijen[-1]["nu"]) > AFWIJKING:
        raise KlokOnbetrouwbaar("De klokken van deze machine en van de database verschillen.")
    return [rij["p"] for rij in rijen]


def op_proef(aantal: int) -> list[int]:
    """`aantal` rising positions for a transaction that will be undone: behind all others, and of no sequence."""
    begin = MAX_POSITIE - secrets.randbelow(_VOOR_PROEVEN) - aantal
    return list(range(begin, begin + aantal))


async def schrijf_berichten(verbinding: Verbinding, rijen: Sequence[BerichtRij]) -> None:
    """Append. Raises asyncpg.UniqueViolationError when a concurrent transaction was first with a Sleutel."""
    if rijen:
        await _kopieer(verbinding, "bericht", rijen)


async def schrijf_gebeurtenissen(verbinding: Verbinding, rijen: Sequence[GebeurtenisRij]) -> None:
    """Append."""
    if rijen:
        await _kopieer(verbinding, "gebeurtenis", rijen)


async def schrijf_weigering(verbinding: Verbinding, rij: WeigeringRij, veroorzaker: Veroorzaker) -> None:
    """Append, with its gebeurtenis at a position of its own. One statement, all that its transaction books."""
    gebeurtenis = BerichtGeweigerd(weigering_id=rij.id, codes=rij.codes)
    await verbinding.execute(
        _SCHRIJF_WEIGERING,
        lock_key(rij.regio),
        *msgspec.structs.astuple(rij),
        gebeurtenissen.soort(gebeurtenis),
        gebeurtenissen.versie(BerichtGeweigerd),
        gebeurtenissen.naar_json(gebeurtenis),
        *msgspec.structs.astuple(veroorzaker),
    )


async def bericht(grootboek: Grootboek, id_: UUID) -> BerichtRij | None:
    """The bericht, or None when there is none with this id in this regio."""
    rij = await grootboek.fetchrow(_BERICHT, id_)
    return None if rij is None else _berichtrij(rij)


async def gebeurtenissen_na(
    grootboek: Grootboek, na: int, k: int, hoogstens: int = 5_000, *, zonder: Sequence[str] = ()
) -> list[GebeurtenisRij]:
    """All that happened at positions in (`na`, `k`], in order: the first `hoogstens` of it, but kinds in `zonder`.

    Who goes on behind the last position of each page gets everything once, however many write meanwhile: every bericht
    that came in or was drawn up, every weigering, and what followed. `k` must be a watermark that was taken before this
    call (`watermerk.watermerk`): behind it nothing can appear any more. A position that was kept from before a restore
    may be lost: see `epoch.vereist_cursor`.
    """
    return [GebeurtenisRij(**rij) for rij in await grootboek.fetch(_NA, na, k, hoogstens, zonder)]


async def gebeurtenissen_vanaf(
    grootboek: Grootboek, na: int, k: int, per_keer: int = 5_000, *, zonder: Sequence[str] = ()
) -> AsyncIterator[list[GebeurtenisRij]]:
    """The same, page after page."""
    while rijen := await gebeurtenissen_na(grootboek, na, k, per_keer, zonder=zonder):
        yield rijen
        na = rijen[-1].positie


async def gebeurtenissen_van(
    grootboek: Grootboek,
    clienten: Sequence[bytes],
    soorten: Sequence[str],
    *,
    hoogstens: int | None = None,
) -> list[tuple[GebeurtenisRij, bool]]:
    """What was booked of these kinds for these clients, in ledger order.

    Beside each whether its receiver answers himself and the gateway found a fault in its bericht. Raises
    TeVeelRijen.
    """
    velden = GebeurtenisRij.__struct_fields__
    rijen = await haal(
        grootboek.conn, _VAN_CLIENTEN, grootboek.regio, list(clienten), list(soorten), hoogstens=hoogstens
    )
    return [(GebeurtenisRij(**{veld: rij[veld] for veld in velden}), rij["is_betwist"]) for rij in rijen]


async def los_sinds(grootboek: Grootboek, soorten: Sequence[str]) -> dict[bytes, int]:
    """By client: the position of the first of these that waited for an answer of its receiver himself."""
    return {rij["client"]: rij["positie"] for rij in await grootboek.fetch(_LOS_SINDS, list(soorten))}


async def wie_wacht(grootboek: Grootboek, clienten: Sequence[bytes]) -> tuple[bool, set[bytes]]:
    """Whether anyone in the region ever answered himself, and for which of these clients."""
    is_er, gevonden = await grootboek.fetchrow(_WIE_WACHT, list(clienten))
    return is_er, set(gevonden)


async def gebeurtenissen_van_credentials(grootboek: Grootboek) -> list[GebeurtenisRij]:
    """All that was ever booked about credentials, in ledger order."""
    return [GebeurtenisRij(**rij) for rij in await grootboek.fetch(_VAN_CREDENTIALS)]


async def geladen_register(grootboek: Grootboek, positie: int) -> bytes | None:
    """The SHA-256 of the register that was loaded at `positie`; None when the ledger knows of no load there."""
    rij = await grootboek.fetchrow(_OP_POSITIE, positie)
    feit = gebeurtenissen.lees(rij["soort"], rij["versie"], rij["inhoud"]) if rij is not None else None
    return feit.sha256 if isinstance(feit, RegisterGeladen) else None


async def _kopieer(verbinding: Verbinding, tabel: str, rijen: Sequence[BerichtRij] | Sequence[GebeurtenisRij]) -> None:
    """COPY: one round trip however many rows, and the cheapest way in on both sides."""
    await verbinding.copy_records_to_table(
        tabel, records=[_record(rij) for rij in rijen], columns=rijen[0].__struct_fields__
    )


def _record(rij: BerichtRij | GebeurtenisRij) -> tuple[Any, ...]:
    if isinstance(rij, BerichtRij):
        rij = msgspec.structs.replace(rij, bevindingen=_naar_json.encode(rij.bevindingen).decode())
    return msgspec.structs.astuple(rij)


def _berichtrij(rij: Any) -> BerichtRij:
    bevindingen = _bevindingen.decode(rij["bevindingen"])
    return BerichtRij(**{**rij, "bevindingen": bevindingen, "sleutels": tuple(rij["sleutels"])})
