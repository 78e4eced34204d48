# SPDX-License-Identifier: EUPL-1.2
"""Who referred the client (JW315): by code, by name, or not at all."""

from berichtenverkeer.regels.conditie import beide, conditie, gevuld, is_leeg, waarde_is
from berichtenverkeer.regels.plek import Plek
from berichtenverkeer.standaard.codes import TypeVerwijzer

VERWIJZER = Plek("JW315/Client/AangevraagdeProducten/AangevraagdProduct/Verwijzer")

HEEFT_EEN_CODE = waarde_is(
    "type",
    TypeVerwijzer.HUISARTS,
    TypeVerwijzer.JEUGDARTS,
    TypeVerwijzer.GECERTIFICEERDE_INSTELLING,
    TypeVerwijzer.MEDISCH_SPECIALIST,
)


conditie(
    "CD066",
    VERWIJZER / "Naam",
    leeg=beide(HEEFT_EEN_CODE, gevuld("zorgverlener_code")),
    tekst="Van een huisarts, jeugdarts, gecertificeerde instelling of medisch specialist met code staat er geen naam.",
    actie="Haal de naam van de verwijzer weg; de code zegt genoeg.",
)

conditie(
    "CD067",
    VERWIJZER / "Naam",
    verplicht=beide(HEEFT_EEN_CODE, is_leeg("zorgverlener_code")),
    tekst="Van een huisarts, jeugdarts, gecertificeerde instelling of medisch specialist zonder code staat de naam er.",
    actie="Vul de code van de verwijzer, of anders de naam.",
)

conditie(
    "CD068",
    VERWIJZER / "ZorgverlenerCode",
    alleen=HEEFT_EEN_CODE,
    tekst="Alleen een huisarts, jeugdarts, gecertificeerde instelling of medisch specialist heeft een code.",
    actie="Haal de zorgverlenercode weg, of kies het type verwijzer dat erbij hoort.",
)
