-- A row per heenbericht that came in during the period: what it was judged, and whether it has its answer, of the gateway
-- or of its receiver himself.
with antwoord as (select distinct heen_id from bericht_bekend where heen_id is not null)
select p.nummer as periode, b.berichtsoort, b.id as bericht_id, b.positie, b.oordeel,
  b.retour_id is not null or a.heen_id is not null as is_beantwoord
from perioden p
join bericht_bekend b on b.ontvangen_dag between p.begin and p.eind and b.bron = 'partij' and b.heen_id is null
left join antwoord a on a.heen_id = b.id
