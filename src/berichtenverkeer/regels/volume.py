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
from berichtenverkeer.regels.history import Prestatie as EarlierPrestatie
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import Eenheid, Frequentie

OUTPUT = {Eenheid.STUKS_OUTPUT, Eenheid.EURO}
"""Outputgericht when no contract says so."""


WHAT_COUNTS = (
    "Meegeteld wordt wat eerder is ingediend en niet is afgewezen of gecrediteerd; credits in dit bericht gaan eerst af"
    " (OP366). Dan de regels van dit bericht op volgorde: wie niet meer past is fout en telt niet voor de volgende."
)


@regel(
    "TR321",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9321",
    action="Declareer niet meer dan over deze periode is toegewezen; was meer nodig, vraag dan eerst een "
    "wijziging aan.",
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
        weight = _weight(prestatie.eenheid, toewijzing)
        if weight is None:
            continue
        room = maximum_in_periode(
            toewijzing, periode.begindatum, periode.einddatum, outputgericht=_is_outputgericht(toewijzing, history)
        )
        if room is not None and prestatie.geleverd_volume * weight > room * _units(toewijzing):
            yield f"{pad}/GeleverdVolume"


@regel(
    "TR322",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9322",
    action="Declareer niet meer dan in totaal is toegewezen; crediteer wat te veel is, of vraag een wijziging aan.",
    lezing="Het volume maal de dagen, kalenderweken of maanden van de hele toewijzing, ook aangebroken; bij Frequentie "
    f"6 het volume zelf. Zonder einddatum is er geen totaal, behalve bij Frequentie 6. {WHAT_COUNTS}",
)
def volumes_passen_samen(bericht: JW323, history: History) -> Plekken:
    """Alles wat op een toewijzing gedeclareerd is, past samen in wat er in totaal is toegewezen."""

    def bound(toewijzing: Toewijzing) -> int | None:
        maximum = maximum_in_total(toewijzing)
        return None if maximum is None else maximum * _units(toewijzing)

    def earlier(prestatie: EarlierPrestatie, toewijzing: Toewijzing) -> int:
        return prestatie.volume * (_weight(prestatie.eenheid, toewijzing) or 0)

    def now(prestatie: Prestatie, toewijzing: Toewijzing) -> int:
        return prestatie.geleverd_volume * (_weight(prestatie.eenheid, toewijzing) or 0)

    return (f"{pad}/GeleverdVolume" for pad in _over_bound(bericht, history, bound, earlier, now))


@regel(
    "TR369",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9369",
    action="Declareer niet meer dan het budget; crediteer eerst wat te veel is, of vraag de gemeente om meer budget.",
    lezing="Budget is geld (IV024) en GeleverdVolume niet: vergeleken worden de bedragen, en daar staat de bevinding. "
    f"{WHAT_COUNTS}",
)
def bedragen_passen_in_het_budget(bericht: JW323, history: History) -> Plekken:
    """Alles wat op een toewijzing met een budget gedeclareerd is, past samen in dat budget."""

    def bound(toewijzing: Toewijzing) -> int | None:
        return toewijzing.budget_cents

    def earlier(prestatie: EarlierPrestatie, toewijzing: Toewijzing) -> int:
        del toewijzing
        return prestatie.bedrag_cents

    def now(prestatie: Prestatie, toewijzing: Toewijzing) -> int:
        del toewijzing
        return prestatie.ingediend_bedrag.bedrag

    return (f"{pad}/IngediendBedrag/Bedrag" for pad in _over_bound(bericht, history, bound, earlier, now))


def maximum_in_periode(toewijzing: Toewijzing, begin: date, end: date, *, outputgericht: bool) -> int | None:
    """What a toewijzing per day, week or month gives from `begin` to `end`, in its own unit.

    None without an Omvang, for a total, and when the two have no day in common.
    """
    begin, end = max(begin, toewijzing.ingangsdatum), min(end, toewijzing.einddatum or date.max)
    if toewijzing.volume is None or toewijzing.frequentie is None or begin > end:
        return None
    if toewijzing.frequentie == Frequentie.PER_WEEK and outputgericht:
        return toewijzing.volume * weeks_with_sunday(begin, end, toewijzing.ingangsdatum, toewijzing.einddatum)
    count = _COUNTERS.get(toewijzing.frequentie)
    return toewijzing.volume * count(begin, end) if count else None


def maximum_in_total(toewijzing: Toewijzing) -> int | None:
    """What the whole toewijzing gives, in its own unit; None without an Omvang, or without an end unless it is a total.

    The variant makes no difference: Sundays plus a broken last week are the ISO weeks.
    """
    if toewijzing.frequentie == Frequentie.TOTAAL:
        return toewijzing.volume
    if toewijzing.einddatum is None:
        return None
    return maximum_in_periode(toewijzing, toewijzing.ingangsdatum, toewijzing.einddatum, outputgericht=False)


def days(begin: date, end: date) -> int:
    """Both days included."""
    return (end - begin).days + 1


def weeks(begin: date, end: date) -> int:
    """ISO weeks of which at least one day counts (IV077, inspanningsgericht)."""
    return _week(end) - _week(begin) + 1


def months(begin: date, end: date) -> int:
    """Calendar months of which at least one day counts (IV078)."""
    return 12 * (end.year - begin.year) + end.month - begin.month + 1


def sundays(begin: date, end: date) -> int:
    """Sundays, both days included."""
    return end.toordinal() // 7 - _week(begin)


def weeks_with_sunday(begin: date, end: date, ingangsdatum: date, einddatum: date | None) -> int:
    """Sundays within a toewijzing, and its broken last week where its last Sunday is (IV076, IV077, outputgericht).

    A toewijzing without any Sunday is one broken week, which may be declared in whichever month it touches.
    """
    count = sundays(begin, end)
    if einddatum is None or einddatum.isoweekday() == 7:
        return count
    last_sunday = einddatum.toordinal() - einddatum.isoweekday()
    if last_sunday < ingangsdatum.toordinal():
        return 1
    return count + (begin.toordinal() <= last_sunday <= end.toordinal())


def _week(day: date) -> int:
    """A number that goes up on Monday: day 1 of the calendar was one."""
    return (day.toordinal() - 1) // 7


_COUNTERS: dict[str, Callable[[date, date], int]] = {
    Frequentie.PER_DAG: days,
    Frequentie.PER_WEEK: weeks,
    Frequentie.PER_MAAND: months,
}


def _weight(eenheid: str, toewijzing: Toewijzing) -> int | None:
    """What one of `eenheid` weighs on the toewijzing: an hour is 60 minutes; None when the two do not compare."""
    if eenheid == toewijzing.eenheid:
        return _units(toewijzing)
    return 1 if (eenheid, toewijzing.eenheid) == (Eenheid.MINUUT, Eenheid.UUR) else None


def _units(toewijzing: Toewijzing) -> int:
    return 60 if toewijzing.eenheid == Eenheid.UUR else 1


def _is_outputgericht(toewijzing: Toewijzing, history: History) -> bool:
    if toewijzing.frequentie != Frequentie.PER_WEEK:
        return False
    variant = history.uitvoeringsvariant(toewijzing.categorie, toewijzing.code, toewijzing.ingangsdatum)
    if variant in ("inspanningsgericht", "outputgericht"):
        return variant == "outputgericht"
    return toewijzing.eenheid in OUTPUT


def _over_bound(
    bericht: JW323,
    history: History,
    bound: Callable[[Toewijzing], int | None],
    earlier: Callable[[EarlierPrestatie, Toewijzing], int],
    now: Callable[[Prestatie, Toewijzing], int],
) -> Plekken:
    """Which debets do not fit any more when they are added, one by one, to what was declared before."""
    declared = gedeclareerd(bericht, history)
    room: dict[int, int | None] = {}
    for pad, prestatie, toewijzing in declared.op_toewijzing:
        number = toewijzing.nummer
        if number not in room:
            left = bound(toewijzing)
            if left is not None:
                left -= sum(earlier(one, toewijzing) for one in declared.eerder(toewijzing).staat())
            room[number] = left
        left = room[number]
        if left is None:
            continue
        this = now(prestatie, toewijzing)
        if this > left:
            yield pad
        else:
            room[number] = left - this
