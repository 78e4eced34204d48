# SPDX-License-Identifier: EUPL-1.2
"""The codes of the standard that the product acts on, each once, under a name.

One class for each code list, whose number its docstring begins with; what each code means is in `codelijsten.py`, in
the words of a user. A code is text: it is compared with, and written as, what stands in a bericht.
"""

from enum import StrEnum


class DebetCredit(StrEnum):
    """COD043."""

    DEBET = "D"
    CREDIT = "C"


class Geslacht(StrEnum):
    """COD046."""

    MANNELIJK = "1"
    VROUWELIJK = "2"


class DatumGebruik(StrEnum):
    """COD170: what of a date is not known."""

    DAG = "1"
    DAG_EN_MAAND = "2"
    ALLES = "3"


class TypeVerwijzer(StrEnum):
    """COD327."""

    GEMEENTE = "01"
    HUISARTS = "02"
    JEUGDARTS = "03"
    GECERTIFICEERDE_INSTELLING = "04"
    MEDISCH_SPECIALIST = "05"
    GEEN_VERWIJZER = "06"
    RECHTER = "08"


class StatusAanlevering(StrEnum):
    """COD467."""

    EERSTE = "1"
    GEWIJZIGD = "2"
    VERWIJDEREN = "3"


class NaamGebruik(StrEnum):
    """COD700."""

    EIGEN = "1"
    PARTNER = "2"
    PARTNER_EIGEN = "3"
    EIGEN_PARTNER = "4"
    ORGANISATIE = "6"


class Communicatievorm(StrEnum):
    """COD747."""

    TOLK_TAAL = "1"


class AdresSoort(StrEnum):
    """COD757."""

    BRP = "01"
    POSTADRES = "02"
    VERBLIJF = "03"
    TIJDELIJK_VERBLIJF = "04"


class RedenWijziging(StrEnum):
    """JZ002: why a toewijzing has a new version."""

    VERVALLEN = "01"
    VERLENGD = "04"
    VERKORT = "05"
    OP_VERZOEK = "12"
    VERWIJDERD = "13"


class ProductCategorie(StrEnum):
    """JZ020."""

    AMBULANT = "45"
    CRISIS = "46"
    JEUGDRECLASSERING = "47"
    JEUGDBESCHERMING = "48"
    JEUGD_GGZ = "54"


class RedenBeeindiging(StrEnum):
    """JZ588: why a levering stopped; only TIJDELIJK does not end it."""

    OVERLIJDEN = "02"
    TIJDELIJK = "20"
    VOLGENS_PLAN = "31"
    DOOR_CLIENT = "32"
    DOOR_AANBIEDER = "33"
    IN_OVERLEG = "34"
    DOOR_OORZAAK_VAN_BUITEN = "35"
    DOOR_GEMEENTE = "36"
    DOOR_WIJZIGINGSVERZOEK = "37"
    OVERSTAP = "38"
    ANDER_DOMEIN = "39"


class Eenheid(StrEnum):
    """WJ756."""

    MINUUT = "01"
    UUR = "04"
    ETMAAL = "14"
    DAGDEEL = "16"
    STUKS_OUTPUT = "82"
    EURO = "83"
    STUKS_INSPANNING = "84"


class RedenVerzoek(StrEnum):
    """WJ758."""

    CLIENT_VERANDERD = "1"
    ZORGPLAN_GEWIJZIGD = "2"


class RedenAfwijzing(StrEnum):
    """WJ759: why a verzoek is rejected."""

    BUITEN_BUDGET = "2"
    BUITEN_CONTRACT = "4"
    ZORGINHOUDELIJK = "7"
    WOONPLAATSBEGINSEL = "8"
    LEEFTIJDSGRENS = "9"


class VerzoekAntwoord(StrEnum):
    """WJ760."""

    AFGEWEZEN = "1"
    IN_ONDERZOEK = "2"


class Frequentie(StrEnum):
    """WMO757; TOTAAL is one amount over the whole toewijzing."""

    PER_DAG = "1"
    PER_WEEK = "2"
    PER_MAAND = "4"
    TOTAAL = "6"


class Retourcode(StrEnum):
    """WJ001: those that belong to no single rule. That of a rule stands in its declaration."""

    TECHNISCH = "0001"
    GEEN_OPMERKING = "0200"
    NIET_BEOORDEELD = "0233"
    GEHEEL_TOEGEKEND = "8001"
