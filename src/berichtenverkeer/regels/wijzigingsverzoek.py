# SPDX-License-Identifier: EUPL-1.2
"""What a request for change must hold to be one (JW317)."""

from berichtenverkeer.berichten import JW317
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import NEW
from berichtenverkeer.regels.regel import Plekken, regel

VERZOEK = "JW317/Client/Verzoek"


@regel(
    "TR352",
    JW317,
    niveau=Niveau.BERICHT,
    action="Neem alle lopende toewijzingen op, ook die gelijk blijven. Zijn er geen, stuur dan een verzoek om "
    "toewijzing (JW315).",
)
def er_is_iets_om_te_wijzigen(bericht: JW317, history: History) -> Plekken:
    """Een verzoek om wijziging noemt minstens één toewijzing die er al is: ongewijzigd of te wijzigen."""
    del history
    verzoek = bericht.client.verzoek
    if verzoek.ongewijzigde_producten is None and verzoek.te_wijzigen_producten is None:
        yield VERZOEK


@regel(
    "TR353",
    JW317,
    niveau=Niveau.BERICHT,
    action="Vraag een wijziging of een nieuw product. Verandert er niets, stuur dan geen verzoek.",
)
def er_verandert_iets(bericht: JW317, history: History) -> Plekken:
    """Een verzoek om wijziging vraagt minstens één wijziging of één nieuw product."""
    del history
    verzoek = bericht.client.verzoek
    if verzoek.te_wijzigen_producten is None and verzoek.nieuwe_producten is None:
        yield VERZOEK


@regel(
    "TR380",
    JW317,
    niveau=Niveau.BERICHT,
    action="Kies een gewenste ingangsdatum vanaf de dag na de Dagtekening.",
    lezing="De bron noemt geen element. Beoordeeld worden nieuwe producten; een te wijzigen product mag ook op de "
    "ingangsdatum van zijn toewijzing ingaan (TR357, TR373).",
)
def nieuw_product_gaat_later_in(bericht: JW317, history: History) -> Plekken:
    """Een nieuw product gaat in na de Dagtekening van het verzoek."""
    del history
    dagtekening = bericht.header.bericht_identificatie.dagtekening
    too_early = NEW.where(bericht, lambda product: product.gewenste_ingangsdatum <= dagtekening)
    return (f"{pad}/GewensteIngangsdatum" for pad in too_early)
