-- What was asked in a bericht, in document order. $1 regio, $2 the bericht
\ir parts.psql
with :ledger
select g.soort, g.versie, g.inhoud::text as inhoud
from bericht_regio b join gebeurtenis_regio g on g.client = b.client and g.bericht_id = b.id
where b.id = $2::uuid and g.soort in ('VerzoekOntvangen', 'WijzigingVerzocht')
order by g.positie
