-- The plek of a row `l` (gemeente, aanbieder, categorie, code, begindatum) in dimension $3, by its product `p`.
coalesce(nullif(case $3::text
    when 'segment' then p.segment
    when 'perceel' then p.perceel
    when 'hulpvorm' then p.hulpvorm
    when 'zorgprofiel' then p.zorgprofiel
    when 'financieringsvorm' then (select s.financieringsvorm from segment_rij s
      where s.segment = p.segment and l.begindatum between s.van and s.tot)
    when 'productcategorie' then l.categorie
    when 'aanbieder' then l.aanbieder
    when 'gemeente' then l.gemeente
    when 'gebied' then (select g.gebied from gemeente_rij g
      where g.gemeente = l.gemeente and l.begindatum between g.van and g.tot)
    when 'regio' then 'regio'
  end, ''), 'onbekend')
