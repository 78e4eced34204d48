# SPDX-License-Identifier: EUPL-1.2
"""Berichten without their bytes: what receipts, repeats, mailboxes and rebuilds need."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.database import Grootboek, haal
from berichtenverkeer.ledger.boek import BerichtRij, Sleutel
from berichtenverkeer.ledger.veroorzaker import Veroorzaker, veroorzaker_van


class Kop(msgspec.Struct, frozen=True, kw_only=True):
    """A `BerichtRij` without content and header."""

    id: UUID
    positie: int
    ontvangen_op: datetime
    standaard: str
    release: str
    berichtsoort: str
    verzender: str
    bestemming: str
    identificatie: str
    sha256_verzegeld: bytes
    sleutel_maand: date
    grootte: int
    oordeel: Literal["goedgekeurd", "afgekeurd", "voorlopig"]
    bron: Literal["partij", "gateway"]
    eerste: bool
    is_bezorgd: bool
    is_boekbaar: bool
    is_betwist: bool
    client: bytes | None
    retour_id: UUID | None
    heen_id: UUID | None
    bevindingen: tuple[Bevinding, ...]

    @property
    def sleutel(self) -> Sleutel:
        """What the bericht is known by."""
        return self.verzender, self.berichtsoort, self.identificatie


VAN_ANTWOORD = "from bericht a join bericht h on h.regio = a.regio and h.id = a.heen_id and h.bestemming = a.verzender"
"""An answer `a` with the bericht `h` that it answers: given by whom `h` was for."""

_VELDEN = Kop.__struct_fields__
_SELECTIE = "select " + ", ".join(f"b.{veld}" for veld in _VELDEN)
_VEROORZAKER = "select door_kanaal, door_partij, door_persoon from gebeurtenis where regio = $1 and positie = $2"
_bevindingen: msgspec.json.Decoder[tuple[Bevinding, ...]] = msgspec.json.Decoder(tuple[Bevinding, ...])


def kop_van(rij: BerichtRij) -> Kop:
    """The kop of a row that is about to be written."""
    return Kop(**{veld: getattr(rij, veld) for veld in _VELDEN})


def _kop(rij: Any) -> Kop:
    return Kop(**{**rij, "bevindingen": _bevindingen.decode(rij["bevindingen"])})


async def met_sleutels(
    grootboek: Grootboek, sleutels: Iterable[tuple[Sleutel, str | None]], *, hoogstens: int | None = None
) -> list[Kop]:
    """All berichten known by one of `sleutels`, in ledger order: at most one of each sleutel is `eerste`.

    A party beside a sleutel: only when the bericht is for that party. Raises TeVeelRijen.
    """
    # `offset 0` keeps the order of the loop: for each sleutel an index lookup, whatever the planner believes.
    rijen = await haal(
        grootboek.conn,
        f"{_SELECTIE} from unnest($2::text[], $3::text[], $4::text[], $5::text[])"
        " s (verzender, berichtsoort, identificatie, bestemming)"
        " cross join lateral (select * from bericht b where b.regio = $1 and b.verzender = s.verzender"
        " and b.berichtsoort = s.berichtsoort and b.identificatie = s.identificatie"
        " and b.bestemming = coalesce(s.bestemming, b.bestemming) offset 0) b",
        grootboek.regio,
        *zip(*((*sleutel, bestemming) for sleutel, bestemming in sleutels), strict=True),
        hoogstens=hoogstens,
    )
    gevonden = {rij["id"]: _kop(rij) for rij in rijen}
    return sorted(gevonden.values(), key=lambda kop: kop.positie)


async def kop(grootboek: Grootboek, bericht_id: UUID) -> Kop | None:
    """One bericht."""
    rij = await grootboek.fetchrow(f"{_SELECTIE} from bericht b where b.regio = $1 and b.id = $2", bericht_id)
    return _kop(rij) if rij else None


async def veroorzaker(grootboek: Grootboek, kop: Kop) -> Veroorzaker:
    """Who brought a bericht: said beside the gebeurtenis at its position."""
    rij = await grootboek.fetchrow(_VEROORZAKER, kop.positie)
    return veroorzaker_van(*(rij or (None, None, None)))


async def beantwoord(grootboek: Grootboek, heen: Sequence[UUID]) -> set[UUID]:
    """Which of these berichten have an answer that was accepted."""
    rijen = await grootboek.fetch(
        f"select distinct a.heen_id {VAN_ANTWOORD} where a.regio = $1 and a.heen_id = any($2::uuid[])"
        " and a.oordeel = 'goedgekeurd' and a.eerste",
        list(heen),
    )
    return {rij["heen_id"] for rij in rijen}


async def antwoord_op(grootboek: Grootboek, heen: UUID) -> UUID | None:
    """The first accepted answer to a bericht: the one that counts."""
    antwoord: UUID | None = await grootboek.fetchval(
        f"select a.id {VAN_ANTWOORD} where a.regio = $1 and a.heen_id = $2 and a.oordeel = 'goedgekeurd' and a.eerste"
        " order by a.positie limit 1",
        heen,
    )
    return antwoord


async def koppen_na(grootboek: Grootboek, na: int, aantal: int) -> list[Kop]:
    """The next `aantal` berichten behind position `na`, in ledger order."""
    rijen = await grootboek.fetch(
        f"{_SELECTIE} from bericht b where b.regio = $1 and b.positie > $2 order by b.positie limit $3",
        na,
        aantal,
    )
    return [_kop(rij) for rij in rijen]


async def aantallen(grootboek: Grootboek) -> tuple[int, int]:
    """How many berichten were kept, and how many refused."""
    rij = await grootboek.fetchrow(
        "select (select count(*) from bericht where regio = $1), (select count(*) from weigering where regio = $1)",
    )
    return rij[0], rij[1]
