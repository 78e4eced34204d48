-- A row per youth who came from one plek into another in the period.
select p.nummer as periode, m.andere_plek as van_plek, m.plek as naar_plek, m.client, m.datum, l.gemeente, l.aanbieder,
  l.toewijzing_nummer, l.begindatum
from perioden p
join beweging m on m.datum between p.begin and p.eind and m.richting = 'in' and m.soort = 'doorstroom'
left join geplaatst_levering l on l.levering = m.levering
