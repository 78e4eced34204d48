# SPDX-License-Identifier: EUPL-1.2
"""The shapes of a voorstel, a verdeling and the money beside the ceilings, as JSON Schema, told in Dutch."""

import msgspec

from berichtenverkeer.gateway.amount_forms import VoorstelVraag, WatAlsVraag
from berichtenverkeer.gateway.amounts import Voorstel, Voorstelregel
from berichtenverkeer.gateway.budgets import Begrotingsoverzicht
from berichtenverkeer.gateway.lumpsums import Lumpsumoverzicht, Lumpsumregel
from berichtenverkeer.plafonds.begroting import Begrotingsregel, Gemeentebegroting
from berichtenverkeer.plafonds.lumpsum import Lumpsumjaar, Lumpsumlijn
from berichtenverkeer.web.derived_schemas import asked, derived
from berichtenverkeer.web.value_listings import refer

_EXPLANATION: dict[type[msgspec.Struct], str] = {
    Voorstel: "De plafonds van een jaar zoals ze zouden worden. Er is niets geboekt.",
    Voorstelregel: "Eén plafond: wat het is, wat het wordt, en wat er nu van geclaimd is.",
    Begrotingsoverzicht: "De begrotingen van een jaar, per gemeente en samen.",
    Gemeentebegroting: "De regels van één gemeente; het totaal staat achteraan.",
    Begrotingsregel: "Eén regel. Een taakstelling is een bedrag op het geheel en telt mee in het totaal.",
    Lumpsumoverzicht: "De lumpsums van een jaar aan het eind van een dag.",
    Lumpsumregel: "Eén lumpsum: het bedrag, wat er per kalenderdag van op is, en de zorg ernaast.",
    Lumpsumlijn: "Eén regel van lumpsums.csv; wat eraf gaat, staat er met een min.",
    Lumpsumjaar: "Een jaar naast het eerste: wat er van buiten kwam, wat er is afgebouwd.",
}

_FIELDS = {
    "aanbieder": "AGB-code van de aanbieder.",
    "afbouwCents": "De afgesproken afbouw.",
    "bedragCents": "Het bedrag.",
    "begrootCents": "Wat er is begroot; leeg als er niets is begroot.",
    "bereiktCents": "Hoeveel het bedrag onder de basis van het eerste jaar ligt, zonder wat van buiten kwam.",
    "bereiktProcent": "Hetzelfde, als deel van die basis; leeg zonder basis.",
    "beslagCents": "Wat nog wordt verwacht op toewijzingen.",
    "claimsCents": "Gereserveerd, beslag en realisatie samen, zoals nu bekend.",
    "clienten": "Cliënten met een dag zorg in het jaar.",
    "clientmaanden": "De maanden waarin iedere cliënt een dag zorg had, opgeteld.",
    "basisCents": "De goedgekeurde productie van het basisjaar.",
    "basisjaar": "Het jaar waarvan de goedgekeurde productie de basis is; eerder dan het jaar van de plafonds.",
    "definitieversie": "Versie van de definities waarmee de cijfers zijn gemaakt.",
    "gemeente": "CBS-code van de gemeente.",
    "gemeenten": "De gemeenten met een begroting.",
    "gereserveerdCents": "Wat verzoeken vasthouden die nog niet zijn beantwoord.",
    "herinvesteringCents": "Wat van de afbouw opnieuw is ingezet.",
    "herkomst": "Waar de basis vandaan komt; leeg bij een verdeling.",
    "hoofdaannemer": "AGB-code van de hoofdaannemer.",
    "jaar": "Het jaar.",
    "jaren": "De jaren tot en met dit, het eerste vooraan.",
    "k": "Positie in het grootboek waarvan dit de stand is; met deze `k` krijgt u hetzelfde nog eens.",
    "letOp": "Wat er niet in de cijfers zit; leeg als er niets te melden is.",
    "leveringen": "Leveringen met een dag in het jaar.",
    "lijnen": "De regels van het jaar.",
    "lumpsums": "De lumpsums.",
    "naam": "Naam in het register.",
    "nieuwCents": "Wat het wordt.",
    "norm": "Deel van de basis. Met een basisjaar en zonder norm geldt die van het register.",
    "op": "De dag waarop de stand is.",
    "oudCents": "Wat het is; leeg als het plafond er nog niet is.",
    "overschrijdingCents": "Hoeveel de claims erboven zouden liggen: 0 of lager.",
    "perClientMaandCents": "Wat er op is, gedeeld door de cliëntmaanden; leeg zonder cliënten.",
    "perceel": "Alleen voor dit perceel.",
    "plafonds": "De plafonds die anders worden, elk met zijn rij.",
    "plafondsCsv": "De hele plafonds.csv met deze rijen erin, om te laden.",
    "productgroep": "Code van de productgroep; leeg bij andere regels.",
    "prognoseCents": "Wat het wordt als alles bekend is; leeg als dat niet te zeggen is.",
    "realisatieCents": "Wat is goedgekeurd, zonder wat is gecrediteerd.",
    "reden": "Waarom.",
    "regels": "De regels.",
    "regio": "De regio.",
    "registerDag": "De dag waarop dat register is geladen.",
    "registerVersie": "Positie in het grootboek van het register dat toen gold.",
    "restCents": "Wat overblijft; bij een verdeling wat er niet af of bij kon. Leeg als er niets is begroot.",
    "samen": "De gemeenten samen; leeg als u er een ziet.",
    "segment": "Het segment.",
    "soort": "Wat het is.",
    "tot": "Laatste dag.",
    "van": "Eerste dag.",
    "vanBuitenCents": "Verhoging en verlaging die van buiten kwamen.",
    "verdeling": "Een bedrag dat over alle plafonds wordt verdeeld, of eraf gaat.",
    "verbruiktCents": "Wat er op is aan het eind van de dag.",
    "wijze": "Hoe het wordt verdeeld.",
    "zonderPlafond": "Of de aanbieder zonder plafond werkt.",
    "zorgdagen": "Dagen van alle leveringen in het jaar.",
}

_ASKED = {
    "VoorstelVraag": "Van welk jaar, en met welke norm.",
    "VerdelingVraag": "Hoeveel, en hoe het wordt verdeeld.",
    "WatAlsVraag": (
        "Hoe de plafonds anders worden, op een van drie manieren: met een norm, een basisjaar of beide; met een "
        "verdeling; of met plafonds. Wat niet anders wordt, houdt zijn bedrag."
    ),
    "OtherPlafond": (
        "Eén plafond als een rij van plafonds.csv: een bedrag, of een norm (met basisjaar en basis, of zonder beide: "
        "norm maal het startbudget), of zonder plafond."
    ),
}

_QUESTIONS = asked([VoorstelVraag, WatAlsVraag], _ASKED, _FIELDS)
_QUESTIONS["VerdelingVraag"]["properties"]["wijze"] = refer("KeuzeVerdeelwijze")

AMOUNT_SCHEMAS = derived(_EXPLANATION, _FIELDS) | _QUESTIONS
"""By name, as `refer` points to them."""
