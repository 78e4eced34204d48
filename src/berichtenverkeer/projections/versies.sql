-- Every version of the state of region $1 up to K ($2), those that hold no more too; `positie` brought it about.
levering_versie as not materialized (
  select client, gemeente, aanbieder, toewijzing_nummer, categorie, code, begindatum, tijdelijk_einde, einde,
    is_verwijderd, pos_van as positie
  from levering_laag where regio = $1 and pos_van <= $2
),
verzoek_versie as not materialized (
  select aanbieder, referentie, afgewezen_op, toegewezen_op, pos_van as positie
  from verzoek_laag where regio = $1 and pos_van <= $2
)
