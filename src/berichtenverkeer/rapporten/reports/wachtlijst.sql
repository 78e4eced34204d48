-- A row per toewijzing that waits on the last day of the period (definitions 5), with the days that it waited so far.
select p.nummer as periode, w.plek, w.plek2, w.client, w.gemeente, w.aanbieder, w.nummer, w.product, w.ingangsdatum,
  w.einddatum, w.sinds, w.dagen, w.norm, w.maximum_dagen, w.over_norm, w.over_maximum, w.gedwongen_kader
from perioden p cross join wachtenden(p.eind) w
