-- A row per aanbieder and figure, beside the spread of the others (spiegel_van.sql).
select *, plek as aanbieder from spiegel_van('aanbieder')
