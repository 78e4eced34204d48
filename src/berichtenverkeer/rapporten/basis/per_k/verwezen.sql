-- Per client.
-- By toewijzing: the verwijzer of the verzoek to which its care goes back (definitions 2), and his group.
select t.client, t.aanbieder, t.gemeente, t.nummer, t.eerste_referentie, v.verwijzer
from toewijzing_bekend t
join verzoek_bekend v on v.client = t.client and v.aanbieder = t.aanbieder and v.referentie = t.eerste_referentie
where nullif(v.verwijzer, '') is not null
