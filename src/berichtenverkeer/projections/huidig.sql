-- What holds now in region $1.
toewijzing_huidig as not materialized (
  select gemeente, nummer, client, aanbieder, categorie, code, eerste_datum, eerste_tijd, toewijzingsdatum,
    toewijzingstijd, ingangsdatum, einddatum, reden_wijziging, referentie_aanbieder, volume, eenheid, frequentie,
    budget_cents, ontvangen_op, eerste_referentie, eerste_referentie_datum, eerste_referentie_tijd, is_voorlopig
  from toewijzing where regio = $1 and pos_tot is null
),
prestatie_huidig as not materialized (
  select gemeente, toewijzing_nummer, begindatum,
    case when pos_tot is null then hash_record_extended(row(regio, gemeente, toewijzing_nummer), 0) end as kenmerk
  from prestatie where regio = $1 and pos_tot is null
)
