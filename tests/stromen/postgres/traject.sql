-- A row per traject that runs in the periods, out of the leveringen that count, `telt`: those of one client, aanbieder
-- and hulpvorm that overlap, adjoin or are joined by an onderbreking. An onderbreking joins two of `telt` of one
-- hulpvorm: otherwise the first ended on its eind.
deel as (
  -- of several that resumed it each gives a row, which changes no union of days
  select g.*, case when g.hervat_op is not null and n.client is null then g.eind else g.tot end as laatste
  from telt g left join telt n on n.begindatum = g.hervat_op and n.hulpvorm is not distinct from g.hulpvorm
    and n.client = g.client and n.gemeente = g.gemeente and n.aanbieder = g.aanbieder
    and n.toewijzing_nummer is not distinct from g.toewijzing_nummer
    and (g.toewijzing_nummer is not null or (n.categorie is not distinct from g.categorie
                                             and n.code is not distinct from g.code))
),
traject as (
  select client, aanbieder, hulpvorm, lower(dagen) as s, upper(dagen) - 1 as l
  from (select client, aanbieder, hulpvorm, unnest(range_agg(daterange(begindatum, laatste + 1))) as dagen
        from deel group by 1, 2, 3) x
),
gekozen as (select * from traject where s <= $5::date and (l is null or l >= $4::date)),
geplaatst_traject as (
  select t.client, t.aanbieder, t.hulpvorm, t.s, t.l, min(d.plek collate "C") as plek
  from gekozen t join deel d on d.client = t.client and d.aanbieder = t.aanbieder
    and d.hulpvorm is not distinct from t.hulpvorm and d.begindatum = t.s
  group by 1, 2, 3, 4, 5
)
