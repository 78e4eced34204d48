-- The state as it would be without what waits for the answer of a receiver who answers himself (decision 099).
toewijzing_laag as not materialized (
  select regio, client, gemeente, aanbieder, nummer, categorie, code, eerste_datum, ontvangen_op, ingangsdatum,
    einddatum, eerste_referentie, referentie_aanbieder, reden_wijziging, pos_van, pos_tot
  from toewijzing where not is_voorlopig
  union all
  select regio, client, gemeente, aanbieder, nummer, categorie, code, eerste_datum, ontvangen_op, ingangsdatum,
    einddatum, eerste_referentie, referentie_aanbieder, reden_wijziging, pos_van, pos_tot
  from toewijzing_bevestigd
),
levering_laag as not materialized (
  select regio, client, gemeente, aanbieder, toewijzing_nummer, categorie, code, begindatum, tijdelijk_einde,
    einde, reden, is_verwijderd, gemeld_op, tijdelijk_gemeld_op, einde_gemeld_op, pos_van, pos_tot
  from levering where not is_voorlopig
  union all
  select regio, client, gemeente, aanbieder, toewijzing_nummer, categorie, code, begindatum, tijdelijk_einde,
    einde, reden, is_verwijderd, gemeld_op, tijdelijk_gemeld_op, einde_gemeld_op, pos_van, pos_tot
  from levering_bevestigd
),
verzoek_laag as not materialized (
  select regio, client, gemeente, aanbieder, referentie, categorie, code, ingangsdatum, dagtekening, ontvangen_op,
    verwijzer, is_wijziging, in_onderzoek_op, afgewezen_op, reden_afwijzing, toegewezen_op, pos_van, pos_tot
  from verzoek where not is_voorlopig
  union all
  select regio, client, gemeente, aanbieder, referentie, categorie, code, ingangsdatum, dagtekening, ontvangen_op,
    verwijzer, is_wijziging, in_onderzoek_op, afgewezen_op, reden_afwijzing, toegewezen_op, pos_van, pos_tot
  from verzoek_bevestigd
)
