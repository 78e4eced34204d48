-- Per client.
-- Leveringen as known at K, in the layer asked, without those that were withdrawn.
select * exclude (is_verwijderd, is_voorlopig, pos_van, pos_tot)
from (
  select * from bron.levering where not (is_voorlopig and getvariable('bevestigd'))
  union all by name
  select * from bron.levering_bevestigd where getvariable('bevestigd')
)
where geldt(pos_van, pos_tot) and not is_verwijderd and is_eigen(gemeente, aanbieder)
