-- A row per levering of every client with care around the period, with its days (definitions.md 2) and plek (3):
-- `eind`, its last day, and `tot`, the last day on which it makes the client present: the onderbreking that follows
-- included; both null while it runs. Clients are chosen, rows never cut. A toewijzing ends what got no stop if $8.
-- $1 regio, $2 K, $3 dimensie, $4 begin, $5 eind, $6 termijn D, $7 the day of K, $8 verondersteld
geplaatst as materialized (
  select client, plek, begindatum, reden, hervat_op, tijdelijk_einde, is_verondersteld,
    coalesce(einde, case when hervat_op is not null then tijdelijk_einde else einde_toewijzing end) as eind,
    coalesce(einde, case when hervat_op is not null then greatest(tijdelijk_einde, hervat_op - 1)
                         else einde_toewijzing end) as tot, :kolommen
  from (
    select l.*, :plek as plek, p.norm, p.hulpvorm, p.crisis,
      case when t.einddatum is not null then greatest(t.einddatum, l.begindatum) end as einde_toewijzing
    from levering_hervat l
    :plaatsing
    left join toewijzing_bekend t on $8::boolean and l.einde is null and l.toewijzing_nummer is not null
      and t.client = l.client and t.aanbieder = l.aanbieder and t.gemeente = l.gemeente
      and t.nummer = l.toewijzing_nummer and t.einddatum < $7::date and not t.is_verwijderd
    where :in_regio
      and l.client in (
        select a.client from levering_bekend a
        where a.begindatum <= $5::date + 2 * $6::int + 2
          and coalesce(a.einde, 'infinity') >= $4::date - 2 * $6::int - 2)
    offset 0  -- keeps the subquery for hervat_op from being run for every time it is named
  ) x
  cross join lateral (
    select einde is null and hervat_op is null and einde_toewijzing is not null as is_verondersteld) v
)
