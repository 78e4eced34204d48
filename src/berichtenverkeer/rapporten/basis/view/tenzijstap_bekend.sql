-- Steps of tenzij's up to K.
select * from bron.tenzijstap where positie <= getvariable('k') and is_eigen(gemeente, aanbieder)
