# SPDX-License-Identifier: EUPL-1.2
"""Aanwezigheid and the movements in and out of plekken (definitions.md 3 and 4), in SQL over multiranges.

Nothing is cut at a period: lives are computed whole, and only then counted. See docs/stromen.md.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.stromen.basis import is_op, met, op_k
from berichtenverkeer.stromen.opdracht import Dimensie, Opdracht
from berichtenverkeer.stromen.vraag import is_er_voorlopig, vraag, waarden


class Richting(StrEnum):
    """Into a plek, or out of it."""

    IN = "in"
    UIT = "uit"


class Soort(StrEnum):
    """What a movement is: exactly one of these (definitions.md 4)."""

    INSTROOM = "instroom"
    STAPELING = "stapeling"
    DOORSTROOM = "doorstroom"
    UITSTROOM = "uitstroom"
    AFBOUW = "afbouw"
    VERONDERSTELD = "verondersteld"


class Beweging(msgspec.Struct, frozen=True, kw_only=True):
    """One in or uit. `datum` is the first, or last, day in `plek`; `andere_datum` that day on the other side.

    `beroep` (nieuw, herhaald, onbekend) and `verwijzer` (COD327) belong to instroom, `reden` (JZ588) to uit that is no
    doorstroom, `schaling` (1 up, -1 down, 0 level) to doorstroom between segmenten. It is
    `voorlopig` within D days of the day of K, and `onbevestigd` when it would not be there, or be otherwise, without
    what waits for the answer of a receiver who answers himself.
    `client` is the whole pseudonym.
    """

    client: bytes
    plek: str
    richting: Richting
    soort: Soort
    datum: date
    andere_plek: str | None
    andere_datum: date | None
    beroep: str | None
    verwijzer: str | None
    reden: str | None
    schaling: int | None
    voorlopig: bool
    onbevestigd: bool = False
    berichten: tuple[UUID, ...] = ()


class Keuze(msgspec.Struct, frozen=True, kw_only=True):
    """Which cell of a report: every condition that is given holds."""

    plek: str | None = None
    richting: Richting | None = None
    soort: Soort | None = None
    andere_plek: str | None = None


ALLES = Keuze()

_GEWICHT = "(select z.gewicht from segment_rij z where z.segment = {plek} and m.overstap between z.van and z.tot)"


KOLOMMEN = "l.gemeente, l.aanbieder, l.toewijzing_nummer"
"""What `bewegingen_sql` needs of a levering, besides what it always has."""


def _slot(van: str, wie: str) -> str:
    """The reden of each uit: of the levering that ended last in the aanwezigheid, of several the lowest.

    That is not always the one that kept the client there: an onderbreking before care elsewhere may go on beyond it.
    """
    return f"""
  select {wie}, x.l as tot, (array_agg(g.reden order by g.eind desc, g.reden collate "C"))[1] as reden,
    bool_and(g.is_verondersteld) filter (where g.tot = x.l) as is_verondersteld
  from {van} and g.begindatum between x.s and x.l
  where x.l between :begin and :eind group by {wie}, x.l"""


def bewegingen_sql(opdracht: Opdracht) -> str:
    """What follows `met(...)`, called with KOLOMMEN: the CTEs `aanwezig`, `regio` and `beweging`.

    `daterange(a, b + 1 + D)` lets range_agg close gaps of at most D days; afterwards D is taken off again.
    The region's aanwezigheid follows from those of the plekken, because what a plek closes the region closes too. Its
    first days are the only ones on which a client was nowhere in [s - D - 1, s - 1], its last days likewise.
    """
    schaling = "null::int"
    if opdracht.dimensie is Dimensie.SEGMENT:
        naar, van = ("m.plek", "m.andere_plek"), ("m.andere_plek", "m.plek")
        verschil = "sign({} - {})::int"
        schaling = (
            f"case m.richting when 'in' then {verschil.format(*(_GEWICHT.format(plek=een) for een in naar))}"
            f" else {verschil.format(*(_GEWICHT.format(plek=een) for een in van))} end"
        )
    return f"""
, aanwezig as materialized (
  select client, plek, lower(dagen) as s, upper(dagen) - 1 - :termijn as l
  from (select client, plek, unnest(range_agg(daterange(begindatum, tot + 1 + :termijn))) as dagen
        from geplaatst group by client, plek) x
),
regio as materialized (
  select client, lower(dagen) as s, upper(dagen) - 1 - :termijn as l,
    case when lower(dagen) between :begin and :eind then
      upper(range_merge(leven * datemultirange(daterange(null, lower(dagen))))) - 1 - :termijn end as vorige
  from (select client, leven, unnest(leven) as dagen
        from (select client, range_agg(daterange(s, l + 1 + :termijn)) as leven from aanwezig group by client) x) y
),
paar as (
  select * from (
    select x.client, x.plek as van, x.s as van_s, x.l as vertrek, n.plek as naar, n.s as aankomst,
      row_number() over (partition by x.client, x.plek, x.s
        order by abs(n.s - x.l - 1), n.s, x.plek collate "C", n.plek collate "C", x.s) as rang_van,
      row_number() over (partition by n.client, n.plek, n.s
        order by abs(n.s - x.l - 1), n.s, x.plek collate "C", n.plek collate "C", x.s) as rang_naar
    from aanwezig x join aanwezig n on n.client = x.client
    where x.l between :begin - 2 * :termijn - 2 and :eind + 2 * :termijn + 2
      and n.s between :begin - 2 * :termijn - 2 and :eind + 2 * :termijn + 2
      and n.plek <> x.plek and n.s > x.s and (n.l is null or n.l > x.l)
      and abs(n.s - x.l - 1) <= :termijn) k
  where rang_van = 1 and rang_naar = 1
),
slot as ({_slot("aanwezig x join geplaatst g on g.client = x.client and g.plek = x.plek", "x.client, x.plek")}
),
slot_regio as ({_slot("regio x join geplaatst g on g.client = x.client", "x.client")}
),
ruw as (
  select false as is_regio, 'in' as richting, n.client, n.plek, n.s as datum, n.s as overstap,
    case when p.client is not null then 'doorstroom' when r.client is not null then 'instroom' else 'stapeling' end
      as soort,
    p.van as andere_plek, p.vertrek as andere_datum, r.vorige, null as reden
  from aanwezig n
  left join paar p on p.client = n.client and p.naar = n.plek and p.aankomst = n.s
  left join regio r on r.client = n.client and r.s = n.s
  where n.s between :begin and :eind
  union all
  select false, 'uit', x.client, x.plek, x.l, p.aankomst,
    case when p.client is not null then 'doorstroom' when z.is_verondersteld then 'verondersteld'
         when r.client is not null then 'uitstroom' else 'afbouw' end,
    p.naar, p.aankomst, null, case when p.client is null then coalesce(z.reden, 'onbekend') end
  from aanwezig x
  left join paar p on p.client = x.client and p.van = x.plek and p.van_s = x.s
  left join regio r on r.client = x.client and r.l = x.l
  left join slot z on z.client = x.client and z.plek = x.plek and z.tot = x.l
  where x.l between :begin and :eind
  union all
  select true, 'in', r.client, 'regio', r.s, r.s, 'instroom', null, null, r.vorige, null
  from regio r where r.s between :begin and :eind
  union all
  select true, 'uit', r.client, 'regio', r.l, null,
    case when z.is_verondersteld then 'verondersteld' else 'uitstroom' end,
    null, null, null, coalesce(z.reden, 'onbekend')
  from regio r left join slot_regio z on z.client = r.client and z.tot = r.l
  where r.l between :begin and :eind
),
verwezen as (
  -- by plek, and of the region: of who begins in two plekken on one day, each has its own
  select grouping(g.plek) = 1 as is_regio, g.client, g.plek, g.begindatum, min(v.verwijzer collate "C") as verwijzer
  from geplaatst g
  join toewijzing t on {op_k("t")} and {is_op("g", "t")}
  join verzoek v on {op_k("v")} and v.aanbieder = t.aanbieder and v.referentie = t.eerste_referentie
  where g.begindatum between :begin and :eind and t.eerste_referentie is not null
  group by grouping sets ((g.client, g.begindatum, g.plek), (g.client, g.begindatum))
),
beweging as materialized (
  select m.*,
    -- after D + 1 days of absence every earlier traject ended on or before s - 2; the last of them on the day `vorige`
    case when m.soort = 'instroom' then
      case when m.vorige >= m.datum - interval '5 years' then 'herhaald'
           when :historie_vanaf <= m.datum - interval '5 years' then 'nieuw' else 'onbekend' end end as beroep,
    w.verwijzer,
    case when m.soort = 'doorstroom' then {schaling} end as schaling,
    m.datum >= :dag_k - :termijn as voorlopig
  from ruw m
  left join verwezen w on m.soort = 'instroom' and w.client = m.client and w.begindatum = m.datum
    and w.is_regio = m.is_regio and (w.is_regio or w.plek = m.plek)
)"""


_SLEUTELS = """
  left join (
    select k.client, k.plek, k.richting, k.datum, array_agg(g.sleutel) as sleutels
    from gekozen k join geplaatst g on g.client = k.client and g.plek = k.plek
      and case k.richting when 'in' then g.begindatum else g.tot end = k.datum
    group by 1, 2, 3, 4) b using (client, plek, richting, datum)"""

_BERICHTEN = """
select x.nummer, array_agg(distinct f.bericht_id order by f.bericht_id) as berichten
from unnest(:nummers, :clienten, :sleutels, :richtingen) x (nummer, client, sleutel, richting)
join levering v on v.regio = :regio and v.client = x.client and v.sleutel = x.sleutel and v.pos_van <= :k
join gebeurtenis f on f.regio = :regio and f.positie = v.pos_van
where f.soort = any (case x.richting when 'in' then array['LeveringGestart', 'StartVerwijderd']
                     else array['LeveringGestopt', 'StopVerwijderd'] end) and f.bericht_id is not null
group by x.nummer"""


async def bewegingen(
    conn: Verbinding,
    opdracht: Opdracht,
    keuze: Keuze = ALLES,
    *,
    limiet: int | None = None,
    met_berichten: bool = False,
) -> list[Beweging]:
    """The movements behind a cell, by date; `met_berichten` with the berichten that caused them."""
    tekst = f"""{met(opdracht, meer=f"{KOLOMMEN}, l.sleutel" if met_berichten else KOLOMMEN)}{bewegingen_sql(opdracht)}
, gekozen as materialized (
  select * from beweging
  where not is_regio and plek = coalesce(:plek, plek) and richting = coalesce(:richting, richting)
    and soort = coalesce(:soort, soort) and (:andere_plek is null or andere_plek = :andere_plek)
  order by datum, client, richting, plek collate "C" limit :limiet
)
select m.client, m.plek, m.richting, m.soort, m.datum, m.andere_plek, m.andere_datum, m.beroep, m.verwijzer, m.reden,
  m.schaling, m.voorlopig, {"b.sleutels" if met_berichten else "null::text[] as sleutels"}
from gekozen m{_SLEUTELS if met_berichten else ""}
order by m.datum, m.client, m.richting, m.plek collate "C" """
    gegeven = waarden(opdracht) | msgspec.structs.asdict(keuze) | {"limiet": limiet}
    rijen = await vraag(conn, tekst, gegeven)
    berichten = await _berichten(conn, gegeven, rijen) if met_berichten else {}
    gevonden = [_beweging(rij, berichten.get(nummer, ())) for nummer, rij in enumerate(rijen)]
    if opdracht.bevestigd or not await is_er_voorlopig(conn, opdracht):
        return gevonden
    alleen_zeker = msgspec.structs.replace(opdracht, bevestigd=True)
    zeker = {_kern(een) for een in await bewegingen(conn, alleen_zeker, keuze)}
    return [msgspec.structs.replace(een, onbevestigd=_kern(een) not in zeker) for een in gevonden]


def _kern(een: Beweging) -> tuple[object, ...]:
    """What a movement is counted by."""
    cel = (een.plek, een.richting, een.soort, een.andere_plek)
    return een.client, een.datum, *cel, een.beroep, een.verwijzer, een.reden


async def _berichten(conn: Verbinding, gegeven: Mapping[str, Any], rijen: Sequence[Any]) -> dict[int, tuple[UUID, ...]]:
    """By the number of the row: the berichten that started, or stopped, the leveringen behind a movement."""
    delen = [
        (nummer, rij["client"], sleutel, rij["richting"])
        for nummer, rij in enumerate(rijen)
        for sleutel in rij["sleutels"] or ()
    ]
    if not delen:
        return {}
    namen = ("nummers", "clienten", "sleutels", "richtingen")
    kolommen = dict(zip(namen, map(list, zip(*delen, strict=True)), strict=True))
    gevonden = await vraag(conn, _BERICHTEN, {**gegeven, **kolommen}, lussen=True)
    return {rij["nummer"]: tuple(rij["berichten"]) for rij in gevonden}


def _beweging(rij: Mapping[str, Any], berichten: tuple[UUID, ...]) -> Beweging:
    velden = dict(rij) | {"berichten": berichten}
    del velden["sleutels"]
    velden["richting"], velden["soort"] = Richting(velden["richting"]), Soort(velden["soort"])
    return Beweging(**velden)
