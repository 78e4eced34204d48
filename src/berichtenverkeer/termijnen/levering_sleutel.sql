-- The key of a clock on a levering `l`.
concat_ws('/', 'levering', coalesce(l.toewijzing_nummer::text, ''), coalesce(l.categorie, ''), coalesce(l.code, ''),
  l.begindatum)
