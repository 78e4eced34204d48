-- Per client.
-- Trajecten in the plekken that were asked for, each in those of its first levering. `eind` is null while it runs;
-- `reden`, `reden_cbs` are those of its end.
select t.*, l.* exclude (levering, client, aanbieder, hulpvorm, eind, tot, reden)
from traject_overal t join levering l on l.levering = t.eerste_levering
