-- Per client.
-- Every levering in one piece, or in those that segmentregels cut, each with the segment that it counts for: from `s`
-- until `l` (null: still). `begint` and `eindigt`: it is the first, the last part of its levering.
select g.* exclude (segment, tot), coalesce(d.segment, g.segment) as segment, coalesce(d.van, g.begindatum) as s,
  case when d.tot is null or d.tot = date '9999-12-31' then g.tot else d.tot end as tot,
  d.van is null or d.van = g.begindatum as begint,
  d.tot is null or d.tot = coalesce(g.tot, date '9999-12-31') as eindigt
from geplaatst_levering g
left join (select * from levering_deel where getvariable('op_segment')) d using (levering)
