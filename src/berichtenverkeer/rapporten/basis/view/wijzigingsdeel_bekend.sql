-- The products of a JW317 as known at K.
select d.* exclude (pos_van, pos_tot)
from bron.wijzigingsdeel d
semi join verzoek_bekend v on v.aanbieder = d.aanbieder and v.referentie = d.referentie
where geldt(d.pos_van, d.pos_tot)
