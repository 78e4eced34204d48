-- Verzoeken of region $1 up to K ($2): every version that came or went after position $3.
\ir parts.psql
with :lagen
select aanbieder, referentie, gemeente, wie as client, dagtekening, ontvangen_op, categorie, code, ingangsdatum,
  einddatum, volume, eenheid, frequentie, budget_cents, verwijzer, in_onderzoek_op, afgewezen_op, reden_afwijzing,
  gemeente_woonplaats, toegewezen_op, is_wijziging, reden_verzoek, is_voorlopig, pos_van, :tot
from verzoek_rij where :veranderd
