-- Per client.
-- Toewijzingen as known at K, in the layer asked; one that counts as never sent says so (definitions 2).
select * exclude (is_voorlopig, pos_van, pos_tot),
  coalesce(einddatum = ingangsdatum and reden_wijziging in ('01', '13'), false) as is_verwijderd
from (
  select * from bron.toewijzing where not (is_voorlopig and getvariable('bevestigd'))
  union all by name
  select * from bron.toewijzing_bevestigd where getvariable('bevestigd')
)
where geldt(pos_van, pos_tot) and is_eigen(gemeente, aanbieder)
