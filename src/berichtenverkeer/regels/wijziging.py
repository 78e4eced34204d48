# SPDX-License-Identifier: EUPL-1.2
"""A request for change against what is assigned (JW317; IV092, OP306), and whether a client is known at all (TR304).

Of a number that is no actuele toewijzing of this client at this aanbieder only TR350 and TR351 speak; the rules that
compare with a toewijzing then say nothing (decision 060).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from berichtenverkeer.berichten import JW317, JW323, JW325
from berichtenverkeer.berichten.basisschema import CDT_Product
from berichtenverkeer.berichten.jw317 import TeWijzigenProduct
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.conditie import na
from berichtenverkeer.regels.history import History, Toewijzing
from berichtenverkeer.regels.omvang import ENDING_2020, SINCE_2021
from berichtenverkeer.regels.once import once
from berichtenverkeer.regels.overlap import THREE_NIVEAUS, Periode, overlapping
from berichtenverkeer.regels.plek import NEW, TO_CHANGE, Plek
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.regels.versions import Content, content, holds_as_whole

BSN = Plek("JW317/Client/Bsn", "JW323/Declaratie/Clienten/Client/Bsn", "JW325/DeclaratieAntwoord/Clienten/Client/Bsn")
VERZOEK = Plek("JW317/Client/Verzoek")
ONGEWIJZIGD = Plek("JW317/Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct")

DAY = timedelta(days=1)

_AFTER_2020 = na(ENDING_2020, "einddatum")


@regel(
    "TR304",
    JW317,
    JW323,
    JW325,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="8187",
    action="Controleer het Bsn en of het bericht bij deze gemeente hoort; wacht anders op de toewijzing (JW301).",
    lezing="In een JW317 of JW323 is de jeugdige bekend als de gemeente haar of hem ooit zorg van deze aanbieder "
    "toewees; in een JW325 als zij of hij in de declaratie staat.",
)
def client_is_bekend(bericht: JW317 | JW323 | JW325, history: History) -> Plekken:
    """Het Bsn is van een jeugdige voor wie de gemeente zorg van deze aanbieder heeft toegewezen."""
    is_known = cache(history.is_known_client)
    return BSN.where(bericht, lambda bsn: not is_known(bsn))


@regel(
    "TR349",
    JW317,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9349",
    action="Zet elke toewijzing die nog loopt of nog ingaat in OngewijzigdProduct of in TeWijzigenProduct.",
    lezing="Actueel is een toewijzing die op de dag van ontvangst niet verwijderd en niet verlopen is, ook als zij nog "
    "moet ingaan; niet de gewenste ingangsdatum telt, maar die dag. Eén melding, hoeveel er ook ontbreken.",
)
def noemt_alle_actuele_toewijzingen(bericht: JW317, history: History) -> Plekken:
    """Een verzoek om wijziging noemt elke actuele toewijzing van de jeugdige bij deze aanbieder."""
    named = {part.toewijzing_nummer for plek in (ONGEWIJZIGD, TO_CHANGE) for _, part in plek.in_(bericht)}
    if _current(bericht, history).keys() - named:
        yield from (pad for pad, _ in VERZOEK.in_(bericht))


@regel(
    "TR350",
    JW317,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9350",
    action="Noem alleen toewijzingen die nog lopen of nog ingaan, met het nummer uit de JW301; laat de andere weg.",
    lezing="Actueel zoals bij TR349; van deze gemeente, voor deze jeugdige en deze aanbieder.",
)
def ongewijzigd_is_actueel(bericht: JW317, history: History) -> Plekken:
    """Wat ongewijzigd blijft, is een actuele toewijzing van de jeugdige."""
    current = _current(bericht, history)
    for pad, part in ONGEWIJZIGD.in_(bericht):
        if part.toewijzing_nummer not in current:
            yield f"{pad}/ToewijzingNummer"


@regel(
    "TR351",
    JW317,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9351",
    action="Wijzig alleen een toewijzing die nog loopt of nog ingaat, met het nummer uit de JW301; vraag wat er "
    "niet is "
    "aan als NieuwProduct.",
    lezing="Actueel zoals bij TR349; van deze gemeente, voor deze jeugdige en deze aanbieder.",
)
def te_wijzigen_is_actueel(bericht: JW317, history: History) -> Plekken:
    """Wat gewijzigd moet worden, is een actuele toewijzing van de jeugdige."""
    current = _current(bericht, history)
    for pad, part in TO_CHANGE.in_(bericht):
        if part.toewijzing_nummer not in current:
            yield f"{pad}/ToewijzingNummer"


@regel(
    "TR357",
    JW317,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9357",
    action="Kies een GewensteIngangsdatum na de Dagtekening, of de Ingangsdatum van de toewijzing als de "
    "wijziging voor "
    "de hele looptijd geldt.",
    lezing="Vergeleken wordt met de versie van de toewijzing die nu geldt; een versie kan geen andere Ingangsdatum "
    "hebben dan de eerste (IV066). De Dagtekening zelf is niet in de toekomst.",
)
def wijziging_ligt_in_de_toekomst(bericht: JW317, history: History) -> Plekken:
    """Een wijziging gaat in na de dagtekening, of geldt vanaf het begin van de toewijzing."""
    dagtekening = bericht.header.bericht_identificatie.dagtekening
    for pad, part, toewijzing in _to_change(bericht, history):
        if part.gewenste_ingangsdatum <= dagtekening and part.gewenste_ingangsdatum != toewijzing.ingangsdatum:
            yield f"{pad}/GewensteIngangsdatum"


@regel(
    "TR361",
    JW317,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9361",
    action="Laat de ene toewijzing eindigen voordat de andere begint, of vraag het product maar één keer.",
    lezing=f"{THREE_NIVEAUS} Het product van een toewijzing komt uit de versie die nu geldt. Een te wijzigen "
    f"toewijzing "
    "loopt tot de GewensteIngangsdatum zoals zij is, en daarna tot de gewenste Einddatum.",
)
def gewenste_producten_overlappen_niet(bericht: JW317, history: History) -> Plekken:
    """Hetzelfde product komt in de gewenste situatie niet twee keer voor op dezelfde dagen."""
    return overlapping(_wanted_periods(bericht, history))


@regel(
    "TR373",
    JW317,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9373",
    action="Vul als GewensteIngangsdatum de Ingangsdatum van de toewijzing: een ander budget of totaal geldt voor de "
    "hele looptijd.",
    lezing="Het gaat om een toewijzing die nu een budget of een totaal (Frequentie 6) heeft, en een verzoek dat daar "
    "iets anders voor vraagt. Blijft het bedrag of het totaal gelijk, dan zegt deze regel niets.",
)
def ander_budget_geldt_vanaf_het_begin(bericht: JW317, history: History) -> Plekken:
    """Een ander budget of een ander totaal gaat in op de Ingangsdatum van de toewijzing."""
    for pad, part, toewijzing in _to_change(bericht, history):
        changes = holds_as_whole(toewijzing) and _asked(part) != content(toewijzing)
        if changes and part.gewenste_ingangsdatum != toewijzing.ingangsdatum:
            yield f"{pad}/GewensteIngangsdatum"


_WITHOUT_CODE = (
    "De Einddatum is die van het te wijzigen product. Is het Product van de toewijzing leeg, dan is ook de Code leeg: "
    f"dan gelden TR375 en TR412 beide; met alleen een categorie geldt TR412. {SINCE_2021}"
)


@regel(
    "TR375",
    JW317,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9375",
    action="Haal Omvang weg, of vraag een budget.",
    lezing=_WITHOUT_CODE,
)
def zonder_product_geen_omvang(bericht: JW317, history: History) -> Plekken:
    """Bij een toewijzing zonder product vraagt een wijziging geen omvang."""
    for pad, part, toewijzing in _to_change(bericht, history):
        if part.omvang is not None and toewijzing.categorie is None and _AFTER_2020(part):
            yield f"{pad}/Omvang"


@regel(
    "TR411",
    JW317,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9411",
    action="Vul Omvang, ook als alleen de einddatum moet veranderen: neem haar dan over uit de toewijzing.",
)
def met_code_hoort_omvang(bericht: JW317, history: History) -> Plekken:
    """Bij een toewijzing met een productcode noemt een wijziging altijd de omvang."""
    for pad, part, toewijzing in _to_change(bericht, history):
        if part.omvang is None and toewijzing.code is not None:
            yield f"{pad}/Omvang"


@regel(
    "TR412",
    JW317,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9412",
    action="Haal Omvang weg, of vraag een budget.",
    lezing=_WITHOUT_CODE,
)
def zonder_code_geen_omvang(bericht: JW317, history: History) -> Plekken:
    """Bij een toewijzing zonder productcode vraagt een wijziging geen omvang."""
    for pad, part, toewijzing in _to_change(bericht, history):
        if part.omvang is not None and toewijzing.code is None and _AFTER_2020(part):
            yield f"{pad}/Omvang"


def _asked(part: TeWijzigenProduct) -> Content:
    omvang = part.omvang
    if omvang is None:
        return None, None, None, part.budget
    return omvang.volume, omvang.eenheid, omvang.frequentie, part.budget


@once
def _current(bericht: JW317, history: History) -> dict[int, Toewijzing]:
    """What a JW317 is about, by number: the toewijzingen that hold on the day of receipt, or later."""
    del bericht  # of its client
    every = history.toewijzingen()
    return {toewijzing.nummer: toewijzing for toewijzing in every if toewijzing.is_current(history.vandaag)}


def _to_change(bericht: JW317, history: History) -> Iterator[tuple[str, TeWijzigenProduct, Toewijzing]]:
    """Every TeWijzigenProduct with its path and its actuele toewijzing."""
    current = _current(bericht, history)
    for pad, part in TO_CHANGE.in_(bericht):
        if toewijzing := current.get(part.toewijzing_nummer):
            yield pad, part, toewijzing


def _wanted_periods(bericht: JW317, history: History) -> Iterator[Periode]:
    """The situation that the request leads to, in document order."""
    current = _current(bericht, history)
    for pad, ongewijzigd in ONGEWIJZIGD.in_(bericht):
        if toewijzing := current.get(ongewijzigd.toewijzing_nummer):
            yield Periode(pad, _product(toewijzing), toewijzing.ingangsdatum, toewijzing.einddatum or date.max)
    for pad, part, toewijzing in _to_change(bericht, history):
        product, wanted = _product(toewijzing), part.gewenste_ingangsdatum
        if toewijzing.ingangsdatum < wanted:
            until_than = min(toewijzing.einddatum or date.max, wanted - DAY)
            yield Periode(pad, product, toewijzing.ingangsdatum, until_than)
        yield Periode(pad, product, wanted, part.einddatum or date.max)
    for pad, new in NEW.in_(bericht):
        yield Periode(pad, new.product, new.gewenste_ingangsdatum, new.einddatum or date.max)


def _product(toewijzing: Toewijzing) -> CDT_Product | None:
    if toewijzing.categorie is None:
        return None
    return CDT_Product(categorie=toewijzing.categorie, code=toewijzing.code)
