-- Who waits on a day (definitions 5), in the plekken that were asked for: `dagen` so far, from the "from" of W3. What is
-- taakgericht waits for nothing. Care that was running under another number goes on under this one, unless it broke.
select *, dag::date - sinds as dagen, dag::date - sinds > norm as over_norm, dag::date - sinds > maximum_dagen as over_maximum,
  wachtklasse(dag::date - sinds) as klasse
from toewijzing
where not is_verwijderd and not taakgericht
  and ingangsdatum <= dag::date and coalesce(einddatum >= dag::date, true) and coalesce(begin_levering > dag::date, true)
  and not (loopt_tot is not null and dag::date <= ingangsdatum + getvariable('termijn'))
  and not is_voortgezet(begin_levering, loopt_tot)
