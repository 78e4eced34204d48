-- Decisions on verzoeken of clients $3 that were taken anew, each with the tenzij of which a step brought it, as known at
-- K. They are booked with that step: nothing of the client at the aanbieder comes between. $1 regio, $2 K
\ir parts.psql
with :bekend
select b.soort, b.versie, b.inhoud::text as inhoud, b.geboekt_dag,
  (select s.inhoud->>'tenzij_id' from gebeurtenis_bekend s
   where s.client = b.client and s.soort like 'Tenzij%' and s.inhoud->>'aanbieder' = b.inhoud->>'aanbieder'
     and s.positie < b.positie order by s.positie desc limit 1) as tenzij
from gebeurtenis_bekend b
where b.client = any($3::bytea[]) and b.soort = 'PlafondBesloten' and b.bericht_id is null order by b.positie
