-- The group of each verwijzer on each day, in one way of grouping: that of CBS, or else the first.
select code, groep, van, tot from register_verwijzergroepen
where indeling = (select indeling from register_verwijzergroepen order by indeling <> 'cbs', indeling limit 1)
