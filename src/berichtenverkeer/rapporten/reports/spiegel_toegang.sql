-- A row per gemeente and figure of what its toegang referred, beside the spread of the others (spiegel_van.sql): of all of
-- them, or the spread of some that were chosen would tell what they have.
select *, plek as gemeente from spiegel_van('gemeente')
where getvariable('filter_gemeente') is null and getvariable('filter_gebied') is null
