-- A row per line of a lumpsum of the year in which the period ends; money of all gemeenten together, so not for one.
select p.nummer as periode, l.hoofdaannemer, l.segment, l.regel, l.soort, l.van, l.tot,
  case when l.soort in ('verlaging', 'afbouw') then -1 else 1 end * l.bedrag_cents as bedrag_cents,
  gedeeld(case when l.soort in ('verlaging', 'afbouw') then -1 else 1 end * l.bedrag_cents::hugeint
    * greatest(0, least(p.eind, l.tot) - l.van + 1), l.tot - l.van + 1) as verbruikt_cents, nullif(l.reden, '') as reden
from perioden p join register_lumpsums l on year(l.van) = year(p.eind)
where getvariable('gemeente') is null
