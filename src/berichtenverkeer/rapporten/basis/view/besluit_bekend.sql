-- Per client.
-- Decisions on the room of plafonds up to K.
select * from bron.besluit where positie <= getvariable('k') and is_eigen(gemeente, aanbieder)
