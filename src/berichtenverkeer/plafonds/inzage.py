# SPDX-License-Identifier: EUPL-1.2
"""Plafonds as known at K, the boekingen that each number is the sum of, and the verzoeken that did not fit.

Run the first two in a momentopname that began after K was taken (ledger/watermerk.py says why).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.ledger import gebeurtenissen
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen.zorg import Product, VerzoekOntvangen, WijzigingVerzocht
from berichtenverkeer.ledger.veroorzaker import Veroorzaker, veroorzaker_van
from berichtenverkeer.plafonds import opslag
from berichtenverkeer.plafonds.boeken import Saldo
from berichtenverkeer.plafonds.opslag import sleutel_of_niet
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening, van_verzoek
from berichtenverkeer.plafonds.zijden import PLAFOND_SQL, ZIJDEN

# What is booked now, less what was booked after K: few rows for a recent K, however many there are in all.
_SALDI = f"""
with later as (
  select {PLAFOND_SQL}, rekening, sum(cents) as cents from {ZIJDEN} z
  where regio = $1 and positie > $2 and ($3::text is null or aanbieder = $3) and ($4::int is null or jaar = $4)
  group by {PLAFOND_SQL}, rekening
), gekend as (
  select {PLAFOND_SQL} from plafond_saldo s
  where s.regio = $1 and s.rekening = 'PLAFOND' and ($3::text is null or aanbieder = $3)
    and ($4::int is null or jaar = $4) and (s.versie <= $2 or exists (
      select from boeking b
      where b.regio = $1 and b.positie <= $2
        and (b.aanbieder, b.jaar, b.perceel, b.segment) = (s.aanbieder, s.jaar, s.perceel, s.segment)))
)
select {PLAFOND_SQL}, rekening, s.cents - coalesce(l.cents, 0) as cents
from gekend join (select * from plafond_saldo where regio = $1) s using ({PLAFOND_SQL})
left join later l using ({PLAFOND_SQL}, rekening) order by {PLAFOND_SQL}, rekening"""

_BOEKINGEN = query("plafonds", "boekingen")
_VERZOEKEN = query("plafonds", "verzoeken")


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

    `gebeurtenis` is the kind of what caused it, `bericht_id` the bericht that brought that, if one did, `veroorzaker`
    who did.
    """

    positie: int
    volgnr: int
    perceel: str
    segment: str
    debet: Rekening
    credit: Rekening
    bedrag_cents: int
    gebeurtenis: str
    bericht_id: UUID | None
    veroorzaker: Veroorzaker
    claim: Claimsleutel | None
    van_claim: Claimsleutel | None


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


async def saldi_op(grootboek: Grootboek, k: int, aanbieder: str | None, jaar: int | None) -> list[Saldo]:
    """Plafonds that were known at `k` with what was booked up to then, by key. `versie` is not filled in."""
    saldi: dict[PlafondSleutel, dict[Rekening, int]] = {}
    for rij in await grootboek.fetch(_SALDI, k, aanbieder, jaar):
        saldi.setdefault(PlafondSleutel(*rij[:4]), {})[Rekening(rij["rekening"])] = int(rij["cents"])
    return [Saldo(sleutel, cents) for sleutel, cents in saldi.items()]


async def boekingen_op(grootboek: Grootboek, k: int, vraag: Boekingenvraag) -> list[Boekingsregel]:
    """At most `limiet` boekingen up to `k`, in the order in which they were booked."""
    rijen = await grootboek.fetch(
        _BOEKINGEN,
        k,
        vraag.aanbieder,
        vraag.jaar,
        *vraag.na,
        vraag.perceel,
        vraag.segment,
        vraag.rekening,
        vraag.limiet,
    )
    return [_boekingsregel(*rij) for rij in rijen]


def _boekingsregel(
    positie: int, volgnr: int, perceel: str, segment: str, debet: str, credit: str, cents: int, *rest: Any
) -> Boekingsregel:
    gebeurtenis, bericht_id, kanaal, partij, persoon, *sleutels = rest
    return Boekingsregel(
        positie=positie,
        volgnr=volgnr,
        perceel=perceel,
        segment=segment,
        debet=Rekening(debet),
        credit=Rekening(credit),
        bedrag_cents=int(cents),
        gebeurtenis=gebeurtenis,
        bericht_id=bericht_id,
        veroorzaker=veroorzaker_van(kanaal, partij, persoon),
        claim=sleutel_of_niet(*sleutels[:4]),
        van_claim=sleutel_of_niet(*sleutels[4:]),
    )


async def geweigerde_verzoeken(grootboek: Grootboek, bericht_id: UUID) -> list[Geweigerd]:
    """The verzoeken in a JW315, or the JW317, of which the decision is a `nee`, in document order."""
    verzoeken = []
    for rij in await grootboek.fetch(_VERZOEKEN, bericht_id):
        feit = gebeurtenissen.lees(rij["soort"], rij["versie"], rij["inhoud"])
        assert isinstance(feit, VerzoekOntvangen | WijzigingVerzocht), "selected"
        verzoeken.append(
            Geweigerd(
                aanbieder=feit.aanbieder, gemeente=feit.gemeente, referentie=feit.referentie, zorg=tuple(_zorg(feit))
            )
        )
    claims = {van_verzoek(een.aanbieder, een.referentie): een for een in verzoeken}
    geweigerd = {
        stand.claim for stand in await opslag.lees_claims(grootboek, claims) if stand.uitkomst and stand.uitkomst.is_nee
    }
    return [een for claim, een in claims.items() if claim in geweigerd]


def _zorg(feit: VerzoekOntvangen | WijzigingVerzocht) -> Iterator[tuple[Product, date]]:
    if isinstance(feit, VerzoekOntvangen):
        yield feit.product, feit.ingangsdatum
        return
    for deel in feit.delen:
        if deel.soort == "nieuw":
            yield deel.product, deel.ingangsdatum or feit.dagtekening
