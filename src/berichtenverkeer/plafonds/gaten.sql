-- Positions of which a boeking is not there, or the gebeurtenis that caused them. $1 regio
\ir parts.psql
with :ledger
select b.positie, max(volgnr) - count(*) as weg,
  exists (select from gebeurtenis_regio g where g.positie = b.positie) as heeft_oorzaak
from boeking b where regio = $1 group by b.positie
having max(volgnr) <> count(*) or not exists (select from gebeurtenis_regio g where g.positie = b.positie)
order by b.positie
