-- Berichten up to K: who may not see all sees what he sent or got.
select * from bron.bericht
where positie <= getvariable('k') and (is_eigen_partij(verzender) or is_eigen_partij(bestemming))
