-- Per client.
-- Prestaties as known at K. Production is what was approved and not credited.
select * exclude (pos_van, pos_tot),
  uitslag = 'goedgekeurd' and not (is_credit or is_gecrediteerd) and dubbel_in = '' as is_goedgekeurd
from bron.prestatie where geldt(pos_van, pos_tot) and is_eigen(gemeente, aanbieder)
