-- Toewijzingen of region $1 up to K ($2): every version that came or went after position $3.
\ir parts.psql
with :lagen
select gemeente, nummer, wie as client, aanbieder, categorie, code, eerste_datum, eerste_tijd, toewijzingsdatum,
  toewijzingstijd, ingangsdatum, einddatum, reden_wijziging, referentie_aanbieder, volume, eenheid, frequentie,
  budget_cents, ontvangen_op, eerste_referentie, eerste_referentie_datum, eerste_referentie_tijd, is_voorlopig,
  pos_van, :tot
from toewijzing_rij where :veranderd
