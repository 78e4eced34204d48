# SPDX-License-Identifier: EUPL-1.2
"""Where each clock begins and which date settles it, in SQL over the state at K (decision 072).

Statements of this room begin with `met(...)` and end in a select of their own from `klok`. They all take
$1 regio, $2 K, $3 the day, then KALENDER, and may go on from $6.
"""

from collections.abc import Collection
from datetime import date

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.core.werkdagen import FEESTDAGEN, WERKDAGEN_VOOR
from berichtenverkeer.projections.hervattingen import hervat_op
from berichtenverkeer.projections.toewijzingen import REDENEN_VERWIJDERD
from berichtenverkeer.termijnen.soorten import DAGEN_PER_WEEK, TERMIJNEN, Soort

WOONPLAATSBEGINSEL = "8"
"""RedenAfwijzingVerzoek (WJ759) by which another gemeente is responsible (TR377)."""


def _op_k(rij: str) -> str:
    """That a row of the state was known at K."""
    return f"{rij}.regio = $1 and {rij}.pos_van <= $2 and ({rij}.pos_tot is null or {rij}.pos_tot > $2)"


def _verwijderd(rij: str) -> str:
    """That a toewijzing counts as never sent (projections/toewijzingen.py)."""
    redenen = ", ".join(f"'{reden}'" for reden in sorted(REDENEN_VERWIJDERD))
    return f"coalesce({rij}.einddatum = {rij}.ingangsdatum and {rij}.reden_wijziging in ({redenen}), false)"


def _dag(rij: str) -> str:
    """The day in the Netherlands on which a bericht was received (core/klok.py)."""
    return f"({rij}.ontvangen_op at time zone 'Europe/Amsterdam')::date"


def _kop(soort: Soort) -> str:
    """The first columns of a clock: its kind and its term."""
    termijn = TERMIJNEN[soort]
    dagen = "null" if termijn.weken is None else termijn.weken * DAGEN_PER_WEEK
    return f"select '{soort}', {termijn.werkdagen or 'null'}::int, {dagen}::int"


def _beantwoording(soort: Soort, welke: str) -> str:
    """What a party that answers itself received; looked up one by one, because almost all berichten are of others."""
    return f"""
  {_kop(soort)}, b.bestemming, b.verzender, b.berichtsoort || '/' || b.identificatie, b.client, {_dag("b")},
    (select min({_dag("a")}) from bericht a
     where a.regio = $1 and a.heen_id = b.id and a.verzender = b.bestemming and a.positie <= $2
       and a.oordeel = 'goedgekeurd' and a.eerste
       and {_dag("a")} <= $3)
  from bericht b
  where b.regio = $1 and b.positie <= $2 and b.oordeel = 'voorlopig' and {_dag("b")} <= $3 and {welke}"""


# `besluit_op`: the first final answer. A JW301 that came before the request that it grants is one all the same (OP080).
_VRAAG = f"""
vraag as materialized (
  select v.gemeente, v.aanbieder, v.referentie, v.client, v.is_wijziging, v.dagtekening, v.ontvangen_op,
    v.in_onderzoek_op, v.afgewezen_op, v.reden_afwijzing, least(v.afgewezen_op, v.toegewezen_op, h.op) as besluit_op
  from verzoek v left join (
    select t.client, t.gemeente, t.aanbieder, r.referentie, min(t.ontvangen_op) as op
    from toewijzing t cross join lateral (values (t.eerste_referentie), (t.referentie_aanbieder)) r (referentie)
    where {_op_k("t")} and r.referentie is not null group by 1, 2, 3, 4
  ) h on v.toegewezen_op is null
    and h.client = v.client and h.gemeente = v.gemeente and h.aanbieder = v.aanbieder and h.referentie = v.referentie
  where {_op_k("v")}"""

_ONBESLIST = " and v.afgewezen_op is null and v.toegewezen_op is null"


def _verzoek(soort: Soort, van: str, voldaan_op: str, welke: str) -> str:
    return f"""
  {_kop(soort)}, gemeente, aanbieder, 'verzoek/' || referentie, client, {van}, {voldaan_op}
  from vraag where {welke}"""


LEVERING = (
    "concat_ws('/', 'levering', coalesce(l.toewijzing_nummer::text, ''), coalesce(l.categorie, ''),"
    " coalesce(l.code, ''), l.begindatum)"
)
"""The key of a clock on row `l`."""


def _levering(soort: Soort, van: str, voldaan_op: str, welke: str, bij: str = "") -> str:
    return f"""
  {_kop(soort)}, l.aanbieder, l.gemeente, {LEVERING}, l.client, {van}, {voldaan_op}
  from levering l{bij}
  where {_op_k("l")} and not l.is_verwijderd and {welke}"""


_TOEWIJZING = f"""
  left join toewijzing t on {_op_k("t")} and t.client = l.client and t.gemeente = l.gemeente
    and t.aanbieder = l.aanbieder and t.nummer = l.toewijzing_nummer"""

# Whether the stop is temporary decides both dates; when a definitive one after it was known to be so, nobody tells.
_STOP = "coalesce(l.tijdelijk_einde, l.einde)"
_STOP_GEMELD = "case when l.tijdelijk_einde is null then l.einde_gemeld_op else l.tijdelijk_gemeld_op end"

_STOP_VERWACHT = f"""l.einde is null and t.einddatum < $3 and not {_verwijderd("t")}
    -- one that was resumed ended on its temporary Einddatum (definitions.md 2)
    and {hervat_op("l", _op_k)} is null
    and not exists (  -- goes on under another number that is in force
      select from toewijzing n
      where {_op_k("n")} and n.client = l.client and n.gemeente = l.gemeente and n.aanbieder = l.aanbieder
        and n.nummer <> l.toewijzing_nummer and n.ingangsdatum <= $3 and coalesce(n.einddatum >= $3, true)
        and coalesce(n.categorie = l.categorie, true) and coalesce(n.code = l.code, true)
        and not {_verwijderd("n")}
        and coalesce((  -- unless the care on that number was stopped: then nobody told of this one
          select o.einde >= $3 from levering o
          where {_op_k("o")} and not o.is_verwijderd and o.client = l.client and o.gemeente = l.gemeente
            and o.aanbieder = l.aanbieder and o.toewijzing_nummer = n.nummer
          order by o.begindatum desc, o.einde desc nulls first limit 1), true))"""

# Until the same care stopped on another number it went on, so the term counts from there.
_STOPTE_ELDERS = f"""(
      select max(o.einde) from levering o
      where {_op_k("o")} and not o.is_verwijderd and o.client = l.client and o.gemeente = l.gemeente
        and o.aanbieder = l.aanbieder and o.toewijzing_nummer <> l.toewijzing_nummer and o.einde < $3
        and o.categorie is not distinct from l.categorie and o.code is not distinct from l.code
        and o.begindatum > l.begindatum)"""

_TAKKEN: dict[Soort, str] = {
    Soort.RETOURBERICHT: _beantwoording(Soort.RETOURBERICHT, "b.berichtsoort <> 'JW323'"),
    Soort.DECLARATIEANTWOORD: _beantwoording(Soort.DECLARATIEANTWOORD, "b.berichtsoort = 'JW323'"),
    Soort.ANTWOORD_VERZOEK: _verzoek(
        Soort.ANTWOORD_VERZOEK, "ontvangen_op", "least(in_onderzoek_op, besluit_op)", "not is_wijziging"
    ),
    Soort.ANTWOORD_WIJZIGING: _verzoek(
        Soort.ANTWOORD_WIJZIGING, "ontvangen_op", "least(in_onderzoek_op, besluit_op)", "is_wijziging"
    ),
    Soort.EINDANTWOORD: _verzoek(Soort.EINDANTWOORD, "dagtekening", "besluit_op", "in_onderzoek_op is not null"),
    Soort.WOONPLAATSBEGINSEL: _verzoek(
        Soort.WOONPLAATSBEGINSEL,
        "ontvangen_op",
        "afgewezen_op",
        f"reden_afwijzing = '{WOONPLAATSBEGINSEL}' and afgewezen_op is not null",
    ),
    Soort.START: _levering(
        Soort.START,
        "greatest(l.begindatum, t.ontvangen_op)",
        "l.gemeld_op",
        "l.gemeld_op is not null",
        _TOEWIJZING,
    ),
    Soort.STOP: _levering(Soort.STOP, _STOP, _STOP_GEMELD, f"{_STOP_GEMELD} is not null"),
    Soort.STOP_VERWACHT: _levering(
        Soort.STOP_VERWACHT,
        f"greatest(t.einddatum, l.begindatum, {_STOPTE_ELDERS})",
        "null::date",
        _STOP_VERWACHT,
        _TOEWIJZING,
    ),
}


_EERSTE_DAG = "date '0001-01-01'"
"""A Monday."""

KALENDER = [(feestdag - date.min).days for feestdag in FEESTDAGEN], WERKDAGEN_VOOR
"""$4 and $5: the holidays, as days since the first, and how many working days there are before each."""


def _nummer(dag: str) -> str:
    """How many working days the calendar has up to and including a day; as in core/werkdagen.py."""
    sinds = f"({dag} - {_EERSTE_DAG})"
    return f"({sinds} / 7 * 5 + least({sinds} % 7 + 1, 5) - width_bucket({sinds}, $4::int[]))"


def _werkdag(nummer: str) -> str:
    """The working day with that number; a date that the standard cannot write is its last one."""
    weekdag = f"({nummer} + width_bucket({nummer} - 1, $5::int[]) - 1)"
    return f"least({_EERSTE_DAG} + {weekdag} / 5 * 7 + {weekdag} % 5, date '9999-12-31')"


def met(soorten: Collection[Soort], waar: str = "true", *, alleen_open: bool = False) -> str:
    """`with` and the CTE `klok`: a row per clock of these kinds.

    Columns: soort, partij (who owes), wederpartij, sleutel, client, van, deadline, voldaan_op, werkdagen (how long it
    took or has taken), te_laat (working days after the deadline; 0 is in time). A signaal is there when it is late.
    `waar` chooses by the columns until voldaan_op, deadline excepted. `alleen_open` leaves out settled ones, sooner.
    """
    takken = "\n  union all".join(_TAKKEN[soort] for soort in Soort if soort in soorten)
    signalen = ", ".join(f"'{soort}'" for soort, termijn in TERMIJNEN.items() if termijn.is_signaal)
    # A term in days that ends on a day that is free runs until the first working day from there: the one after those
    # until the day before. `offset 0` keeps what is named more than once from being worked out more than once
    return f"""
with {_VRAAG}{_ONBESLIST if alleen_open else ""}
),
begin (soort, termijn, dagen, partij, wederpartij, sleutel, client, van, voldaan_op) as ({takken}
),
genummerd as (
  select b.*, {_nummer("van")} as nummer_van, {_nummer("coalesce(voldaan_op, $3::date)")} as nummer_tot,
    case when dagen is null then {_nummer("van")} + termijn else {_nummer("van + dagen - 1")} + 1 end as nummer_deadline
  from begin b where {waar}{" and voldaan_op is null" if alleen_open else ""} offset 0
),
klok as (
  select g.*, {_werkdag("nummer_deadline")} as deadline, nummer_tot - nummer_van as werkdagen,
    greatest(nummer_tot - nummer_deadline, 0) as te_laat
  from genummerd g where soort not in ({signalen}) or nummer_tot > nummer_deadline
)"""


async def stel_in(conn: Verbinding) -> None:
    """Before a statement of this room: no plan for a smaller ledger, and no loops over two whole tables."""
    await conn.execute("set local plan_cache_mode = force_custom_plan; set local enable_nestloop = off")
