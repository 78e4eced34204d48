-- The approved prestaties of region $1 that were not credited, as known at K ($2): what counts as production.
prestatie_goedgekeurd as not materialized (
  select aanbieder, gemeente, client, toewijzing_nummer, categorie, code, begindatum, einddatum, bedrag_cents
  from prestatie
  where regio = $1 and pos_van <= $2 and (pos_tot is null or pos_tot > $2)
    and uitslag = 'goedgekeurd' and not (is_credit or is_gecrediteerd) and dubbel_in = ''
)
