-- Declaraties as known at K.
select * exclude (pos_van, pos_tot) from bron.declaratie
where geldt(pos_van, pos_tot) and is_eigen(gemeente, aanbieder)
