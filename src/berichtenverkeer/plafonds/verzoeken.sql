-- What was asked in a bericht, in document order, and after it what was decided on the verzoeken of its client, as known
-- at K. $1 regio, $2 K, $3 the bericht
\ir parts.psql
with :bekend
select g.soort, g.versie, g.inhoud::text as inhoud, g.client, g.bericht_id is null as opnieuw, g.geboekt_dag
from bericht_bekend b join gebeurtenis_bekend g on g.client = b.client
where b.id = $3::uuid and (g.soort = 'PlafondBesloten'
  or g.bericht_id = b.id and g.soort in ('VerzoekOntvangen', 'WijzigingVerzocht'))
order by g.positie
