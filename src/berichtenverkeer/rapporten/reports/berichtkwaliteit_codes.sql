-- A row per code for which a bericht was rejected, or bytes were refused, in the period.
select p.nummer as periode, b.verzender as partij, b.berichtsoort, b.id as bericht_id, unnest(list_distinct(b.codes)) as code
from perioden p
join bericht_bekend b on b.ontvangen_dag between p.begin and p.eind and b.bron = 'partij' and b.oordeel = 'afgekeurd'
union all
select p.nummer, coalesce(w.partij, 'onbekend'), 'geweigerd', null, unnest(list_distinct(w.codes))
from perioden p join weigering_bekend w on w.dag between p.begin and p.eind
