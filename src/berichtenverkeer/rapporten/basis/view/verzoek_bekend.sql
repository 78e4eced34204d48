-- Per client.
-- Verzoeken as known at K, in the layer asked.
select * exclude (pos_van, pos_tot) from verzoek_versie where geldt(pos_van, pos_tot)
