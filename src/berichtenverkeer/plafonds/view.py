# SPDX-License-Identifier: EUPL-1.2
"""Plafonds as known at K, the boekingen that each number is the sum of, and the verzoeken that did not fit.

Run the first two in a snapshot that began after K was taken (ledger/watermark.py says why).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.ledger import gebeurtenissen
from berichtenverkeer.ledger.causer import Veroorzaker, causer_of
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen.care import VerzoekOntvangen, WijzigingVerzocht
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds.besluit import Uitkomst
from berichtenverkeer.plafonds.boekingen import optional_key
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.care import RequestedCare
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening, from_verzoek
from berichtenverkeer.plafonds.tenzij_store import Redecided
from berichtenverkeer.plafonds.zijden import PLAFOND_SQL, ZIJDEN
from berichtenverkeer.projections.verzoeken import after_reception, after_wijzigingsverzoek, parts_of

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
_RUNNING = query("plafonds", "lopend")


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A verzoek that was turned down, with the new care that it asked for.

    A JW317 may ask for several, or only change what is there: that can be had nowhere else.
    """

    referentie: str
    client: bytes
    care: tuple[RequestedCare, ...]


class Boekingsregel(msgspec.Struct, frozen=True, kw_only=True):
    """A boeking as it stands: `volgnr` numbers it within its position.

    `gebeurtenis` is the kind of what caused it, `bericht_id` the bericht that brought that, if one did, `veroorzaker`
    who did. `tenzij` is the id of the tenzij that it is under.
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
    tenzij: str | None


class BoekingenQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which boekingen of an aanbieder in a year, behind `after` (positie, volgnr).

    None for `perceel`, `segment` or `rekening`: whatever; an empty perceel or segment: of the plafond without one.
    """

    aanbieder: str
    jaar: int
    perceel: str | None = None
    segment: str | None = None
    rekening: Rekening | None = None
    after: tuple[int, int] = (0, 0)
    limit: int = 50


async def saldi_at(grootboek: Grootboek, k: int, aanbieder: str | None, jaar: int | None) -> list[Saldo]:
    """Plafonds that were known at `k` with what was booked up to then, by key. `versie` is not filled in."""
    saldi: dict[PlafondKey, dict[Rekening, int]] = {}
    for row in await grootboek.fetch(_SALDI, k, aanbieder, jaar):
        saldi.setdefault(PlafondKey(*row[:4]), {})[Rekening(row["rekening"])] = int(row["cents"])
    return [Saldo(key, cents) for key, cents in saldi.items()]


async def boekingen_at(grootboek: Grootboek, k: int, question: BoekingenQuery) -> list[Boekingsregel]:
    """At most `limit` boekingen up to `k`, in the order in which they were booked."""
    rows = await grootboek.fetch(
        _BOEKINGEN,
        k,
        question.aanbieder,
        question.jaar,
        *question.after,
        question.perceel,
        question.segment,
        question.rekening,
        question.limit,
    )
    return [_boekingsregel(*row) for row in rows]


def _boekingsregel(
    position: int, volgnr: int, perceel: str, segment: str, debet: str, credit: str, cents: int, *rest: Any
) -> Boekingsregel:
    gebeurtenis, bericht_id, channel, partij, person, *keys = rest
    return Boekingsregel(
        positie=position,
        volgnr=volgnr,
        perceel=perceel,
        segment=segment,
        debet=Rekening(debet),
        credit=Rekening(credit),
        bedrag_cents=int(cents),
        gebeurtenis=gebeurtenis,
        bericht_id=bericht_id,
        veroorzaker=causer_of(channel, partij, person),
        claim=optional_key(*keys[:4]),
        van_claim=optional_key(*keys[4:8]),
        tenzij=keys[8] or None,
    )


async def refused_verzoeken(grootboek: Grootboek, k: int, bericht_id: UUID) -> tuple[list[Refused], list[Redecided]]:
    """The verzoeken in a JW315, or the JW317, of which the last decision up to `k` is a `nee`, in document order; and
    those on which was decided anew."""
    asked: dict[Claimsleutel, Refused] = {}
    uitkomsten: dict[Claimsleutel, Uitkomst] = {}
    anew: dict[Claimsleutel, Redecided] = {}
    for row in await grootboek.fetch(_VERZOEKEN, k, bericht_id):
        gebeurtenis = gebeurtenissen.read(row["soort"], row["versie"], row["inhoud"])
        if isinstance(gebeurtenis, PlafondBesloten):
            key = gebeurtenis.claim
            uitkomsten[key] = Uitkomst(gebeurtenis.uitkomst)
            if row["opnieuw"]:
                anew[key] = Redecided(key.referentie, gebeurtenis.uitkomst, row["geboekt_dag"])
            continue
        assert isinstance(gebeurtenis, VerzoekOntvangen | WijzigingVerzocht), "selected"
        key = from_verzoek(Verzoeksleutel(gebeurtenis.aanbieder, gebeurtenis.referentie))
        asked[key] = Refused(
            referentie=gebeurtenis.referentie, client=gebeurtenis.client, care=tuple(_new_care(gebeurtenis))
        )
    refused = [one for key, one in asked.items() if key in uitkomsten and uitkomsten[key].is_refused]
    return refused, [anew[key] for key in asked if key in anew]


def _new_care(gebeurtenis: VerzoekOntvangen | WijzigingVerzocht) -> Iterator[RequestedCare]:
    if isinstance(gebeurtenis, VerzoekOntvangen):
        yield RequestedCare.like(after_reception(gebeurtenis))
        return
    verzoek = after_wijzigingsverzoek(gebeurtenis)
    where = {"gemeente": verzoek.gemeente, "aanbieder": verzoek.aanbieder}
    for part in parts_of(gebeurtenis):
        if part.soort == "nieuw":
            yield RequestedCare.like(part, **where, ingangsdatum=part.ingangsdatum or gebeurtenis.dagtekening)


async def running_at(grootboek: Grootboek, k: int, client: bytes, op: date) -> frozenset[str]:
    """The aanbieders at which a client has running care on a day, as known at `k`."""
    return frozenset(row["aanbieder"] for row in await grootboek.fetch(_RUNNING, k, client, op))
