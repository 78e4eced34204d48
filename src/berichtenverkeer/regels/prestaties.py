# SPDX-License-Identifier: EUPL-1.2
"""A prestatie against its toewijzing and against the prestaties that were declared before (JW323; OP276, IV085, IV091).

No rule on the toewijzing looks at a credit (decision 063); about a toewijzing that is not there only TR338 speaks,
about a removed one only TR384.
"""

from calendar import monthrange
from datetime import date

from berichtenverkeer.berichten import JW323
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.gedeclareerd import gedeclareerd
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import Plek
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import RedenWijziging

REFERENTIENUMMER = Plek("JW323/Declaratie/Clienten/Client/Prestaties/Prestatie/ProductReferentie/ReferentieNummer")
NO_CREDIT = "Een credit wordt niet beoordeeld: die kan een gemeente niet weigeren (IV085)."


@regel(
    "TR338",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9338",
    action="Vul het ToewijzingNummer uit de toewijzing (JW301) van deze gemeente voor deze jeugdige en uw instelling.",
    lezing="De toewijzing is van deze gemeente, voor deze client en deze aanbieder. Is zij er niet, dan melden de "
    f"andere regels over de toewijzing niets. {NO_CREDIT} TR323 ziet dan of het nummer klopt.",
)
def prestatie_heeft_een_toewijzing(bericht: JW323, history: History) -> Plekken:
    """Een prestatie hoort bij een toewijzing van de gemeente aan deze aanbieder voor deze jeugdige."""
    for pad, _, toewijzing in gedeclareerd(bericht, history).debets:
        if toewijzing is None:
            yield f"{pad}/ToewijzingNummer"


@regel(
    "TR384",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9384",
    action="Declareer op de toewijzing die ervoor in de plaats kwam, of vraag de gemeente ernaar.",
    lezing="Alleen RedenWijziging 13 in de laatste versie van de toewijzing. Is zij verwijderd, dan melden de andere "
    f"regels over de toewijzing niets. {NO_CREDIT}",
)
def toewijzing_is_niet_verwijderd(bericht: JW323, history: History) -> Plekken:
    """Op een verwijderde toewijzing kan niet gedeclareerd worden."""
    for pad, _, toewijzing in gedeclareerd(bericht, history).debets:
        if toewijzing is not None and toewijzing.reden_wijziging == RedenWijziging.VERWIJDERD:
            yield f"{pad}/ToewijzingNummer"


@regel(
    "TR339",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9339",
    action="Neem de ProductCategorie uit de toewijzing over.",
    lezing=NO_CREDIT,
)
def categorie_is_toegewezen(bericht: JW323, history: History) -> Plekken:
    """De productcategorie van een prestatie is die van de toewijzing, als die er een noemt."""
    for pad, prestatie, toewijzing in gedeclareerd(bericht, history).op_toewijzing:
        if toewijzing.categorie not in (None, prestatie.product_categorie):
            yield f"{pad}/ProductCategorie"


@regel(
    "TR340",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9340",
    action="Neem de ProductCode uit de toewijzing over.",
    lezing=NO_CREDIT,
)
def code_is_toegewezen(bericht: JW323, history: History) -> Plekken:
    """De productcode van een prestatie is die van de toewijzing, als die er een noemt."""
    for pad, prestatie, toewijzing in gedeclareerd(bericht, history).op_toewijzing:
        if toewijzing.code not in (None, prestatie.product_code):
            yield f"{pad}/ProductCode"


@regel(
    "TR307",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9307",
    action="Begin de ProductPeriode op of na de Ingangsdatum van de toewijzing.",
    lezing=f"Alleen het begin; het einde is TR308. {NO_CREDIT}",
)
def begint_niet_voor_de_toewijzing(bericht: JW323, history: History) -> Plekken:
    """Een prestatie begint niet voor de ingangsdatum van de toewijzing."""
    for pad, prestatie, toewijzing in gedeclareerd(bericht, history).op_toewijzing:
        if prestatie.product_periode.begindatum < toewijzing.ingangsdatum:
            yield f"{pad}/ProductPeriode/Begindatum"


@regel(
    "TR308",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9308",
    action="Beëindig de ProductPeriode op of voor de Einddatum van de toewijzing.",
    lezing=f"Alleen het einde; het begin is TR307. Zonder einddatum loopt de toewijzing door. {NO_CREDIT}",
)
def eindigt_niet_na_de_toewijzing(bericht: JW323, history: History) -> Plekken:
    """Een prestatie eindigt niet na de einddatum van de toewijzing."""
    for pad, prestatie, toewijzing in gedeclareerd(bericht, history).op_toewijzing:
        if toewijzing.einddatum is not None and prestatie.product_periode.einddatum > toewijzing.einddatum:
            yield f"{pad}/ProductPeriode/Einddatum"


@regel(
    "TR387",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9387",
    action="Begin de ProductPeriode op de eerste dag van de maand, of op de Ingangsdatum als de toewijzing later "
    "in die "
    "maand ingaat.",
    lezing=f"Gaat de toewijzing later in de maand in, dan is alleen die dag goed. {NO_CREDIT}",
)
def begint_met_de_maand(bericht: JW323, history: History) -> Plekken:
    """Een productperiode begint op de eerste van de maand, of later in die maand met de toewijzing."""
    for pad, prestatie, toewijzing in gedeclareerd(bericht, history).op_toewijzing:
        begin = prestatie.product_periode.begindatum
        entry = toewijzing.ingangsdatum
        expected = entry if _month(entry) == _month(begin) else begin.replace(day=1)
        if begin != expected:
            yield f"{pad}/ProductPeriode/Begindatum"


@regel(
    "TR388",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9388",
    action="Beëindig de ProductPeriode op de laatste dag van de maand, of op de Einddatum als de toewijzing eerder in "
    "die maand eindigt.",
    lezing=f"Eindigt de toewijzing eerder in de maand, dan is alleen die dag goed. {NO_CREDIT}",
)
def eindigt_met_de_maand(bericht: JW323, history: History) -> Plekken:
    """Een productperiode eindigt op de laatste dag van de maand, of eerder in die maand met de toewijzing."""
    for pad, prestatie, toewijzing in gedeclareerd(bericht, history).op_toewijzing:
        end = prestatie.product_periode.einddatum
        toegewezen = toewijzing.einddatum
        ends_along = toegewezen is not None and _month(toegewezen) == _month(end)
        if end != (toegewezen if ends_along else _last_day(end)):
            yield f"{pad}/ProductPeriode/Einddatum"


@regel(
    "TR319",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9319",
    action="Declareer deze maand in de declaratie over dezelfde of een latere maand.",
    lezing="Eerdere maanden mogen, ook als daarover nog niets gedeclareerd was (IV090); alleen een prestatie die na de "
    f"DeclaratiePeriode eindigt is fout. Dat zij binnen een maand valt, is CS337. {NO_CREDIT}",
)
def valt_niet_na_de_declaratieperiode(bericht: JW323, history: History) -> Plekken:
    """Een productperiode ligt in de maand van de declaratie of in een maand daarvoor."""
    end = bericht.declaratie.declaratie_periode.einddatum
    for pad, prestatie, _ in gedeclareerd(bericht, history).debets:
        if prestatie.product_periode.einddatum > end:
            yield f"{pad}/ProductPeriode"


@regel(
    "TR314",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="8021",
    action="Geef elke prestatie een ReferentieNummer dat u nog nooit gebruikte, ook een credit en een gecorrigeerde.",
    lezing="Uniek over alle gemeenten, ook als de eerdere prestatie is afgewezen; een declaratie die als niet "
    "verzonden telt (IV087) telt niet mee. Binnen het bericht is de tweede fout, ook met een ander "
    "VorigReferentieNummer, waar TR101 niets ziet. Geldt ook voor een credit.",
)
def referentie_is_niet_eerder_gebruikt(bericht: JW323, history: History) -> Plekken:
    """Een aanbieder gebruikt een ReferentieNummer voor een prestatie maar een keer."""
    seen: set[str] = set()
    for pad, referentie in REFERENTIENUMMER.in_(bericht):
        if referentie in seen or history.prestatie(referentie) is not None:
            yield pad
        seen.add(referentie)


@regel(
    "TR389",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9389",
    action="Crediteer eerst de eerdere prestatie, en stuur daarna de nieuwe; stuur niets als zij goed was.",
    lezing="Een afgewezen prestatie telt niet mee (IV085), een die nog op antwoord wacht wel. Een credit die nog op "
    "antwoord wacht, ook in dit bericht, maakt plaats (IV086). Twee debets in een bericht is TR416.",
)
def debet_staat_er_nog_niet(bericht: JW323, history: History) -> Plekken:
    """Hetzelfde product over dezelfde periode van een toewijzing wordt maar een keer gedeclareerd."""
    everything = gedeclareerd(bericht, history)
    occupied: dict[int, set[tuple[str, str, date, date]]] = {}
    for pad, prestatie, toewijzing in everything.op_toewijzing:
        if toewijzing.nummer not in occupied:
            staat = everything.eerder(toewijzing).staat()
            occupied[toewijzing.nummer] = {(one.categorie, one.code, one.begindatum, one.einddatum) for one in staat}
        periode = prestatie.product_periode
        product = (prestatie.product_categorie, prestatie.product_code, periode.begindatum, periode.einddatum)
        if product in occupied[toewijzing.nummer]:
            yield f"{pad}/IngediendBedrag/DebetCredit"


@regel(
    "TR323",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="8017",
    action="Neem alles over van de toegekende prestatie die u terugneemt, met haar ReferentieNummer als "
    "VorigReferentieNummer; crediteer niet wat is afgewezen of nog niet beantwoord.",
    lezing="De debet is door deze aanbieder bij deze gemeente voor deze client ingediend en in een JW325 toegekend. De "
    "sleutelvelden zijn alles behalve de referenties en DebetCredit (IV091).",
)
def credit_heeft_een_toegekende_debet(bericht: JW323, history: History) -> Plekken:
    """Een credit neemt een eerdere prestatie terug die is toegekend, en is daar verder gelijk aan."""
    everything = gedeclareerd(bericht, history)
    for credit in everything.credits:
        if everything.debet_of(credit) is None:
            yield f"{credit.pad}/ProductReferentie/VorigReferentieNummer"


@regel(
    "TR390",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9390",
    action="Stuur niets: deze prestatie is al teruggenomen.",
    lezing="Vergeleken wordt VorigReferentieNummer met dat van eerdere credits op dezelfde toewijzing (OP360), ook die "
    "nog op antwoord wachten; een afgewezen credit telt niet. Twee credits in een bericht is TR315.",
)
def nog_niet_gecrediteerd(bericht: JW323, history: History) -> Plekken:
    """Een prestatie wordt maar een keer teruggenomen."""
    everything = gedeclareerd(bericht, history)
    for pad, prestatie, toewijzing in everything.credits:
        previous = prestatie.product_referentie.vorig_referentie_nummer
        if toewijzing is not None and previous in everything.eerder(toewijzing).gecrediteerd:
            yield f"{pad}/IngediendBedrag/DebetCredit"


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _last_day(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
