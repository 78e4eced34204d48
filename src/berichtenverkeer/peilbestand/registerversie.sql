-- The loads of the register of region $1 up to K ($2), after position $3.
\ir parts.psql
with :register, :ledger
select l.positie, g.dag
from lading l left join gebeurtenis_rij g on g.positie = l.positie
where l.positie <= $2 and l.positie > $3
