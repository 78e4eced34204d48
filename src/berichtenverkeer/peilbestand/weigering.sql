-- What was refused in region $1 up to K ($2), after position $3.
\ir parts.psql
with :ledger
select positie, dag, partij, array_to_string(codes, ' ') as codes, grootte
from weigering_rij where positie <= $2 and positie > $3
