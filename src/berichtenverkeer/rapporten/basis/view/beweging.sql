-- Per client.
-- Movements into and out of the plekken that were asked for; `levering` is one that began, or ended, that day.
select * from beweging_overal where is_getoond(plek, plek2)
