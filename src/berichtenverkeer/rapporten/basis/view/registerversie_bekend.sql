-- Loads of the register up to K.
select * from bron.registerversie where positie <= getvariable('k')
