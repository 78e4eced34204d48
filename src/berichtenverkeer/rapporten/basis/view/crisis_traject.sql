-- Per client.
-- The same of crisis care alone: other care before, after or beside it is no part of it.
select t.*, l.* exclude (levering, client, aanbieder, hulpvorm, eind, tot, reden)
from crisis_traject_overal t join levering l on l.levering = t.eerste_levering
