-- Per client.
-- The same for the region as a whole, or what the filters choose of it: one plek, and `elders`.
select * replace (
  case when is_gekozen then 'regio' else 'elders' end as plek, '' as plek2, null::varchar as segment) from leven
