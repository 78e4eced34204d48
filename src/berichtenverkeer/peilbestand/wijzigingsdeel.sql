-- Products of a JW317 of region $1 up to K ($2): every version that came or went after position $3.
\ir parts.psql
with :zonder_lagen
select aanbieder, referentie, volgnr, soort, toewijzing_nummer, categorie, code, ingangsdatum, einddatum, volume,
  eenheid, frequentie, budget_cents, is_toegewezen, pos_van, :tot
from wijzigingsdeel_rij where :veranderd
