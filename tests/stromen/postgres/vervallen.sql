-- Whose Einddatum, in the periods, came before any start; and, marked, those removed on which care never began.
-- $1 regio, $2 K, $3 dimensie, $4 begin, $5 eind, $6 first days of the periods
\ir parts.psql
with :register, :laag, :bekend, :gestart,
vervallen as (
  select width_bucket(t.einddatum, $6::date[]) - 1 as periode, t.einddatum as tot, t.gemeente, t.aanbieder, t.client,
    t.nummer as toewijzing_nummer, t.categorie, t.code, t.ingangsdatum as begindatum, t.einddatum,
    greatest(t.eerste_datum, t.ingangsdatum) as sinds, t.is_verwijderd
  from toewijzing_bekend t left join gestart s on s.client = t.client and s.aanbieder = t.aanbieder
    and s.gemeente = t.gemeente and s.toewijzing_nummer = t.nummer
  where t.einddatum between $4::date and $5::date
    and (s.op is null or (s.op > t.einddatum and not t.is_verwijderd))
)
select :wachtregel
from vervallen l
:plaatsing
where :in_regio
order by dagen desc, l.gemeente collate "C", l.toewijzing_nummer
