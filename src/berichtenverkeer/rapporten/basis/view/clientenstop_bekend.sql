-- Stops as known at K. Those that were granted are public within the region; what was only asked, or turned down, is of
-- who asked, and of the region.
select * exclude (pos_van, pos_tot) from bron.clientenstop
where geldt(pos_van, pos_tot)
  and (is_toegekend or (getvariable('gemeente') is null and is_eigen(null, aanbieder)))
