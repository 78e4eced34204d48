# SPDX-License-Identifier: EUPL-1.2
"""Nothing stands in a bericht twice: the logical keys of the standard."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from berichtenverkeer.berichten import JW301, JW305, JW307, JW315, JW317, JW323, JW325, Bericht
from berichtenverkeer.berichten.jw305 import StartProduct
from berichtenverkeer.berichten.jw307 import StopProduct
from berichtenverkeer.berichten.jw317 import NieuwProduct
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import NEW, RELATIE, REQUESTED, START, STOP, TO_CHANGE, TOEGEWEZEN, PerBericht, Plek
from berichtenverkeer.regels.regel import Plekken, regel

Key = Callable[[Any], object]


def _start(start: StartProduct) -> object:
    return start.toewijzing_nummer, start.product, start.begindatum


def _stop(stop: StopProduct) -> object:
    return stop.toewijzing_nummer, stop.product, stop.begindatum, stop.reden_beeindiging, stop.einddatum


def _new(new: NieuwProduct) -> object:
    return new.product, new.gewenste_ingangsdatum


_CLIENTEN = Plek("JW323/Declaratie/Clienten/Client", "JW325/DeclaratieAntwoord/Clienten/Client")
_ONGEWIJZIGD = Plek("JW317/Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct")

KEYS: PerBericht[tuple[Plek, Key]] = PerBericht(
    (RELATIE, attrgetter("nummer")),
    (Plek("JW301/Client/Contactgegevens/Contact"), attrgetter("soort")),
    (TOEGEWEZEN, attrgetter("toewijzing_nummer")),
    (START, _start),
    (STOP, _stop),
    (REQUESTED, attrgetter("referentie_aanbieder")),
    (_ONGEWIJZIGD, attrgetter("toewijzing_nummer")),
    (TO_CHANGE, attrgetter("toewijzing_nummer")),
    (NEW, _new),
    (_CLIENTEN, attrgetter("bsn")),
)
"""The key of every class that can occur more than once under one parent. Prestaties are told apart per client."""


@regel(
    "TR101",
    JW301,
    JW305,
    JW307,
    JW315,
    JW317,
    JW323,
    JW325,
    niveau=Niveau.BERICHT,
    action="Haal de herhaling weg; vervang een eerdere aanlevering met dezelfde sleutel in een apart bericht.",
    lezing="Gemeld wordt de herhaling; spaties om een tekst tellen niet mee. Wat onder een dubbele client of relatie"
    " hangt, is niet nog eens dubbel. Een stop heeft alle elementen als sleutel die de regellijst zo merkt, ook"
    " RedenBeeindiging en Einddatum.",
)
def niets_staat_er_dubbel(bericht: Bericht, history: History) -> Plekken:
    """Binnen een bericht komt elke sleutel maar één keer voor."""
    del history
    for plek, key in KEYS[type(bericht)]:
        yield from _repetitions(plek.in_(bericht), key)
    if isinstance(bericht, JW323 | JW325):
        for pad, client in _CLIENTEN.in_(bericht):
            prestaties = enumerate(client.prestaties.prestatie, 1)
            paden = ((f"{pad}/Prestaties/Prestatie[{number}]", one) for number, one in prestaties)
            yield from _repetitions(paden, attrgetter("product_referentie"))


@regel("TR383", JW315, niveau=Niveau.BERICHT, action="Geef elk aangevraagd product een eigen referentie.")
def referentie_is_uniek_in_het_verzoek(bericht: JW315, history: History) -> Plekken:
    """Elk aangevraagd product heeft een eigen referentie van de aanbieder."""
    del history
    repeated = _repetitions(REQUESTED.in_(bericht), attrgetter("referentie_aanbieder"))
    return (f"{pad}/ReferentieAanbieder" for pad in repeated)


def _repetitions(plekken: Iterable[tuple[str, Any]], key: Key) -> Plekken:
    seen = set()
    for pad, class_ in plekken:
        value = key(class_)
        if value in seen:
            yield pad
        seen.add(value)
