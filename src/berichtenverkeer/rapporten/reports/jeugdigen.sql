-- A row per levering with a day in the period.
select p.nummer as periode, l.plek, l.plek2, l.client, l.levering, l.aanbieder, l.gemeente, l.toewijzing_nummer,
  l.productcategorie, l.product, l.begindatum, l.eind, b.inwoners
from perioden p
join levering l on l.begindatum <= p.eind and coalesce(l.eind, p.eind) >= p.begin
left join inwoners b on b.jaar = year(p.eind) and b.plek = l.plek
