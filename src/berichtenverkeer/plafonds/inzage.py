# SPDX-License-Identifier: EUPL-1.2
"""Plafonds as known at K, the boekingen that each number is the sum of, and the verzoeken that did not fit.

Run the first two in a momentopname that began after K was taken (ledger/watermerk.py says why).
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.ledger import gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen.zorg import Product, VerzoekOntvangen, WijzigingVerzocht
from berichtenverkeer.plafonds import opslag
from berichtenverkeer.plafonds.boeken import Saldo
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening, van_verzoek

_SLEUTEL = ("aanbieder", "jaar", "perceel", "segment")
_CENTS = {rekening: f"{rekening.value.lower()}_cents" for rekening in Rekening}

# What is booked now, less what was booked after K: few rows for a recent K, however many there are in all.
_SALDI = f"""
with later as (
  select {", ".join(_SLEUTEL)}, {
    ", ".join(
        f"sum(case '{rekening}' when debet then bedrag_cents when credit then -bedrag_cents else 0 end) as {veld}"
        for rekening, veld in _CENTS.items()
    )
}
  from boeking
  where regio = $1 and positie > $2 and ($3::text is null or aanbieder = $3) and ($4::int is null or jaar = $4)
  group by {", ".join(_SLEUTEL)}
)
select {", ".join(_SLEUTEL)}, {", ".join(f"s.{veld} - coalesce(l.{veld}, 0) as {veld}" for veld in _CENTS.values())}
from plafond_saldo s left join later l using ({", ".join(_SLEUTEL)})
where s.regio = $1 and ($3::text is null or aanbieder = $3) and ($4::int is null or jaar = $4)
  and (s.versie <= $2 or exists (
    select from boeking b
    where b.regio = $1 and b.positie <= $2
      and (b.aanbieder, b.jaar, b.perceel, b.segment) = (s.aanbieder, s.jaar, s.perceel, s.segment)))
order by {", ".join(_SLEUTEL)}"""

_BOEKINGEN = """
select b.positie, b.volgnr, b.perceel, b.segment, b.debet, b.credit, b.bedrag_cents, b.claim, b.van_claim,
  g.soort as gebeurtenis, g.bericht_id
from boeking b join gebeurtenis g on g.regio = b.regio and g.positie = b.positie
where b.regio = $1 and b.aanbieder = $2 and b.jaar = $3 and b.positie <= $4
  and b.positie >= $5 and (b.positie, b.volgnr) > ($5, $6)
  and ($7::text is null or b.perceel = $7) and ($8::text is null or b.segment = $8)
  and ($9::text is null or $9 in (b.debet, b.credit))
order by b.positie, b.volgnr limit $10"""

_VERZOEKEN = """
select g.soort, g.versie, g.inhoud::text as inhoud from bericht b
join gebeurtenis g on g.regio = b.regio and g.client = b.client and g.bericht_id = b.id
where b.regio = $1 and b.id = $2 and g.soort in ('VerzoekOntvangen', 'WijzigingVerzocht') order by g.positie"""


class Geweigerd(msgspec.Struct, frozen=True, kw_only=True):
    """A verzoek that was turned down, with the new care that it asked for: each product from which day.

    A JW317 may ask for several, or only change what is there: that can be had nowhere else.
    """

    aanbieder: str
    gemeente: str
    referentie: str
    zorg: tuple[tuple[Product, date], ...]


class Boekingsregel(msgspec.Struct, frozen=True, kw_only=True):
    """A boeking as it stands: `volgnr` numbers it within its position.

    `gebeurtenis` is the kind of what caused it, `bericht_id` the bericht that brought that, if one did.
    """

    positie: int
    volgnr: int
    perceel: str
    segment: str
    debet: Rekening
    credit: Rekening
    bedrag_cents: int
    claim: str | None
    van_claim: str | None
    gebeurtenis: str
    bericht_id: UUID | None


class Boekingenvraag(msgspec.Struct, frozen=True, kw_only=True):
    """Which boekingen of an aanbieder in a year, behind `na` (positie, volgnr).

    None for `perceel`, `segment` or `rekening`: whatever; an empty perceel or segment: of the plafond without one.
    """

    aanbieder: str
    jaar: int
    perceel: str | None = None
    segment: str | None = None
    rekening: Rekening | None = None
    na: tuple[int, int] = (0, 0)
    limiet: int = 50


async def saldi_op(conn: Verbinding, regio: str, k: int, aanbieder: str | None, jaar: int | None) -> list[Saldo]:
    """Plafonds that were known at `k` with what was booked up to then, by key. `versie` is not filled in."""
    return [
        Saldo(sleutel=PlafondSleutel(*rij[:4]), **{veld: rij[veld] for veld in _CENTS.values()})
        for rij in await conn.fetch(_SALDI, regio, k, aanbieder, jaar)
    ]


async def boekingen_op(conn: Verbinding, regio: str, k: int, vraag: Boekingenvraag) -> list[Boekingsregel]:
    """At most `limiet` boekingen up to `k`, in the order in which they were booked."""
    rijen = await conn.fetch(
        _BOEKINGEN,
        regio,
        vraag.aanbieder,
        vraag.jaar,
        k,
        *vraag.na,
        vraag.perceel,
        vraag.segment,
        vraag.rekening,
        vraag.limiet,
    )
    return [
        Boekingsregel(**{**rij, "debet": Rekening(rij["debet"]), "credit": Rekening(rij["credit"])}) for rij in rijen
    ]


async def geweigerde_verzoeken(conn: Verbinding, regio: str, bericht_id: UUID) -> list[Geweigerd]:
    """The verzoeken in a JW315, or the JW317, of which the decision is a `nee`, in document order."""
    verzoeken = []
    for rij in await conn.fetch(_VERZOEKEN, regio, bericht_id):
        feit = gebeurtenissen.lees(rij["soort"], rij["versie"], rij["inhoud"])
        assert isinstance(feit, VerzoekOntvangen | WijzigingVerzocht), "selected"
        verzoeken.append(
            Geweigerd(
                aanbieder=feit.aanbieder, gemeente=feit.gemeente, referentie=feit.referentie, zorg=tuple(_zorg(feit))
            )
        )
    claims = {van_verzoek(een.aanbieder, een.referentie): een for een in verzoeken}
    geweigerd = {
        stand.claim
        for stand in await opslag.lees_claims(conn, regio, claims)
        if stand.uitkomst and stand.uitkomst.is_nee
    }
    return [een for claim, een in claims.items() if claim in geweigerd]


def _zorg(feit: VerzoekOntvangen | WijzigingVerzocht) -> Iterator[tuple[Product, date]]:
    if isinstance(feit, VerzoekOntvangen):
        yield feit.product, feit.ingangsdatum
        return
    for deel in feit.delen:
        if deel.soort == "nieuw":
            yield deel.product, deel.ingangsdatum or feit.dagtekening
