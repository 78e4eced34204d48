-- A row per toewijzing of segment 1 or 2 that waits on the last day of the period: the definition of wachtenden
-- (definitions 5), beside crisis.
select p.nummer as periode, w.segment, w.client, w.gemeente, w.aanbieder, w.nummer, p.eind - w.sinds as dagen
from perioden p
join toewijzing w on try_cast(w.segment as integer) in (1, 2) and not w.is_verwijderd and not w.taakgericht and w.ingangsdatum <= p.eind
  and coalesce(w.einddatum >= p.eind, true) and coalesce(w.begin_levering > p.eind, true)
  and not (w.loopt_tot is not null and p.eind <= w.ingangsdatum + getvariable('termijn'))
  and not is_voortgezet(w.begin_levering, w.loopt_tot)
