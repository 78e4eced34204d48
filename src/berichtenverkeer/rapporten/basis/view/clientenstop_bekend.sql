-- Stops as known at K. Those that were granted are public within the region; what was only asked is of who asked.
select * exclude (pos_van, pos_tot) from bron.clientenstop
where geldt(pos_van, pos_tot)
  and (is_toegekend or getvariable('aanbieder') is null or aanbieder = getvariable('aanbieder'))
