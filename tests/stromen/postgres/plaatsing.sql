-- What the register says of a row `l` on its Begindatum: the product `p`; the segment `s` and the gemeente `g` where the
-- dimension $3 asks for them.
left join product p on p.categorie = l.categorie and p.code = coalesce(l.code, '')
  and l.begindatum between p.van and p.tot
left join segment_rij s on $3::text = 'financieringsvorm'
  and s.segment = p.segment and l.begindatum between s.van and s.tot
left join gemeente_rij g on $3::text = 'gebied'
  and g.gemeente = l.gemeente and l.begindatum between g.van and g.tot
