-- Per client.
-- Leveringen cut where a segmentregel begins or ceases to decide, each part with the segment that it counts for. The
-- days that no row decides have the segment of the product. Without segmentregels there is nothing here.
with zorg as (
  select levering, client, begindatum, coalesce(tot, date '9999-12-31') as tot, segment from geplaatst_levering
  where buiten_opdracht = '' and getvariable('segmentregels')
),
besloten as (
  select z.levering, z.client, greatest(z.begindatum, d.van) as van, least(z.tot, d.tot) as tot, d.segment
  from zorg z join segmentdag d on d.client = z.client and d.van <= z.tot and d.tot >= z.begindatum
),
open_dagen as (
  select levering, client, segment,
    unnest([{'van': coalesce(lag(tot) over deel + 1, begindatum), 'tot': van - 1}], recursive := true)
  from (
    select b.levering, z.client, z.segment, z.begindatum, b.van, b.tot from besloten b join zorg z using (levering)
    union all select levering, client, segment, begindatum, tot + 1, null from zorg
  )
  window deel as (partition by levering order by van)
)
select levering, client, segment, van, tot from besloten
union all select levering, client, segment, van, tot from open_dagen where van <= tot
