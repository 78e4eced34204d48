-- A row per approved prestatie with a volume, of the period and of the one before it in the report, with its part of why
-- the costs differ, in millionths of a cent. With q the volume of a product and unit, p the price of each aanbieder:
-- volume is (Q1 - Q0) at the mean price before, price is (p1 - p0) at the volume now, of who was there in both; the rest
-- is who came, who went, and from whom to whom volume moved. In all of the region (plek is null), and in each plek.
with alle as (
  select p.nummer, case when niveau = 1 then x.plek end as plek, case when niveau = 1 then x.plek2 end as plek2,
    x.product, x.eenheid, x.aanbieder, x.client, x.gemeente, x.toewijzing_nummer, x.referentie, x.volume,
    x.bedrag_cents
  from perioden p
  join prestatie x on x.is_goedgekeurd and x.volume > 0 and x.begindatum between p.begin and p.eind
  cross join (values (0), (1)) n (niveau)
),
van_aanbieder as (
  select nummer, plek, plek2, product, eenheid, aanbieder, sum(volume) as volume, sum(bedrag_cents) as cents
  from alle group by all
),
van_product as (
  select nummer, plek, plek2, product, eenheid, sum(volume) as volume, sum(cents) as cents
  from van_aanbieder group by all
)
select a.nummer as periode, a.* exclude (nummer),
  1_000_000 * a.bedrag_cents - gedeeld(1_000_000 * a.volume::hugeint * w.cents, w.volume) as prijs_miljoenste,
  gedeeld(1_000_000 * a.volume::hugeint * q.cents, q.volume) as volume_miljoenste
from alle a
left join van_aanbieder w on w.nummer = a.nummer - 1 and w.product = a.product and w.eenheid = a.eenheid
  and w.aanbieder = a.aanbieder and w.plek is not distinct from a.plek and w.plek2 is not distinct from a.plek2
left join van_product q on q.nummer = a.nummer - 1 and q.product = a.product and q.eenheid = a.eenheid
  and q.plek is not distinct from a.plek and q.plek2 is not distinct from a.plek2
where a.nummer > 0
union all by name
select a.nummer + 1 as periode, a.* exclude (nummer, bedrag_cents), a.bedrag_cents as eerder_cents,
  case when n.volume > 0 then -gedeeld(1_000_000 * a.volume::hugeint * q.cents, q.volume) end as volume_miljoenste
from alle a
semi join perioden p on p.nummer = a.nummer + 1
join van_product q on q.nummer = a.nummer and q.product = a.product and q.eenheid = a.eenheid
  and q.plek is not distinct from a.plek and q.plek2 is not distinct from a.plek2
left join van_product n on n.nummer = a.nummer + 1 and n.product = a.product and n.eenheid = a.eenheid
  and n.plek is not distinct from a.plek and n.plek2 is not distinct from a.plek2
