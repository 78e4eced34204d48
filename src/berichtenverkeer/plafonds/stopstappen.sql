-- The steps of a cliëntenstop up to K, in order. $1 regio, $2 K, $3 the stop
\ir parts.psql
with :bekend
select g.soort, g.versie, g.inhoud::text as inhoud
from clientenstop s join gebeurtenis_bekend g on g.positie = s.pos_van
where s.regio = $1 and s.stop_id = $3
order by s.pos_van
