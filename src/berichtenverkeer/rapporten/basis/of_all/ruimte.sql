-- Of each plafond whether there is any VRIJ at K: no amount, so that who sees his own alone may know it of all.
select aanbieder, jaar, perceel, segment,
  sum(case 'VRIJ' when debet then bedrag_cents when credit then -bedrag_cents else 0 end) > 0 as is_vrij
from bron.boeking where positie <= getvariable('k') group by all
