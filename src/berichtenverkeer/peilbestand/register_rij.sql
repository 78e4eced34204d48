-- The register of region $1 up to K ($2): every row that came or went after position $3.
\ir parts.psql
with :register
select tabel, sleutel, waarde, geldig_van, geldig_tot, pos_van, :tot
from register_rijen where :veranderd
