-- The product `p` of a row `l`, by the register on its Begindatum.
left join product p on p.categorie = l.categorie and p.code = coalesce(l.code, '')
  and l.begindatum between p.van and p.tot
