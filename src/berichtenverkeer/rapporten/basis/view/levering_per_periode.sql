-- A row per period and levering with a day in it, with the first and last day of the period.
select p.nummer as periode, p.begin as periode_begin, p.eind as periode_eind, l.*
from perioden p join levering_in_perioden l on l.begindatum <= p.eind and coalesce(l.eind, p.eind) >= p.begin
