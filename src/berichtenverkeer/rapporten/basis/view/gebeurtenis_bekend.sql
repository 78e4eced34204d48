-- Gebeurtenissen up to K.
select * from bron.gebeurtenis where positie <= getvariable('k') and is_eigen(gemeente, aanbieder)
