-- Steps of the half-yearly settlement up to K; of the region and the aanbieder.
select * from bron.verrekeningstap where positie <= getvariable('k') and is_eigen(null, aanbieder)
