-- By how much the known claims of each plafond moved between two positions: at most a row per plafond per month.
-- $1 regio, $2 K, $3 the first position after each month end, rising; `tot` 0 is before the first of these. A row of 0
-- says that the plafond became known there.
select aanbieder, jaar, perceel, segment, width_bucket(positie, $3::bigint[]) as tot,
  sum(bedrag_cents * ((debet in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int
                      - (credit in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int)) as cents
from boeking where regio = $1 and positie <= $2
group by aanbieder, jaar, perceel, segment, tot
order by aanbieder, jaar, perceel, segment, tot
