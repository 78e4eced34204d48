-- What every relation says of its rows: that it holds at K, and that the asker may see it.
create or replace macro geldt(van, tot) as van <= getvariable('k') and (tot is null or tot > getvariable('k'));
create or replace macro is_eigen(gemeente, aanbieder) as
  (getvariable('gemeente') is null or gemeente = getvariable('gemeente'))
  and (getvariable('aanbieder') is null or aanbieder = getvariable('aanbieder'));
create or replace macro is_eigen_partij(partij) as
  coalesce(getvariable('gemeente'), getvariable('aanbieder')) is null
  or partij = coalesce(getvariable('gemeente'), getvariable('aanbieder'));
create or replace macro is_gekozen(gekozen, plek) as gekozen is null or list_contains(gekozen, plek);
