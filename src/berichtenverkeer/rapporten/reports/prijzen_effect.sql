-- A row per product and unit: what it cost in the period and in the one before it in the report, and why that differs.
-- With q the volume, p the price of each aanbieder: volume is (Q1 - Q0) at the mean price before; price is (p1 - p0) at
-- the volume now, of who was there in both; the rest is mix: who came, who went, and from whom to whom volume moved.
-- In all of the region (plek is null), and in each plek.
with per_aanbieder as (
  select p.nummer, x.plek, x.plek2, x.product, x.eenheid, x.aanbieder,
    sum(x.volume)::hugeint as volume, sum(x.bedrag_cents)::hugeint as cents
  from perioden p join prestatie x on x.is_goedgekeurd and x.volume > 0 and x.begindatum between p.begin and p.eind
  group by grouping sets ((p.nummer, x.product, x.eenheid, x.aanbieder),
    (p.nummer, x.plek, x.plek2, x.product, x.eenheid, x.aanbieder))
),
-- each aanbieder in each of the periods that follow another, with what he did in that one
naast as (
  select periode, plek, plek2, product, eenheid, aanbieder, sum(volume) filter (where is_nu) as volume,
    sum(cents) filter (where is_nu) as cents, sum(volume) filter (where not is_nu) as eerder_volume,
    sum(cents) filter (where not is_nu) as eerder_cents
  from (
    select nummer as periode, true as is_nu, * exclude (nummer) from per_aanbieder
    union all
    select nummer + 1, false, * exclude (nummer) from per_aanbieder
  )
  where periode between 1 and (select max(nummer) from perioden)
  group by all
),
per_product as (
  select periode, plek, plek2, product, eenheid, coalesce(sum(cents), 0) as cents,
    coalesce(sum(eerder_cents), 0) as eerder_cents, coalesce(sum(volume), 0) as volume,
    coalesce(sum(eerder_volume), 0) as eerder_volume,
    coalesce(sum(gedeeld(cents * eerder_volume - eerder_cents * volume, eerder_volume)), 0) as prijs_cents
  from naast group by all
)
select periode, plek, plek2, product, eenheid, volume, eerder_volume, cents::bigint as bedrag_cents,
  eerder_cents::bigint as eerder_cents, prijs_cents::bigint as prijs_cents, volume_cents::bigint as volume_cents,
  (cents - eerder_cents - prijs_cents - volume_cents)::bigint as mix_cents
from (
  select *, case when volume = 0 then 0
    else coalesce(gedeeld((volume - eerder_volume) * eerder_cents, eerder_volume), 0) end as volume_cents
  from per_product
)
