-- What is known at K ($2) of region $1, in the layer of alles.sql. What was withdrawn is left out of
-- the leveringen; a toewijzing that counts as never sent says so (definitions.md 2, projections/toewijzingen.py).
toewijzing_bekend as not materialized (
  select client, gemeente, aanbieder, nummer, categorie, code, eerste_datum, ontvangen_op, ingangsdatum, einddatum,
    eerste_referentie, referentie_aanbieder,
    coalesce(einddatum = ingangsdatum and reden_wijziging in ('01', '13'), false) as is_verwijderd
  from toewijzing_laag where regio = $1 and pos_van <= $2 and (pos_tot is null or pos_tot > $2)
),
levering_bekend as not materialized (
  select client, gemeente, aanbieder, toewijzing_nummer, categorie, code, begindatum, tijdelijk_einde, einde,
    reden, gemeld_op, tijdelijk_gemeld_op, einde_gemeld_op
  from levering_laag where regio = $1 and pos_van <= $2 and (pos_tot is null or pos_tot > $2) and not is_verwijderd
),
verzoek_bekend as not materialized (
  select client, gemeente, aanbieder, referentie, categorie, code, ingangsdatum, dagtekening, ontvangen_op,
    is_wijziging, in_onderzoek_op, afgewezen_op, reden_afwijzing, toegewezen_op
  from verzoek_laag where regio = $1 and pos_van <= $2 and (pos_tot is null or pos_tot > $2)
),
-- With the day on which each was resumed, null when it was not (hervattingen.py does the same). Of what began later,
-- `stap` adds one that begins to wait and takes off one that is resumed; on one day the waiting come first. A start
-- that brings `saldo` lower than ever found none of those, so it is there for `l`.
levering_hervat as not materialized (
  select l.*, case when l.einde is null and l.tijdelijk_einde is not null then (
    select min(dag) from (
      select dag, stap, saldo, min(saldo) over (
        order by dag, stap desc rows between unbounded preceding and 1 preceding) as laagste
      from (
        select s.dag, s.stap, sum(s.stap) over (order by s.dag, s.stap desc) as saldo
        from levering_bekend n cross join lateral (values (n.begindatum, -1),
          (case when n.toewijzing_nummer is null and n.einde is null and n.tijdelijk_einde is not null
             then greatest(n.begindatum + 1, n.tijdelijk_einde) end, 1)) s (dag, stap)
        where n.begindatum > l.begindatum and s.dag is not null
          and n.client = l.client and n.gemeente = l.gemeente and n.aanbieder = l.aanbieder
          and n.toewijzing_nummer is not distinct from l.toewijzing_nummer
          and (l.toewijzing_nummer is not null or (n.categorie is not distinct from l.categorie
                                                   and n.code is not distinct from l.code))
      ) opgeteld
    ) gezien where stap < 0 and saldo < least(laagste, 0) and dag >= l.tijdelijk_einde) end as hervat_op
  from levering_bekend l
)
