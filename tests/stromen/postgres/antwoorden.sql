-- W1: requests that were answered in the period, by plek and by the days on which they came and were answered.
-- Which bericht answered first is found by the ledger position at which the request was first seen answered.
-- $1 regio, $2 K, $3 dimensie, $4 begin, $5 eind, $6 first days of the periods
\ir parts.psql
with :register, :laag, :bekend, :versies, :ledger,
antwoord as (
  select v.gemeente, v.aanbieder, v.referentie, v.categorie, v.code, v.ingangsdatum as begindatum, v.ontvangen_op,
    least(v.afgewezen_op, v.toegewezen_op) as beantwoord_op
  from verzoek_bekend v where least(v.afgewezen_op, v.toegewezen_op) between $4::date and $5::date
),
eerste as (
  select v.aanbieder, v.referentie, min(v.positie) as positie
  from antwoord a join verzoek_versie v using (aanbieder, referentie)
  where v.afgewezen_op is not null or v.toegewezen_op is not null
  group by 1, 2
)
select width_bucket(l.beantwoord_op, $6::date[]) - 1 as periode, :plek as plek,
  l.ontvangen_op, l.beantwoord_op, coalesce(b.bron = 'gateway', false) as door_gateway, count(*)::int as aantal
from antwoord l join eerste e using (aanbieder, referentie)
left join gebeurtenis_bekend f on f.positie = e.positie
left join bericht_bekend b on b.id = f.bericht_id
:plaatsing
where :in_regio
group by 1, 2, 3, 4, 5
