# SPDX-License-Identifier: EUPL-1.2
"""The request itself is wrong, whatever it was about."""

from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.melding import fault

UNREADABLE = fault(
    "VERZOEK-ONLEESBAAR",
    Niveau.TRANSPORT,
    "Het verzoek is niet te lezen.",
    "Verstuur het verzoek opnieuw, volledig.",
)
PARAMETER = fault(
    "VERZOEK-PARAMETER",
    Niveau.TRANSPORT,
    "Een parameter in het adres klopt niet of ontbreekt.",
    "Verbeter het adres; zie /v1/openapi.json.",
)
HEADER = fault(
    "VERZOEK-KOP",
    Niveau.TRANSPORT,
    "Een header die iets bepaalt, staat er meer dan één keer.",
    "Stuur elke header één keer.",
)
CONTENT = fault(
    "VERZOEK-INHOUD",
    Niveau.TRANSPORT,
    "Een veld van het verzoek klopt niet of ontbreekt.",
    "Verbeter de inhoud; zie /v1/openapi.json.",
)
STEP = fault(
    "VERZOEK-STAP",
    Niveau.TRANSPORT,
    "Deze stap kan niet, gezien wat er is.",
    "Verbeter wat er staat en doe het opnieuw; er is niets gewijzigd.",
)
POSITION_VERVALLEN = fault(
    "POSITIE-VERVALLEN",
    Niveau.TRANSPORT,
    "Deze positie is er niet (meer): zij ging verloren toen een reservekopie werd teruggezet.",
    "Vraag opnieuw vanaf de positie die in de bevinding staat.",
)
