-- Cliëntenstops that were granted, with their days: `tot` is the last, 9999-12-31 while none is decided. They are public
-- within the region (definitions 6.5), so who sees his own alone sees all of these.
select aanbieder, gemeente, perceel, segment, van,
  coalesce(opgeheven_vanaf - 1, date '9999-12-31') as tot
from bron.clientenstop where geldt(pos_van, pos_tot) and is_toegekend
