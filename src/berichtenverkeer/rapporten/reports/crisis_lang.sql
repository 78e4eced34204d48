-- Crisis trajecten with a day in the period that have lasted longer than they may by its last day.
select p.nummer as periode, t.plek, t.plek2, t.client, t.gemeente, t.aanbieder, t.toewijzing_nummer, t.begindatum,
  t.begin as eerste_dag, t.eind as laatste_dag, least(coalesce(t.eind, p.eind), p.eind) - t.begin + 1 as dagen
from perioden p join crisis_traject t on t.begin <= p.eind and coalesce(t.eind >= p.begin, true)
where least(coalesce(t.eind, p.eind), p.eind) - t.begin + 1 > getvariable('p_dagen')
