-- A row per tenzij and half year that was settled, and per correction of an earlier half year that came with it.
select s.jaar || '-H' || s.helft as halfjaar, s.aanbieder, s.gemeente, s.client, s.tenzij_id, s.positie, s.bedrag_cents,
  'bedrag' as soort
from tenzijstap_bekend s where s.soort = 'TenzijVerrekend'
union all
select s.jaar || '-H' || s.helft, s.aanbieder, s.gemeente, s.client, s.tenzij_id, s.positie, r.bedrag_cents, 'correctie'
from tenzijstap_bekend s join verrekenregel_bekend r on r.positie = s.positie and r.soort = 'correctie'
where s.soort = 'TenzijVerrekend'
