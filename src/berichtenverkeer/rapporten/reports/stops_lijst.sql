-- The stops in force on the last day of the period; ground and dates are public within the region.
select p.nummer as periode, s.aanbieder, coalesce(nullif(s.gemeente, ''), 'alle') as gemeente,
  coalesce(nullif(s.segment, ''), nullif(s.perceel, ''), 'alles') as waarvoor, s.grond, s.gevraagd_op, s.van,
  s.opgeheven_vanaf as tot, p.eind - s.van + 1 as dagen
from perioden p
join clientenstop_bekend s on s.is_toegekend and s.van <= p.eind and coalesce(s.opgeheven_vanaf > p.eind, true)
