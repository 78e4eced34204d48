-- Boekingen of plafonds up to K, those of the amounts too. Money of aanbieders: not for a gemeente.
select * from bron.boeking
where positie <= getvariable('k') and getvariable('gemeente') is null and is_eigen(null, aanbieder)
