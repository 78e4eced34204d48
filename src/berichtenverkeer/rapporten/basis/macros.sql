-- What every relation says of its rows: that it holds at K, and that the asker may see it.
create or replace macro geldt(van, tot) as van <= getvariable('k') and (tot is null or tot > getvariable('k'));
create or replace macro is_eigen(gemeente, aanbieder) as
  (getvariable('gemeente') is null or gemeente = getvariable('gemeente'))
  and (getvariable('aanbieder') is null or aanbieder = getvariable('aanbieder'));
create or replace macro is_eigen_partij(partij) as
  coalesce(getvariable('gemeente'), getvariable('aanbieder')) is null
  or partij = coalesce(getvariable('gemeente'), getvariable('aanbieder'));
create or replace macro is_gekozen(gekozen, plek) as gekozen is null or list_contains(gekozen, plek);

-- What a boeking brings to a rekening; of a boeking on one side the other is null.
create or replace macro op_rekening(rekening, debet, credit, bedrag_cents) as
  case rekening when debet then bedrag_cents when credit then -bedrag_cents else 0 end;

-- A whole number divided, rounded half away from zero; null without a divisor. And as a percentage of two decimals.
create or replace macro gedeeld(teller, noemer) as
  case when noemer <> 0 then (sign(teller::hugeint) * sign(noemer::hugeint)
    * ((2 * abs(teller::hugeint) + abs(noemer::hugeint)) // (2 * abs(noemer::hugeint))))::bigint end;
create or replace macro procent(deel, geheel) as gedeeld(10000 * (deel)::hugeint, geheel) / 100;
create or replace macro is_getoond(plek, plek2) as plek <> 'elders'
  and is_gekozen(getvariable('filter_plek'), plek) and is_gekozen(getvariable('filter_plek2'), plek2);
create or replace macro wachtklasse(dagen) as case
  when dagen < 0 then 'negatief' when dagen <= 28 then 'tot 4 weken' when dagen <= 42 then 'tot 6 weken'
  when dagen <= 91 then 'tot 13 weken' when dagen <= 182 then 'tot 26 weken' when dagen <= 364 then 'tot 52 weken'
  else 'langer' end;
-- Care that began under a toewijzing in time to go on with what ran until `loopt_tot` under another number: no wait.
create or replace macro is_voortgezet(begin_levering, loopt_tot) as
  coalesce(begin_levering <= loopt_tot + getvariable('termijn') + 1, false);
create or replace macro naam_van(plek, plek2) as plek || if(plek2 = '', '', ' / ' || plek2);
