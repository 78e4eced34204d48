# SPDX-License-Identifier: EUPL-1.2
"""How much may be declared: volume within the ProductPeriode and in all, and money within a budget (IV076 to IV079).

The counting of days, weeks, Sundays and months is pure calendar; decision 064 says which lines count, and which worked
examples of the standard do not follow its own text.
"""

from collections.abc import Callable
from datetime import date

from berichtenverkeer.berichten import JW323
from berichtenverkeer.berichten.jw323 import Prestatie
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.gedeclareerd import gedeclareerd
from berichtenverkeer.regels.history import History, Toewijzing
from berichtenverkeer.regels.history import Prestatie as EerderePrestatie
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import Eenheid, Frequentie

OUTPUT = {Eenheid.STUKS_OUTPUT, Eenheid.EURO}
"""Outputgericht when no contract says so."""


WAT_TELT = (
    "Meegeteld wordt wat eerder is ingediend en niet is afgewezen of gecrediteerd; credits in dit bericht gaan eerst af"
    " (OP366). Dan de regels van dit bericht op volgorde: wie niet meer past is fout en telt niet voor de volgende."
)


@regel(
    "TR321",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9321",
    actie="Declareer niet meer dan over deze periode is toegewezen; was meer nodig, vraag dan eerst een wijziging aan.",
    lezing="Per week: inspanningsgericht telt elke kalenderweek die de ProductPeriode binnen de toewijzing raakt voor "
    "vol, outputgericht telt elke zondag, en de gebroken laatste week bij de laatste zondag (IV076, IV077). Per maand "
    "altijd het hele volume (IV078), per dag de dagen. De variant is die van het contract; zegt dat niets, die van de "
    "Eenheid. Minuten mogen op uren. Een totaal (Frequentie 6) is alleen TR322. Past de eenheid niet, dan is dat "
    "TR341; ligt de periode geheel buiten de toewijzing, TR307 of TR308. Credits worden niet beoordeeld (IV085).",
)
def volume_past_in_de_periode(bericht: JW323, history: History) -> Plekken:
    """Over een productperiode wordt niet meer gedeclareerd dan er voor die periode is toegewezen."""
    for pad, prestatie, toewijzing in gedeclareerd(bericht, history).op_toewijzing:
        periode = prestatie.product_periode
        gewicht = _gewicht(prestatie.eenheid, toewijzing)
        if gewicht is None:
            continue
        ruimte = maximum_in_periode(
            toewijzing, periode.begindatum, periode.einddatum, outputgericht=_is_outputgericht(toewijzing, history)
        )
        if ruimte is not None and prestatie.geleverd_volume * gewicht > ruimte * _eenheden(toewijzing):
            yield f"{pad}/GeleverdVolume"


@regel(
    "TR322",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9322",
    actie="Declareer niet meer dan in totaal is toegewezen; crediteer wat te veel is, of vraag een wijziging aan.",
    lezing="Het volume maal de dagen, kalenderweken of maanden van de hele toewijzing, ook aangebroken; bij Frequentie "
    f"6 het volume zelf. Zonder einddatum is er geen totaal, behalve bij Frequentie 6. {WAT_TELT}",
)
def volumes_passen_samen(bericht: JW323, history: History) -> Plekken:
    """Alles wat op een toewijzing gedeclareerd is, past samen in wat er in totaal is toegewezen."""

    def grens(toewijzing: Toewijzing) -> int | None:
        maximum = maximum_in_totaal(toewijzing)
        return None if maximum is None else maximum * _eenheden(toewijzing)

    def eerder(prestatie: EerderePrestatie, toewijzing: Toewijzing) -> int:
        return prestatie.volume * (_gewicht(prestatie.eenheid, toewijzing) or 0)

    def nu(prestatie: Prestatie, toewijzing: Toewijzing) -> int:
        return prestatie.geleverd_volume * (_gewicht(prestatie.eenheid, toewijzing) or 0)

    return (f"{pad}/GeleverdVolume" for pad in _past_niet_meer(bericht, history, grens, eerder, nu))


@regel(
    "TR369",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9369",
    actie="Declareer niet meer dan het budget; crediteer eerst wat te veel is, of vraag de gemeente om meer budget.",
    lezing="Budget is geld (IV024) en GeleverdVolume niet: vergeleken worden de bedragen, en daar staat de bevinding. "
    f"{WAT_TELT}",
)
def bedragen_passen_in_het_budget(bericht: JW323, history: History) -> Plekken:
    """Alles wat op een toewijzing met een budget gedeclareerd is, past samen in dat budget."""

    def grens(toewijzing: Toewijzing) -> int | None:
        return toewijzing.budget_cents

    def eerder(prestatie: EerderePrestatie, toewijzing: Toewijzing) -> int:
        del toewijzing
        return prestatie.bedrag_cents

    def nu(prestatie: Prestatie, toewijzing: Toewijzing) -> int:
        del toewijzing
        return prestatie.ingediend_bedrag.bedrag

    return (f"{pad}/IngediendBedrag/Bedrag" for pad in _past_niet_meer(bericht, history, grens, eerder, nu))


def maximum_in_periode(toewijzing: Toewijzing, begin: date, einde: date, *, outputgericht: bool) -> int | None:
    """What a toewijzing per day, week or month gives from `begin` to `einde`, in its own unit.

    None without an Omvang, for a total, and when the two have no day in common.
    """
    begin, einde = max(begin, toewijzing.ingangsdatum), min(einde, toewijzing.einddatum or date.max)
    if toewijzing.volume is None or toewijzing.frequentie is None or begin > einde:
        return None
    if toewijzing.frequentie == Frequentie.PER_WEEK and outputgericht:
        return toewijzing.volume * weken_met_zondag(begin, einde, toewijzing.ingangsdatum, toewijzing.einddatum)
    tel = _TELLERS.get(toewijzing.frequentie)
    return toewijzing.volume * tel(begin, einde) if tel else None


def maximum_in_totaal(toewijzing: Toewijzing) -> int | None:
    """What the whole toewijzing gives, in its own unit; None without an Omvang, or without an end unless it is a total.

    The variant makes no difference: Sundays plus a broken last week are the ISO weeks.
    """
    if toewijzing.frequentie == Frequentie.TOTAAL:
        return toewijzing.volume
    if toewijzing.einddatum is None:
        return None
    return maximum_in_periode(toewijzing, toewijzing.ingangsdatum, toewijzing.einddatum, outputgericht=False)


def dagen(begin: date, einde: date) -> int:
    """Both days included."""
    return (einde - begin).days + 1


def weken(begin: date, einde: date) -> int:
    """ISO weeks of which at least one day counts (IV077, inspanningsgericht)."""
    return _week(einde) - _week(begin) + 1


def maanden(begin: date, einde: date) -> int:
    """Calendar months of which at least one day counts (IV078)."""
    return 12 * (einde.year - begin.year) + einde.month - begin.month + 1


def zondagen(begin: date, einde: date) -> int:
    """Sundays, both days included."""
    return einde.toordinal() // 7 - _week(begin)


def weken_met_zondag(begin: date, einde: date, ingangsdatum: date, einddatum: date | None) -> int:
    """Sundays within a toewijzing, and its broken last week where its last Sunday is (IV076, IV077, outputgericht).

    A toewijzing without any Sunday is one broken week, which may be declared in whichever month it touches.
    """
    aantal = zondagen(begin, einde)
    if einddatum is None or einddatum.isoweekday() == 7:
        return aantal
    laatste_zondag = einddatum.toordinal() - einddatum.isoweekday()
    if laatste_zondag < ingangsdatum.toordinal():
        return 1
    return aantal + (begin.toordinal() <= laatste_zondag <= einde.toordinal())


def _week(dag: date) -> int:
    """A number that goes up on Monday: day 1 of the calendar was one."""
    return (dag.toordinal() - 1) // 7


_TELLERS: dict[str, Callable[[date, date], int]] = {
    Frequentie.PER_DAG: dagen,
    Frequentie.PER_WEEK: weken,
    Frequentie.PER_MAAND: maanden,
}


def _gewicht(eenheid: str, toewijzing: Toewijzing) -> int | None:
    """What one of `eenheid` weighs on the toewijzing: an hour is 60 minutes; None when the two do not compare."""
    if eenheid == toewijzing.eenheid:
        return _eenheden(toewijzing)
    return 1 if (eenheid, toewijzing.eenheid) == (Eenheid.MINUUT, Eenheid.UUR) else None


def _eenheden(toewijzing: Toewijzing) -> int:
    return 60 if toewijzing.eenheid == Eenheid.UUR else 1


def _is_outputgericht(toewijzing: Toewijzing, history: History) -> bool:
    if toewijzing.frequentie != Frequentie.PER_WEEK:
        return False
    variant = history.uitvoeringsvariant(toewijzing.categorie, toewijzing.code, toewijzing.ingangsdatum)
    if variant in ("inspanningsgericht", "outputgericht"):
        return variant == "outputgericht"
    return toewijzing.eenheid in OUTPUT


def _past_niet_meer(
    bericht: JW323,
    history: History,
    grens: Callable[[Toewijzing], int | None],
    eerder: Callable[[EerderePrestatie, Toewijzing], int],
    nu: Callable[[Prestatie, Toewijzing], int],
) -> Plekken:
    """Which debets do not fit any more when they are added, one by one, to what was declared before."""
    alles = gedeclareerd(bericht, history)
    ruimte: dict[int, int | None] = {}
    for pad, prestatie, toewijzing in alles.op_toewijzing:
        nummer = toewijzing.nummer
        if nummer not in ruimte:
            over = grens(toewijzing)
            if over is not None:
                over -= sum(eerder(een, toewijzing) for een in alles.eerder(toewijzing).staat())
            ruimte[nummer] = over
        over = ruimte[nummer]
        if over is None:
            continue
        deze = nu(prestatie, toewijzing)
        if deze > over:
            yield pad
        else:
            ruimte[nummer] = over - deze
