# SPDX-License-Identifier: EUPL-1.2
"""Level XSD: what does not fit the schema. Every finding names its element and what belongs there."""

from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.melding import fault

MISSING = fault(
    "XSD-ONTBREEKT", Niveau.XSD, "Een verplicht element ontbreekt.", "Zet het element op zijn plaats en vul het."
)
VOLGORDE = fault(
    "XSD-VOLGORDE",
    Niveau.XSD,
    "Een element staat op de verkeerde plaats.",
    "Zet het element waar het schema het heeft.",
)
TOO_OFTEN = fault("XSD-TE-VAAK", Niveau.XSD, "Een element staat vaker dan één keer.", "Laat er één staan.")
UNKNOWN = fault(
    "XSD-ONBEKEND",
    Niveau.XSD,
    "Het schema kent dit element hier niet.",
    "Verwijder het element of zet het waar het hoort.",
)
NAMESPACE = fault(
    "XSD-NAAMRUIMTE",
    Niveau.XSD,
    "Een element staat in de verkeerde naamruimte.",
    "Gebruik de naamruimte die het schema voor dit element noemt.",
)
ATTRIBUTE = fault(
    "XSD-ATTRIBUUT", Niveau.XSD, "Een element heeft een attribuut; dat kent iJw niet.", "Laat het attribuut weg."
)
TYPE = fault("XSD-TYPE", Niveau.XSD, "Een element heeft een xsi:type dat hier niet past.", "Laat xsi:type weg.")
NIL = fault(
    "XSD-NIL",
    Niveau.XSD,
    "Een element is met xsi:nil leeg gemeld; dat kent iJw niet.",
    "Vul het element, of laat het weg als het niet verplicht is.",
)
TEXT = fault(
    "XSD-TEKST",
    Niveau.XSD,
    "Er staat tekst buiten de elementen.",
    "Verwijder de losse tekst of zet haar in het juiste element.",
)
STRUCTURE = fault(
    "XSD-STRUCTUUR",
    Niveau.XSD,
    "Er staan elementen waar een waarde hoort te staan.",
    "Zet er een waarde zonder elementen in.",
)
VALUE = fault(
    "XSD-WAARDE", Niveau.XSD, "Een element heeft een waarde die niet mag.", "Vul een waarde die het schema toestaat."
)
UNSOUND = fault(
    "XSD-ONHOUDBAAR",
    Niveau.XSD,
    "Een element heeft een waarde die het schema toestaat, maar die niet te verwerken is.",
    "Vul een waarde in die te verwerken is.",
)
INVALID = fault(
    "XSD-ONGELDIG",
    Niveau.XSD,
    "Het bericht past niet bij het schema van iJw 3.2, maar de plaats is niet te bepalen.",
    "Laat de leverancier van de software het bericht controleren met de schema's van iJw 3.2.",
)
MORE = fault(
    "XSD-MEER",
    Niveau.XSD,
    "Er zijn meer fouten dan hier staan.",
    "Herstel deze fouten en bied het bericht opnieuw aan.",
)
