-- The plek of a row `l` (gemeente, aanbieder, categorie, code, begindatum) in dimension $3, by `p`, `s` and `g`
-- (plaatsing.sql).
coalesce(nullif(case $3::text
    when 'segment' then p.segment
    when 'perceel' then p.perceel
    when 'hulpvorm' then p.hulpvorm
    when 'zorgprofiel' then p.zorgprofiel
    when 'financieringsvorm' then s.financieringsvorm
    when 'productcategorie' then l.categorie
    when 'aanbieder' then l.aanbieder
    when 'gemeente' then l.gemeente
    when 'gebied' then g.gebied
    when 'regio' then 'regio'
  end, ''), 'onbekend')
