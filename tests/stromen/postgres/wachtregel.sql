-- The columns of a line of a list of toewijzingen, of a row `l` of a CTE, whose days run until `l.tot`.
l.periode::int as periode, l.is_verwijderd, :plek as plek, l.gemeente, l.aanbieder, l.toewijzing_nummer,
  encode(l.client, 'hex') as client, l.categorie, l.code, l.begindatum as ingangsdatum, l.einddatum, l.sinds,
  l.tot - l.sinds as dagen, p.norm as norm_dagen, l.tot - l.sinds > p.norm as over_norm
