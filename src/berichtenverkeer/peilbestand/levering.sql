-- Leveringen of region $1 up to K ($2): every version that came or went after position $3.
\ir parts.psql
with :lagen
select wie as client, gemeente, aanbieder, toewijzing_nummer, categorie, code, begindatum, toewijzing_ingangsdatum,
  tijdelijk_einde, einde, reden, is_verwijderd, gemeld_op, tijdelijk_gemeld_op, einde_gemeld_op, is_voorlopig,
  pos_van, :tot
from levering_rij where :veranderd
