-- Cliëntenstops of region $1 up to K ($2): every version that came or went after position $3.
\ir parts.psql
with :geld
select stop_id, aanbieder, perceel, segment, gemeente, grond, gevraagd_op, van, besloten_op, is_toegekend,
  opgeheven_op, opgeheven_vanaf, pos_van, :tot
from clientenstop_rij where :veranderd
