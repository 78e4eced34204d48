-- Declaraties of region $1 up to K ($2): every version that came or went after position $3.
\ir parts.psql
with :zonder_lagen
select aanbieder, nummer, gemeente, identificatie, dagtekening, periode_begin, periode_eind, totaal_cents, xsd_versie,
  ontvangen_op, beantwoord_op, toegekend_cents, is_verworpen, is_betwist, pos_van, :tot
from declaratie_rij where :veranderd
