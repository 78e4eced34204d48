-- The register of region $1 up to K ($2): every row that came or went after position $3. Not who may log in: no figure
-- is about that, and it has names.
\ir parts.psql
with :register
select tabel, sleutel, waarde, geldig_van, geldig_tot, pos_van, :tot
from register_rijen where tabel <> 'gebruikers' and :veranderd
