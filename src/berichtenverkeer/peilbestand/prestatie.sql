-- Prestaties of region $1 up to K ($2): every version that came or went after position $3.
\ir parts.psql
with :zonder_lagen
select aanbieder, referentie, gemeente, wie as client, declaratie_nummer, toewijzing_nummer, categorie, code,
  begindatum, einddatum, volume, eenheid, tarief_cents, bedrag_cents, is_credit, vorig_referentie, uitslag, is_gecrediteerd,
  is_betwist, dubbel_in, pos_van, :tot
from prestatie_rij where :veranderd
