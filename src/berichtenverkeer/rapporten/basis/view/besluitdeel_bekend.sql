-- What decisions up to K ask of each plafond.
select d.* from bron.besluitdeel d semi join besluit_bekend b on b.positie = d.positie
