-- That a row `l` counts: a gemeente of the region, and neither party outside its figures on that day.
l.gemeente in (select gemeente from gemeente_rij)
  and not exists (select from buiten b where b.code = l.gemeente and l.begindatum between b.van and b.tot)
  and not exists (select from buiten b where b.code = l.aanbieder and l.begindatum between b.van and b.tot)
