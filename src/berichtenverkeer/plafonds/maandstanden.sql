-- By how much the known claims of each plafond moved between two positions: at most a row per plafond per month, in no
-- order: to sort the boekingen for it takes longer than all the rest. $1 regio, $2 K, $3 the first position after each
-- month end, rising; `tot` 0 is before the first of these. A row of 0 says that the plafond became known there.
select aanbieder, jaar, perceel, segment, width_bucket(positie, $3::bigint[]) as tot,
  coalesce(sum(bedrag_cents) filter (where debet in ('GERESERVEERD', 'BESLAG', 'REALISATIE')), 0)
  - coalesce(sum(bedrag_cents) filter (where credit in ('GERESERVEERD', 'BESLAG', 'REALISATIE')), 0) as cents
from boeking where regio = $1 and positie <= $2
group by aanbieder, jaar, perceel, segment, tot
