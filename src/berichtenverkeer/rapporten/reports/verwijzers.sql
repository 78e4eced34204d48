-- A row per levering with a day in the period, per prestatie that was approved for it, and per client who came in: by
-- verwijzer, and once more for all of them together.
with feit as (
  select p.nummer as periode, l.plek, l.plek2, 'levering' as soort, l.verwijzer, l.verwijzergroep, l.client,
    l.gemeente, l.aanbieder, l.toewijzing_nummer, l.begindatum, l.begindatum >= p.begin as is_begonnen,
    min(l.verwijzer) over van_client <> max(l.verwijzer) over van_client as heeft_meer,
    min(l.verwijzergroep) over van_client <> max(l.verwijzergroep) over van_client as heeft_meer_groepen
  from perioden p join levering l on l.begindatum <= p.eind and coalesce(l.eind, p.eind) >= p.begin
  window van_client as (partition by p.nummer, l.client)
  union all by name
  select p.nummer as periode, x.plek, x.plek2, 'prestatie' as soort, x.verwijzer, x.verwijzergroep, x.client,
    x.gemeente, x.aanbieder, x.toewijzing_nummer, x.referentie, x.bedrag_cents
  from perioden p join prestatie x on x.is_goedgekeurd and x.begindatum between p.begin and p.eind
  union all by name
  select p.nummer as periode, b.plek, b.plek2, 'instroom' as soort, b.verwijzer,
    coalesce(w.groep, 'onbekend') as verwijzergroep, b.client, b.datum
  from perioden p
  join beweging b on b.soort = 'instroom' and b.datum between p.begin and p.eind
  left join groep w on w.code = b.verwijzer and b.datum between w.van and w.tot
)
select * from feit
union all
select * replace ('samen' as verwijzer, 'samen' as verwijzergroep) from feit
