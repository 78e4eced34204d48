-- Per client.
-- Year and month of birth, as the last bericht up to K said it.
select j.client, arg_max(j.geboortejaar, j.pos_van) as geboortejaar, arg_max(j.geboortemaand, j.pos_van) as geboortemaand
from bron.jeugdige j semi join client_bekend c on c.client = j.client
where j.pos_van <= getvariable('k') group by j.client
