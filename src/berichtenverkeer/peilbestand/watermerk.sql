-- Which K of region $1 was the last one at which moment, as far as it lies before K ($2) and not before $3: of K itself
-- it can be recorded later too.
\ir parts.psql
with :ledger
select op, positie from watermerk_rij where positie < $2 and positie >= $3
