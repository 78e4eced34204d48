-- Per client.
-- For which segment all care of a client counts, by interval of days, where a segmentregel decides it (definitions 3):
-- between two days on which something begins or ends, the first row of which every filled condition holds. A client who
-- never had care in a segment that a row asks for is decided by none.
with alle as (
  select levering, client, begindatum, coalesce(tot, date '9999-12-31') as tot, segment, zorgprofiel, aanbieder, product
  from geplaatst_levering where buiten_opdracht = '' and getvariable('segmentregels')
),
zorg as (
  select * from alle where client in (
    select a.client from alle a join register_segmentregels r
      on len(r.segment_aanwezig) = 0 or list_contains(r.segment_aanwezig, a.segment))
),
grens as (
  select client, begindatum as dag from zorg union select client, tot + 1 from zorg
  union select z.client, unnest([r.van, r.tot + 1]) from (select distinct client from zorg) z cross join register_segmentregels r
),
dagen as (
  select client, dag as van, lead(dag) over (partition by client order by dag) - 1 as tot from grens
),
beeld as (
  select d.client, d.van, d.tot, list(z.segment) as segmenten, list(z.zorgprofiel) as profielen,
    list(z.aanbieder) as aanbieders, list(z.product) as producten
  from dagen d join zorg z on z.client = d.client and d.van between z.begindatum and z.tot
  group by d.client, d.van, d.tot
)
select b.client, b.van, b.tot, arg_min(r.segment, r.volgorde) as segment
from beeld b join register_segmentregels r on b.van between r.van and r.tot
  and (len(r.segment_aanwezig) = 0 or list_has_any(r.segment_aanwezig, b.segmenten))
  and (len(r.zorgprofiel_aanwezig) = 0 or list_has_any(r.zorgprofiel_aanwezig, b.profielen))
  and (r.aanbieders_minstens is null or list_unique(b.aanbieders) >= r.aanbieders_minstens)
  and (r.producten_minstens is null or list_unique(b.producten) >= r.producten_minstens)
group by b.client, b.van, b.tot
