# SPDX-License-Identifier: EUPL-1.2
"""Starts and stops against what was delivered before (JW305, JW307; IV008, IV096, OP033, OP377 to OP379).

Every rule looks at the same thing: the leveringen that hold, with their stops. Removals in a bericht count before its
first deliveries (IV008), and a first delivery sees the ones that come before it in the same bericht.
"""

from berichtenverkeer.berichten import JW305, JW307, Bericht
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.aangeleverd import aangeleverd
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import RedenBeeindiging


@regel(
    "TR019",
    JW305,
    JW307,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9019",
    action="Vul het ToewijzingNummer uit de toewijzing (JW301) van deze gemeente voor deze jeugdige; laat het alleen "
    "weg bij een product dat volgens het contract taakgericht is.",
    lezing="Het nummer hoort bij een toewijzing van deze gemeente aan deze aanbieder voor deze client, en die is niet "
    "verwijderd. Zonder nummer telt het contract op Begindatum: alleen taakgericht mag zonder.",
)
def hoort_bij_toewijzing(bericht: Bericht, history: History) -> Plekken:
    """Een start of stop hoort bij een geldige toewijzing van de gemeente, tenzij het product taakgericht is."""
    for one in aangeleverd(bericht, history).first:
        number, categorie, code, begindatum = one.start
        if number is None:
            in_order = history.is_taakgericht(categorie, code, begindatum)
        else:
            toewijzing = history.toewijzing(number)
            in_order = toewijzing is not None and history.is_own(toewijzing) and not toewijzing.is_verwijderd
        if not in_order:
            yield f"{one.pad}/ToewijzingNummer"


@regel(
    "TR063",
    JW305,
    JW307,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9063",
    action="Neem de sleutel van de eerdere aanlevering precies over, of laat de verwijdering weg als die aanlevering "
    "nooit is goedgekeurd of al verwijderd is.",
    lezing="De eerdere aanlevering is goedgekeurd en niet al verwijderd. Over een verwijdering gaan op dit niveau "
    "alleen TR063 en TR071.",
)
def verwijdert_wat_er_is(bericht: Bericht, history: History) -> Plekken:
    """Wie een aanlevering verwijdert, moet haar eerder met dezelfde sleutel hebben aangeleverd."""
    for one in aangeleverd(bericht, history).removals:
        if not one.is_bekend:
            yield f"{one.pad}/StatusAanlevering"


@regel(
    "TR071",
    JW305,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9071",
    action="Verwijder eerst de stop met een JW307 (StatusAanlevering 3) en daarna de start.",
    lezing="Elke stop die nog geldt telt, ook een tijdelijke; een verwijderde stop telt niet.",
)
def verwijdert_geen_gestopte_start(bericht: Bericht, history: History) -> Plekken:
    """Een start waarvoor een stop geldt, kan niet verwijderd worden."""
    for one in aangeleverd(bericht, history).removals:
        if one.is_gestopt:
            yield f"{one.pad}/StatusAanlevering"


@regel(
    "TR074",
    JW305,
    JW307,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9074",
    action="Stuur dezelfde aanlevering niet nog eens. Wilt u haar verbeteren, verwijder haar dan eerst "
    "(StatusAanlevering 3).",
    lezing="De sleutel van een start is ToewijzingNummer, Product en Begindatum; bij een stop ook RedenBeeindiging en "
    "Einddatum. Wat verwijderd is, ook eerder in dit bericht, telt niet. Een herhaalde start of stop breekt ook TR326, "
    "TR413 of TR415: elke regel geldt op zichzelf.",
)
def sleutel_is_uniek(bericht: Bericht, history: History) -> Plekken:
    """Een eerste aanlevering mag niet de sleutel hebben van een eerdere aanlevering die nog geldt."""
    for one in aangeleverd(bericht, history).eerste:
        if one.is_bekend:
            yield f"{one.pad}/StatusAanlevering"


@regel(
    "TR326",
    JW305,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9326",
    action="Meld eerst de stop van de lopende levering (JW307), of verwijder de eerdere start als die fout was; is het "
    "dezelfde levering, stuur dan niets.",
    lezing="Een levering loopt zolang er geen tijdelijke en geen definitieve stop op staat (OP379). Twee starts horen "
    "bij hetzelfde toegewezen product bij gelijk ToewijzingNummer, welk product de start ook noemt; zonder nummer bij "
    "gelijk Product. Van twee starts in een bericht is de tweede fout.",
)
def vorige_levering_is_gestopt(bericht: Bericht, history: History) -> Plekken:
    """Een nieuwe start mag pas als er bij het toegewezen product geen levering meer loopt."""
    yield from (one.pad for one in aangeleverd(bericht, history).eerste if one.loopt)


@regel(
    "TR382",
    JW307,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9069",
    action="Neem ToewijzingNummer, Product en Begindatum van de start precies over, of stuur eerst de start (JW305).",
    lezing="De start is goedgekeurd en niet verwijderd; of hij al gestopt is, zeggen TR413 tot en met TR415.",
)
def start_is_bekend(bericht: Bericht, history: History) -> Plekken:
    """Een stop heeft het ToewijzingNummer, Product en de Begindatum van een start die nog geldt."""
    yield from (one.pad for one in aangeleverd(bericht, history).eerste if not one.start_is_bekend)


@regel(
    "TR413",
    JW307,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9413",
    action="Meld een nieuwe start, of een definitieve stop; of verwijder eerst de eerdere tijdelijke stop.",
    lezing="Stops horen bij elkaar bij gelijk ToewijzingNummer en Begindatum; zonder nummer bij gelijk Product en "
    "Begindatum (IV096). Alleen bij StatusAanlevering 1.",
)
def een_tijdelijke_stop(bericht: Bericht, history: History) -> Plekken:
    """Op een tijdelijke stop mag geen tweede tijdelijke stop volgen zonder dat de levering opnieuw is gestart."""
    for one in aangeleverd(bericht, history).eerste:
        assert one.stop is not None
        if one.stop.reden == RedenBeeindiging.TIJDELIJK and one.eerder.tijdelijk:
            yield f"{one.pad}/RedenBeeindiging"


@regel(
    "TR414",
    JW307,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9414",
    action="Vul een Einddatum op of na die van de eerdere stop, of verwijder de eerdere stop.",
    lezing="Alleen bij StatusAanlevering 1. De stop die geldt kan in hetzelfde bericht staan (OP377: een tijdelijke "
    "gaat voor een definitieve); wat in dit bericht verwijderd wordt telt niet. Dezelfde dag mag.",
)
def eindigt_niet_voor_eerdere_stop(bericht: Bericht, history: History) -> Plekken:
    """Een stop die op een andere stop volgt, mag geen eerdere Einddatum hebben."""
    for one in aangeleverd(bericht, history).eerste:
        assert one.stop is not None
        if one.stop.einddatum < one.eerder.laatste:
            yield f"{one.pad}/Einddatum"


@regel(
    "TR415",
    JW307,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9415",
    action="Stuur niets als de levering al goed is gestopt; verwijder anders eerst de eerdere definitieve stop "
    "(StatusAanlevering 3).",
    lezing="Alleen bij StatusAanlevering 1; ook een tijdelijke stop na een definitieve is fout. Stops horen bij elkaar "
    "zoals bij TR413.",
)
def nog_niet_definitief_gestopt(bericht: Bericht, history: History) -> Plekken:
    """Na een definitieve stop mag op dezelfde start geen stop meer volgen."""
    yield from (one.pad for one in aangeleverd(bericht, history).eerste if one.eerder.definitief)
