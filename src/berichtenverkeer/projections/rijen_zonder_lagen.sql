-- Every version of what has no layers in region $1.
wijzigingsdeel_rij as not materialized (select * from wijzigingsdeel where regio = $1),
declaratie_rij as not materialized (select * from declaratie where regio = $1),
prestatie_rij as not materialized (select *, encode(client, 'hex') as wie from prestatie where regio = $1)
