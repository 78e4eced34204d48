-- What was refused up to K.
select * from bron.weigering where positie <= getvariable('k') and is_eigen_partij(partij)
