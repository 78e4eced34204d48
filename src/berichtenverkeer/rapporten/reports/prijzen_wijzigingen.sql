-- A row per tarief that took the place of another in the period.
select p.nummer as periode, coalesce(nullif(t.aanbieder, ''), 'alle') as aanbieder, t.code as product,
  t.eenheid, t.van, v.tarief_cents as eerder_cents, t.tarief_cents, procent(t.tarief_cents - v.tarief_cents, v.tarief_cents) as groei
from perioden p
join register_tarieven t on t.van between p.begin and p.eind
join register_tarieven v on v.aanbieder = t.aanbieder and v.categorie = t.categorie and v.code = t.code
  and v.eenheid = t.eenheid and v.tot = t.van - 1
where v.tarief_cents <> t.tarief_cents
