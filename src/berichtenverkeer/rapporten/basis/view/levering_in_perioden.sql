-- Leveringen with a day in any of the periods: those alone are held beside each of them.
select * from levering
where begindatum <= getvariable('laatste_dag') and (eind is null or eind >= getvariable('eerste_dag'))
