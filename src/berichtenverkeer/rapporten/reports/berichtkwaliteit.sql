-- A row per bericht that came in during the period, with who sent it and what it was; no bericht of the gateway itself.
select p.nummer as periode, b.verzender as partij, b.berichtsoort, b.id as bericht_id, b.client, b.oordeel,
  b.eerste, b.is_betwist, b.heen_id is not null as is_antwoord
from perioden p join bericht_bekend b on b.ontvangen_dag between p.begin and p.eind and b.bron = 'partij'
