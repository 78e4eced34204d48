-- Per client.
-- Boekingen up to K. What is about the amount of a plafond itself has no gemeente.
select * from bron.boeking where positie <= getvariable('k') and is_eigen(gemeente, aanbieder)
