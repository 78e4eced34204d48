-- What was done about signalen of plafonds up to K; of the region and the aanbieder, a gemeente is no party to it.
select * from bron.signaalstap where positie <= getvariable('k') and is_eigen(null, aanbieder)
