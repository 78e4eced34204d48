# SPDX-License-Identifier: EUPL-1.2
"""What a party has running now: its toewijzingen with what was started on them, its open verzoeken."""

from collections.abc import Sequence
from datetime import date

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.projections import kenmerken
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.toewijzingen import REDENEN_REMOVED, Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel

Place = tuple[str, int]
"""Gemeente and ToewijzingNummer."""

NO_PLACE: Place = ("", 0)
"""Before all of them."""


def _listed(row: type, shown_as: str) -> str:
    return ", ".join(f"{shown_as}.{name}" for name in row.__struct_fields__)  # type: ignore[attr-defined]  # a Struct


_CARE = (
    f"select from (select t.client as client) k cross join lateral {kenmerken.CLIENT['levering'].rows()} l"
    " where (l.gemeente, l.aanbieder, l.toewijzing_nummer) = (t.gemeente, t.aanbieder, t.nummer)"
    " and not l.is_verwijderd"
)
_OPEN_CARE = f"{_CARE} and l.einde is null"
_RUNNING = (
    f"select {_listed(Toewijzing, 't')} from toewijzing t where regio = $1 and pos_tot is null"
    " and aanbieder = $2 and ($3 = '' or gemeente = $3) and ingangsdatum <= $4"
    f" and (einddatum is null or einddatum >= $5 or ($10::date is not null and exists ({_OPEN_CARE}))"
    f" or (einddatum >= $10 and not exists ({_CARE})))"
    " and not (einddatum is not distinct from ingangsdatum and coalesce(reden_wijziging, '') = any($6))"
    " and (gemeente, nummer) > ($7, $8) order by gemeente, nummer limit $9"
)
_OWN = (
    f"select {_listed(Toewijzing, 'r')} from (select $2::text as gemeente, $3::bigint as nummer) k"
    f" cross join lateral {kenmerken.OWN['toewijzing'].rows()} r"
)
_NUMBERED = (
    f"select {_listed(Toewijzing, 'r')} from unnest($3::bigint[]) n (nummer)"
    f" cross join lateral (select $2::text as gemeente, n.nummer as nummer) k"
    f" cross join lateral {kenmerken.OWN['toewijzing'].rows()} r order by r.nummer"
)
_OF_CLIENTEN = (
    "select {columns} from unnest($2::bytea[]) k (client) cross join lateral {rows} r where r.aanbieder = $3"
    " order by {order}"
)
_STARTED = _OF_CLIENTEN.format(
    columns=_listed(Levering, "r"),
    rows=kenmerken.CLIENT["levering"].rows(),
    order="r.gemeente, r.toewijzing_nummer, r.begindatum, r.categorie, r.code",
)
_BESIDE = _OF_CLIENTEN.format(
    columns=_listed(Toewijzing, "r"), rows=kenmerken.CLIENT["toewijzing"].rows(), order="r.gemeente, r.nummer"
)
_DECLARED = (
    f"select {_listed(Prestatie, 'r')} from unnest($2::text[], $3::bigint[]) k (gemeente, toewijzing_nummer)"
    f" cross join lateral {kenmerken.ON_TOEWIJZING.rows()} r where r.aanbieder = $4"
    " and not r.is_credit and not r.is_gecrediteerd and r.uitslag in ('ingediend', 'goedgekeurd')"
    " order by r.begindatum, r.referentie"
)
_GRANTED = (
    f"select {_listed(Prestatie, 'r')} from (select d.aanbieder, d.nummer as declaratie_nummer"
    " from (select $2::text as aanbieder, $3::text as gemeente) k"
    f" cross join lateral {kenmerken.SERIES.rows(' and periode_begin >= $4')} d) k"
    f" cross join lateral {kenmerken.IN_DECLARATIE.rows()} r where r.begindatum <= $5 and r.einddatum >= $4"
    " and r.uitslag = 'goedgekeurd' and r.dubbel_in = '' and not r.is_credit and not r.is_gecrediteerd"
    " order by r.toewijzing_nummer, r.begindatum, r.referentie limit $6"
)
_LAST_PERIOD = (
    "select max(d.periode_begin) from (select $2::text as aanbieder, $3::text as gemeente) k"
    f" cross join lateral {kenmerken.SERIES.rows()} d where not d.is_verworpen"
    " and not (d.is_betwist and d.beantwoord_op is null)"
)
_OPEN_VERZOEKEN = (
    f"select {_listed(Verzoek, 'v')} from verzoek v where regio = $1 and pos_tot is null and gemeente = $2"
    " and afgewezen_op is null and toegewezen_op is null order by ontvangen_op, aanbieder, referentie limit $3"
)
_VERZOEK = (
    f"select {_listed(Verzoek, 'r')} from (select $2::text as aanbieder, $3::text as referentie) k"
    f" cross join lateral {kenmerken.OWN['verzoek'].rows()} r"
)
_PARTS = (
    f"select {_listed(Wijzigingsdeel, 'r')} from (select $2::text as aanbieder, $3::text as referentie) k"
    f" cross join lateral {kenmerken.PARTS_OF_VERZOEK.rows()} r order by r.volgnr"
)
_LAST_NUMBER = "select max(nummer) from toewijzing where regio = $1 and gemeente = $2"


async def running(
    grootboek: Grootboek,
    aanbieder: str,
    gemeente: str,
    begin: date,
    end: date,
    after: Place,
    limit: int,
    *,
    open_since: date | None = None,
) -> list[Toewijzing]:
    """Those of an aanbieder (and one gemeente, unless empty) that hold on a day of `begin` to `end`; behind `after`.

    `open_since`: those that ended before, on which care was started and never stopped; and, when they ended on
    that day or later, on which nothing was started.
    """
    which = aanbieder, gemeente, end, begin, sorted(REDENEN_REMOVED), *after, limit, open_since
    return [Toewijzing(*row) for row in await grootboek.fetch(_RUNNING, *which)]


async def toewijzing(grootboek: Grootboek, place: Place) -> Toewijzing | None:
    """One, by its number; whose it is, is for who asks."""
    row = await grootboek.fetchrow(_OWN, *place)
    return Toewijzing(*row) if row else None


async def numbered(grootboek: Grootboek, gemeente: str, numbers: Sequence[int]) -> list[Toewijzing]:
    """Those of a gemeente with these numbers, as far as there are any."""
    return [Toewijzing(*row) for row in await grootboek.fetch(_NUMBERED, gemeente, numbers)]


async def started(grootboek: Grootboek, clienten: Sequence[bytes], aanbieder: str) -> list[Levering]:
    """All that an aanbieder started for these clients, what was removed included."""
    return [Levering(*row) for row in await grootboek.fetch(_STARTED, clienten, aanbieder)]


async def beside(grootboek: Grootboek, client: bytes, aanbieder: str) -> list[Toewijzing]:
    """Every toewijzing of a client at one aanbieder."""
    return [Toewijzing(*row) for row in await grootboek.fetch(_BESIDE, [client], aanbieder)]


async def declared(grootboek: Grootboek, places: Sequence[Place], aanbieder: str) -> list[Prestatie]:
    """What was declared on these toewijzingen and still stands, the oldest first."""
    gemeenten, numbers = [place[0] for place in places], [place[1] for place in places]
    return [Prestatie(*row) for row in await grootboek.fetch(_DECLARED, gemeenten, numbers, aanbieder)]


async def granted(
    grootboek: Grootboek, aanbieder: str, gemeente: str, begin: date, end: date, limit: int
) -> list[Prestatie]:
    """What was granted over days of `begin` to `end` and not taken back; in a declaratie of then or later (TR319)."""
    return [Prestatie(*row) for row in await grootboek.fetch(_GRANTED, aanbieder, gemeente, begin, end, limit)]


async def last_period(grootboek: Grootboek, aanbieder: str, gemeente: str) -> date | None:
    """First day of the latest month that an aanbieder declared to a gemeente: none may be before it (TR318)."""
    found: date | None = await grootboek.fetchval(_LAST_PERIOD, aanbieder, gemeente)
    return found


async def open_verzoeken(grootboek: Grootboek, gemeente: str, limit: int) -> list[Verzoek]:
    """What a gemeente has neither granted nor rejected, the oldest first."""
    return [Verzoek(*row) for row in await grootboek.fetch(_OPEN_VERZOEKEN, gemeente, limit)]


async def verzoek(grootboek: Grootboek, aanbieder: str, referentie: str) -> Verzoek | None:
    """One, by its key; whose it is, is for who asks."""
    row = await grootboek.fetchrow(_VERZOEK, aanbieder, referentie)
    return Verzoek(*row) if row else None


async def parts(grootboek: Grootboek, aanbieder: str, referentie: str) -> list[Wijzigingsdeel]:
    """What a wijziging asks, in its order."""
    return [Wijzigingsdeel(*row) for row in await grootboek.fetch(_PARTS, aanbieder, referentie)]


async def following_number(grootboek: Grootboek, gemeente: str) -> int:
    """A ToewijzingNummer that a gemeente has not used."""
    return int(await grootboek.fetchval(_LAST_NUMBER, gemeente) or 0) + 1
