# SPDX-License-Identifier: EUPL-1.2
"""The code lists behind the enumerations of the schemas: what the XSD allows, in short words of our own.

The XSD is wider than the rules: a caveat stands beside the code that a rule forbids. Countries and retourcodes are
long and have a file of their own.
"""

from enum import StrEnum

import msgspec

from berichtenverkeer.standaard.codes import RedenBeeindiging
from berichtenverkeer.standaard.countries import COUNTRIES
from berichtenverkeer.standaard.retourcodes import RETOURCODES


class Codelijst(msgspec.Struct, frozen=True):
    """One list: its number in the standard, the simpleType that enumerates it, what it is about, and its codes."""

    nummer: str
    datatype: str
    onderwerp: str
    codes: dict[str, str]


_LISTINGS = (
    Codelijst("COD032", "LDT_LandCode", "land", COUNTRIES),
    Codelijst("COD043", "LDT_DebetCredit", "debet of credit", {"C": "credit", "D": "debet"}),
    Codelijst("COD046", "LDT_Geslacht", "geslacht", {"0": "onbekend", "1": "mannelijk", "2": "vrouwelijk"}),
    Codelijst(
        "COD170",
        "LDT_DatumGebruik",
        "welk deel van een datum niet bekend is",
        {
            "1": "dag onbekend: alleen maand en jaar gelden",
            "2": "dag en maand onbekend: alleen het jaar geldt",
            "3": "de hele datum is onbekend",
        },
    ),
    Codelijst("COD260", "LDT_JaNee", "ja of nee", {"1": "ja", "2": "nee"}),
    Codelijst(
        "COD327",
        "LDT_TypeVerwijzer",
        "soort verwijzer",
        {
            "01": "gemeente",
            "02": "huisarts",
            "03": "jeugdarts",
            "04": "gecertificeerde instelling",
            "05": "medisch specialist",
            "06": "geen verwijzer: de cliënt kwam zelf",
            "08": "rechter, officier van justitie of justitiële jeugdinrichting",  # 07 does not exist
        },
    ),
    Codelijst(
        "COD467",
        "LDT_StatusAanlevering",
        "status van de aanlevering",
        {
            "1": "eerste aanlevering",
            "2": "gewijzigd",  # forbidden by CS058
            "3": "verwijderen",
            "9": "niet van toepassing",  # forbidden by CS058
        },
    ),
    Codelijst(
        "COD472",
        "LDT_SoortRelatie",
        "soort relatie",
        {
            "03": "curator",
            "04": "financieel gemachtigde",
            "05": "financieel toezichthouder",
            "06": "leefeenheid",
            "07": "hulpverlener",
            "08": "specialist",
            "09": "anders",
            "10": "ouder",
            "11": "voogd",
            "12": "partner of echtgenoot",
            "13": "pleegouder",
            "14": "bewindvoerder",
            "15": "mentor",
            "16": "zoon of dochter",
            "17": "familielid",
            "18": "gezinslid",
            "19": "buur",
            "20": "vriend of kennis",
            "21": "cliëntondersteuner",
            "22": "huisarts",
            "23": "erven",
            "24": "werkgever",
            "25": "wijkcoach",
        },
    ),
    Codelijst(
        "COD700",
        "LDT_NaamGebruik",
        "welke naam iemand gebruikt",
        {
            "1": "eigen naam",
            "2": "naam van de partner",  # 2, 3 and 4 only with a Partnernaam (CS050)
            "3": "naam van de partner, dan eigen naam",
            "4": "eigen naam, dan naam van de partner",
            "5": "pseudoniem",  # CS050 leaves no situation in which it is allowed
            "6": "geen natuurlijk persoon",  # never for the Client (CS318), only without a Partnernaam (CS050)
        },
    ),
    Codelijst(
        "COD747",
        "LDT_Communicatievorm",
        "hulp bij communicatie",
        {"1": "tolk voor een andere taal", "2": "doventolk", "3": "tolk voor doofblinden"},
    ),
    Codelijst(
        "COD757",
        "LDT_AdresSoort",
        "soort adres",
        {"01": "adres in de BRP", "02": "postadres", "03": "verblijfadres", "04": "tijdelijk verblijfadres"},
    ),
    Codelijst(
        "JZ002",
        "LDT_RedenWijziging",
        "reden van wijziging van een toewijzing",
        {
            "01": "administratieve correctie, vervallen",  # lapsed: forbidden by CS336, replaced by 13 and 14
            "02": "cliënt overleden",
            "03": "wijziging van het contract",
            "04": "verlengd na herbeoordeling",
            "05": "verkort na herbeoordeling",
            "06": "uitstroom naar een ander domein",
            "07": "verhuisd naar een andere gemeente",
            "08": "andere leveringsvorm, bijvoorbeeld pgb",
            "09": "overstap naar een andere aanbieder",
            "10": "andere bekostiging",
            "11": "gemeentelijke herindeling",
            "12": "op verzoek van de aanbieder",
            "13": "verwijderd",  # only with Einddatum equal to Ingangsdatum (CS335)
            "14": "administratieve correctie",
        },
    ),
    Codelijst(
        "JZ020",
        "LDT_ProductCategorie",
        "productcategorie",
        {
            # 31 to 38 are the categories of 2015; no rule forbids them and no end date is given.
            "31": "zonder verblijf: wijk- of buurtteam (2015)",
            "32": "zonder verblijf: ambulant bij de aanbieder (2015)",
            "33": "zonder verblijf: daghulp bij de aanbieder (2015)",
            "34": "zonder verblijf: in het netwerk van de jeugdige (2015)",
            "35": "met verblijf: pleegzorg (2015)",
            "36": "met verblijf: gezinsgericht (2015)",
            "37": "met verblijf: gesloten plaatsing (2015)",
            "38": "met verblijf: overig residentieel (2015)",
            "40": "persoonlijke verzorging",
            "41": "dagbehandeling",
            "42": "vervoer",
            "43": "verblijf met behandeling",
            "44": "verblijf zonder behandeling",
            "45": "ambulante jeugdhulp",
            "46": "crisishulp",
            "47": "jeugdreclassering",
            "48": "jeugdbescherming",
            "49": "preventief justitieel kader",
            "50": "maatwerkarrangement",
            "51": "generalistische basis-ggz",
            "52": "specialistische ggz",
            "53": "kindergeneeskunde",
            "54": "jeugd-ggz",
            "55": "landelijk ingekochte zorg",
        },
    ),
    Codelijst(
        "JZ588",
        "LDT_RedenBeeindiging",
        "reden van beëindiging",
        {
            "02": "overlijden",
            "20": "tijdelijk gestopt",  # the only temporary stop: see soort_stop
            "31": "volgens plan beëindigd",
            "32": "voortijdig gestopt door de cliënt",
            "33": "voortijdig gestopt door de aanbieder",
            "34": "voortijdig gestopt in overleg",
            "35": "voortijdig gestopt door een oorzaak van buiten",
            # 36 and 37 are administrative: the care itself may go on under another toewijzing.
            "36": "op initiatief van de gemeente",
            "37": "door een wijzigingsverzoek",
            "38": "overstap naar een andere aanbieder",
            "39": "uitstroom naar een ander domein",
        },
    ),
    Codelijst(
        "NUM061",
        "LDT_AanduidingWoonadres",
        "aanduiding bij een huisnummer",
        {"AB": "aan boord", "BY": "bij", "TO": "tegenover", "WW": "woonwagen"},
    ),
    Codelijst("WJ001", "LDT_RetourCode", "retourcode", RETOURCODES),
    Codelijst(
        "WJ003",
        "LDT_WettelijkeVertegenwoordiging",
        "wettelijke vertegenwoordiging",
        {"06": "voogdij", "07": "bewindvoering", "08": "mentorschap", "09": "curatele", "10": "zaakwaarneming"},
    ),
    Codelijst(
        "WJ232",
        "LDT_JuridischeStatus",
        "juridische status",
        {
            "01": "rechterlijke machtiging, voorlopig of voortgezet",
            "02": "rechterlijke machtiging op eigen verzoek",
            "03": "rechterlijke machtiging met voorwaardelijk ontslag",
            "04": "ondertoezichtstelling",
            "05": "inbewaringstelling",
            "11": "strafrechtelijk: tbs",
            "12": "strafrechtelijk: overig",
        },
    ),
    Codelijst(
        "WJ756",
        "LDT_Eenheid",
        "eenheid",
        {
            "01": "minuut",
            "04": "uur",
            "14": "etmaal",  # 14, 16, 83 and 84 not with frequency 1 (CS338, CS343)
            "16": "dagdeel van 4 uur",
            "82": "stuks, outputgericht",
            "83": "euro, geschreven in centen",
            "84": "stuks, inspanningsgericht",
        },
    ),
    Codelijst(
        "WJ758",
        "LDT_RedenVerzoek",
        "reden van een verzoek",
        {"1": "situatie van de cliënt is veranderd", "2": "zorgplan is gewijzigd"},
    ),
    Codelijst(
        "WJ759",
        "LDT_RedenAfwijzingVerzoek",
        "reden van afwijzing van een verzoek",
        {
            "1": "geen wijziging maar een nieuwe aanvraag",
            "2": "past niet binnen het budget",
            "3": "geen contract",
            "4": "past niet binnen het contract",
            "5": "hoort bij een andere gemeente",
            "6": "stapeling",
            "7": "zorginhoudelijk afgekeurd",
            "8": "woonplaatsbeginsel",  # the only reason with a gemeente beside it (TR377, TR409)
            "9": "leeftijdsgrens bereikt",
        },
    ),
    Codelijst("WJ760", "LDT_VerzoekAntwoord", "antwoord op een verzoek", {"1": "afgewezen", "2": "in onderzoek"}),
    Codelijst(
        "WMO757",
        "LDT_Frequentie",
        "frequentie",
        {"1": "per dag", "2": "per week", "4": "per maand", "6": "in totaal over de toewijzing"},
    ),
)

CODELIJSTEN: dict[str, Codelijst] = {listing.nummer: listing for listing in _LISTINGS}
"""All code lists by number (`JZ588`)."""


class StopKind(StrEnum):
    """Whether a StopProduct interrupts the levering or ends it (JZ588)."""

    TIJDELIJK = "tijdelijk"
    DEFINITIEF = "definitief"


def stop_kind(reden_beeindiging: str) -> StopKind:
    """What a RedenBeeindiging means for the levering. KeyError for a code outside JZ588."""
    if reden_beeindiging not in CODELIJSTEN["JZ588"].codes:
        raise KeyError(reden_beeindiging)
    return StopKind.TIJDELIJK if reden_beeindiging == RedenBeeindiging.TIJDELIJK else StopKind.DEFINITIEF
