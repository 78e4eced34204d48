-- Before the first of these days, and after the last, nothing changes any more.
select min(dag) as eerste, max(dag) as laatste from registerdagen
