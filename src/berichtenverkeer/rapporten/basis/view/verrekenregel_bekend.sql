-- What steps of tenzij's up to K say of amounts.
select r.* from bron.verrekenregel r
where r.positie in (select positie from tenzijstap_bekend union all select positie from verrekeningstap_bekend)
