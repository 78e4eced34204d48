-- Per client.
-- Movements into and out of the region, or what the filters choose of it: from `elders` only when there are filters.
select * from regio_beweging_overal where plek = 'regio'
