# SPDX-License-Identifier: EUPL-1.2
"""Saldi and claims made anew from the ledger: boekingen say how much, gebeurtenissen say why.

Nothing is decided again: a decision is a fact, whatever the register says now.
"""

from typing import Any

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.plafonds import opslag
from berichtenverkeer.plafonds.boeken import Saldo
from berichtenverkeer.plafonds.claimstand import TERMIJN
from berichtenverkeer.plafonds.opslag import SOM_DELEN
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening
from berichtenverkeer.register.rijen import Plafond
from berichtenverkeer.register.stand import ooit_geladen

_TABELLEN = ("plafond_saldo", "claim", "claimdeel", "plafond_peil")
_PLAFOND = "aanbieder, jaar, perceel, segment"

_REKENINGEN = ", ".join(
    f"sum(case when debet = '{een.value}' then bedrag_cents when credit = '{een.value}' then -bedrag_cents else 0 end)"
    for een in Rekening
)
_VELDEN = ", ".join(veld for veld in Saldo.__struct_fields__ if veld.endswith("_cents"))

_SALDI = f"""
insert into plafond_saldo (regio, {_PLAFOND}, versie, {_VELDEN})
select $1, {_PLAFOND}, coalesce(max(positie) filter (where claim is null), max(versie)), {_REKENINGEN}
from unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::bigint[]) as p ({_PLAFOND}, versie)
full join (select * from boeking where regio = $1) b using ({_PLAFOND})
group by {_PLAFOND}"""
# A plafond of nothing has no boeking of its amount: that it is there, and since when, only the register says.

_DELEN = f"""
insert into claimdeel (regio, claim, {_PLAFOND}, bedrag_cents, realisatie_cents)
select $1, claim, {_PLAFOND}, bedrag_cents, realisatie_cents from ({SOM_DELEN}) s"""

_PEIL = """
insert into plafond_peil (regio, peilmaand)
select $1, max((inhoud->>'peilmaand')::date) from gebeurtenis
where regio = $1 and soort = 'PeilmaandVerschoven' having count(*) > 0"""

_CLAIMS = f"""
with besluit as (
  select distinct on (inhoud->>'claim') inhoud->>'claim' as claim, inhoud, positie, bericht_id, client
  from gebeurtenis where regio = $1 and soort = 'PlafondBesloten' order by inhoud->>'claim', positie desc
), beoordeeld as (
  select distinct on (inhoud->>'heen_id') (inhoud->>'heen_id')::uuid as bericht_id,
    (inhoud->>'is_goedgekeurd')::boolean as is_goed, coalesce(inhoud->'niet_geboekt', '[]') as niet_geboekt
  from gebeurtenis where regio = $1 and soort = 'BerichtBeantwoord' order by inhoud->>'heen_id', positie desc
), antwoord as (
  -- of a receiver who answers himself: what he approved, and what waits for him and nothing was found about
  select case g.soort
      when 'ReserveringVervallen' then inhoud->>'claim'
      when 'ToewijzingVastgesteld' then 'verzoek/' || (inhoud->>'aanbieder') || '/' || (inhoud->>'referentie_aanbieder')
      else 'verzoek/' || (inhoud->>'aanbieder') || '/' || (inhoud->>'referentie')
    end as claim, g.soort, g.inhoud, g.positie, g.client
  from gebeurtenis g left join beoordeeld h on h.bericht_id = g.bericht_id
  where g.regio = $1
    and g.soort in ('ReserveringVervallen', 'VerzoekAfgewezen', 'VerzoekInOnderzoek', 'ToewijzingVastgesteld')
    and case when not coalesce((g.inhoud->>'is_voorlopig')::boolean, false) then true
             when h.bericht_id is not null then h.is_goed and not h.niet_geboekt @> to_jsonb(g.positie)
             else not exists (select from bericht b where b.regio = $1 and b.id = g.bericht_id and b.is_betwist) end
), beantwoord as (
  select claim, max(a.positie) filter (where soort = 'ReserveringVervallen') as verviel,
    min((a.inhoud->>'ontvangen_op')::date) filter (where soort = 'VerzoekInOnderzoek') as in_onderzoek_op
  from antwoord a join besluit b using (claim)
  where a.inhoud->>'gemeente' = b.inhoud->>'gemeente' and coalesce(a.client = b.client, true) group by claim
), verzocht as (
  -- the state, which is built again before: what was decided on or answered need not be what has the reference now
  select 'verzoek/' || aanbieder || '/' || referentie as claim, coalesce(afgewezen_op, toegewezen_op) is null as is_open
  from verzoek where regio = $1 and pos_tot is null
), kop as (
  select b.claim, b.inhoud->>'aanbieder' as aanbieder, b.inhoud->>'gemeente' as gemeente,
    case when b.claim like 'toewijzing/%' then 'beslag'
         when b.inhoud ? 'vervalt_op' and coalesce(v.is_open, false) and coalesce(a.verviel < b.positie, true)
           then 'gereserveerd'
         else 'geen' end as soort,
    b.inhoud->>'uitkomst' as uitkomst,
    (select coalesce(sum((deel->>'overschrijding_cents')::numeric), 0)
     from jsonb_array_elements(coalesce(b.inhoud->'delen', '[]')) deel) as overschrijding_cents,
    case when b.inhoud ? 'vervalt_op' and coalesce(a.verviel < b.positie, true) then
      coalesce(a.in_onderzoek_op + {TERMIJN.days}, (b.inhoud->>'vervalt_op')::date) end as vervalt_op,
    b.positie as sinds, o.bericht_id is not null and v.claim is null as is_weg
  from besluit b left join beantwoord a using (claim) left join verzocht v using (claim)
  left join beoordeeld o on not o.is_goed and o.bericht_id = b.bericht_id and b.claim like 'verzoek/%'
  union all
  select distinct on (claim)
    claim, aanbieder, split_part(claim, '/', 2), 'beslag', null, 0, null::date, 0::bigint, false
  from boeking b where regio = $1 and claim like 'toewijzing/%' and not exists (
    select from besluit where besluit.claim = b.claim)
)
insert into claim (regio, claim, aanbieder, gemeente, soort, uitkomst, overschrijding_cents, vervalt_op, sinds)
select $1, claim, aanbieder, gemeente, soort, case when not is_weg then uitkomst end,
  case when is_weg then 0 else overschrijding_cents end, case when not is_weg then vervalt_op end,
  case when is_weg then 0 else sinds end
from kop"""


async def herbouw(conn: Verbinding, regio: str) -> None:
    """Forget saldi and claims of a region and build them again. Call `opslag.sluit_af` first, before any other lock."""
    for tabel in _TABELLEN:
        await conn.execute(f"delete from {tabel} where regio = $1", regio)
    sinds: dict[PlafondSleutel, int] = {}
    for rij, positie in await ooit_geladen(conn, regio, Plafond):
        if not rij.zonder_plafond:
            sinds.setdefault(PlafondSleutel(rij.aanbieder, rij.jaar, rij.perceel, rij.segment), positie)
    kolommen = [[getattr(sleutel, veld) for sleutel in sinds] for veld in _PLAFOND.split(", ")]
    await conn.execute(_SALDI, regio, *kolommen, list(sinds.values()))
    # The planner cannot know how many decisions there are and would compare each with each.
    await conn.execute("set local enable_nestloop = off")
    await conn.execute(_CLAIMS, regio)
    await conn.execute("set local enable_nestloop = on")
    await conn.execute(_DELEN, regio)
    await conn.execute(_PEIL, regio)


async def alles(conn: Verbinding, regio: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that `herbouw` makes, by table, in a fixed order: to compare before and after."""
    saldi = [
        tuple(getattr(saldo, veld) for veld in Saldo.__struct_fields__)
        for saldo in await opslag.lees_saldi(conn, regio)
    ]
    resultaat: dict[str, list[tuple[Any, ...]]] = {"plafond_saldo": saldi}
    for tabel, orde in (("claim", "claim"), ("claimdeel", f"claim, {_PLAFOND}"), ("plafond_peil", "regio")):
        rijen = await conn.fetch(f"select * from {tabel} where regio = $1 order by {orde}", regio)
        resultaat[tabel] = [tuple(rij) for rij in rijen]
    return resultaat
