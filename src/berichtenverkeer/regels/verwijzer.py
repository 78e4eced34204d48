# SPDX-License-Identifier: EUPL-1.2
"""Who referred the client (JW315): by code, by name, or not at all."""

from berichtenverkeer.regels.conditie import both, conditie, filled, is_empty, value_is
from berichtenverkeer.regels.plek import Plek
from berichtenverkeer.standaard.codes import TypeVerwijzer

VERWIJZER = Plek("JW315/Client/AangevraagdeProducten/AangevraagdProduct/Verwijzer")

HAS_ONE_CODE = value_is(
    "type",
    TypeVerwijzer.HUISARTS,
    TypeVerwijzer.JEUGDARTS,
    TypeVerwijzer.GECERTIFICEERDE_INSTELLING,
    TypeVerwijzer.MEDISCH_SPECIALIST,
)


conditie(
    "CD066",
    VERWIJZER / "Naam",
    empty=both(HAS_ONE_CODE, filled("zorgverlener_code")),
    text="Van een huisarts, jeugdarts, gecertificeerde instelling of medisch specialist met code staat er geen naam.",
    action="Haal de naam van de verwijzer weg; de code zegt genoeg.",
)

conditie(
    "CD067",
    VERWIJZER / "Naam",
    mandatory=both(HAS_ONE_CODE, is_empty("zorgverlener_code")),
    text="Van een huisarts, jeugdarts, gecertificeerde instelling of medisch specialist zonder code staat de naam er.",
    action="Vul de code van de verwijzer, of anders de naam.",
)

conditie(
    "CD068",
    VERWIJZER / "ZorgverlenerCode",
    only=HAS_ONE_CODE,
    text="Alleen een huisarts, jeugdarts, gecertificeerde instelling of medisch specialist heeft een code.",
    action="Haal de zorgverlenercode weg, of kies het type verwijzer dat erbij hoort.",
)
