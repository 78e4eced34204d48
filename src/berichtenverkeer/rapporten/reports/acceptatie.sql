-- A row per toewijzing (not removed, not taakgericht) that began to wait in the period, with what became of it by the
-- day of K: begun, lapsed, or still waiting. `elders`: a youth of the same product that began to wait no earlier started
-- sooner at another aanbieder; `later_eerst`: one at this aanbieder itself. What goes on with care waits for nothing.
with wacht as (
  select t.*, coalesce(t.einddatum < getvariable('dag_k') and coalesce(t.begin_levering > t.einddatum, true), false)
      as is_vervallen,
    least(coalesce(t.begin_levering, getvariable('dag_k')), coalesce(t.einddatum, getvariable('dag_k')),
      getvariable('dag_k')) - t.sinds as dagen
  from toewijzing t where not t.is_verwijderd and not t.taakgericht and t.sinds <= getvariable('dag_k')
    and not is_voortgezet(t.begin_levering, t.loopt_tot)
    and not (t.loopt_tot is not null and t.begin_levering is null
      and least(coalesce(t.einddatum, getvariable('dag_k')), getvariable('dag_k')) <= t.ingangsdatum + getvariable('termijn'))
),
-- One that began to wait no earlier than another of its aanbieder and product, and started no later, says it for both.
andere as (
  select * from (
    select product, aanbieder, sinds, min(begin_levering) as begin_levering from geplaatst_toewijzing
    where not is_verwijderd and not taakgericht and begin_levering is not null
      and not is_voortgezet(begin_levering, loopt_tot) and sinds >= (select min(begin) from perioden)
    group by all
  )
  qualify coalesce(begin_levering < min(begin_levering) over (partition by product, aanbieder order by sinds desc
    rows between unbounded preceding and 1 preceding), true)
)
select p.nummer as periode, w.plek, w.plek2, w.client, w.gemeente, w.aanbieder, w.nummer, w.product, w.gewicht, w.dagen,
  w.is_vervallen, coalesce(w.dagen > w.norm, false) as is_te_lang,
  exists (select 1 from andere a where a.product = w.product and a.aanbieder <> w.aanbieder and a.sinds >= w.sinds
    and a.begin_levering < coalesce(w.begin_levering, getvariable('dag_k'))) as elders,
  exists (select 1 from andere a where a.product = w.product and a.aanbieder = w.aanbieder and a.sinds > w.sinds
    and a.begin_levering < coalesce(w.begin_levering, getvariable('dag_k'))) as later_eerst
from perioden p join wacht w on w.sinds between p.begin and p.eind
