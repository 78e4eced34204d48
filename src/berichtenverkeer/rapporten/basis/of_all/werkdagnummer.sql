-- Every day with how many working days there were until then: what lies between two days is their difference.
select dag::date as dag, sum((isodow(dag) < 6 and f.vrij is null)::integer) over (order by dag)::integer as nummer
from (select unnest(generate_series(date '1999-12-31', date '2100-12-31', interval 1 day)) as dag)
left join feestdagen f on f.vrij = dag
