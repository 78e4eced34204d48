# SPDX-License-Identifier: EUPL-1.2
"""Wie wacht er nu, hoe lang al?"""

from berichtenverkeer.rapporten.columns import count, key, share, spread
from berichtenverkeer.rapporten.declaration import (
    ALL,
    PARTIJEN,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Takes,
    Unit,
)

_NOBODY = "Er wacht niemand, of er is alleen taakgerichte hulp: die heeft geen toewijzing om op te wachten."
_CLASSES = (
    ("tot_4_weken", 0, 28, "Tot 4 weken"),
    ("tot_6_weken", 29, 42, "4 tot 6 weken"),
    ("tot_13_weken", 43, 91, "6 tot 13 weken"),
    ("tot_26_weken", 92, 182, "13 tot 26 weken"),
    ("tot_52_weken", 183, 364, "26 tot 52 weken"),
)

WAITING = Table(
    name="wachtlijst",
    title="Wie wacht op de laatste dag van elke periode",
    facts="wachtlijst",
    about=(Subject.TOEWIJZING,),
    sums=("tot_4_weken + tot_6_weken + tot_13_weken + tot_26_weken + tot_52_weken + langer + negatief - wachtenden",),
    tells=("over_norm < met_norm",),
    columns=(
        count("wachtenden", "Toewijzingen die zijn ingegaan en waarop de hulp nog moet beginnen.", in_time=False),
        *spread("", "Dagen gewacht tot nu toe", "dagen", absent=_NOBODY),
        Column(
            name="langst",
            sentence="Dagen die de langst wachtende al wacht.",
            unit=Unit.DAYS,
            counts="max(dagen)",
            where="dagen >= 0",
            absent=_NOBODY,
        ),
        *(
            count(
                name,
                f"Wachten {first} tot en met {last} dagen.",
                f"dagen between {first} and {last}",
                head,
                in_time=False,
            )
            for name, first, last, head in _CLASSES
        ),
        count("langer", "Wachten langer dan 52 weken.", "dagen > 364", "Langer dan 52 weken", in_time=False),
        count(
            "negatief",
            "Pas na de dag van de lijst toegewezen, met een ingangsdatum ervoor: in geen ander getal van dagen.",
            "dagen < 0",
            in_time=False,
        ),
        count(
            "met_norm",
            "Van de wachtenden: het product heeft een wachtnorm in het register.",
            "norm is not null and dagen >= 0",
            in_time=False,
        ),
        count("over_norm", "Daarvan: wachten langer dan die norm.", "over_norm and dagen >= 0", in_time=False),
        share(
            "aandeel_over_norm",
            "Deel van wie een norm heeft dat er langer op wacht.",
            "over_norm",
            "met_norm",
            absent="Voor niemand die wacht is er een norm.",
        ),
        count(
            "over_maximum",
            "Van de wachtenden: langer dan de regio hooguit aanvaardbaar vindt.",
            "over_maximum and dagen >= 0",
            in_time=False,
        ),
        count("gedwongen_kader", "Van de wachtenden: op hulp in gedwongen kader.", "gedwongen_kader", in_time=False),
        Column(
            name="gedwongen_kader_langst",
            sentence="Dagen die de langst wachtende in gedwongen kader al wacht.",
            unit=Unit.DAYS,
            counts="max(dagen)",
            where="gedwongen_kader and dagen >= 0",
            absent="Niemand wacht op hulp in gedwongen kader.",
        ),
    ),
)
"""Beside every report of waiting: who waits still is in no waiting time (definitions 5)."""

MEASURABLE = Table(
    name="meetbaar",
    title="Waarover wachten te meten is",
    facts="wachttijden_meetbaar",
    about=(Subject.LEVERING,),
    columns=(
        count("te_meten", "Leveringen op een toewijzing.", "is_te_meten", in_time=False),
        count(
            "niet_te_meten",
            "Leveringen zonder toewijzing: taakgerichte hulp, waarvan het wachten niet te meten is.",
            "not is_te_meten",
            in_time=False,
        ),
    ),
)
"""What is taakgericht has no waiting: nothing of it stands in the other tables, and here is how much that is."""

_GAVE_UP = Table(
    name="gestopt",
    title="Wie in de periode ophield met wachten zonder hulp",
    facts="vervallen",
    about=(Subject.TOEWIJZING,),
    columns=(
        count("vervallen", "Toewijzingen die afliepen voor er hulp begon.", "not is_verwijderd"),
        count("verwijderd", "Toewijzingen die verwijderd werden voor er hulp begon.", "is_verwijderd"),
        *spread("", "Dagen gewacht", "dagen", absent="Niemand hield op met wachten zonder hulp."),
    ),
)

_WITH_CARE = Table(
    name="met_hulp",
    title="Waar wie wacht intussen hulp heeft",
    facts="wachtlijst_hulp",
    about=(Subject.TOEWIJZING,),
    adds_to=("wachtenden = wachtlijst.wachtenden",),
    columns=(
        key(
            "hulp_in",
            "De plekken waarin de jeugdige dan hulp heeft; `geen` zonder hulp, `elders` buiten wat is gekozen.",
            Unit.TEXT,
        ),
        count("wachtenden", "Toewijzingen waarop de hulp nog moet beginnen.", in_time=False),
        *spread("", "Dagen gewacht tot nu toe", "dagen", absent=_NOBODY),
    ),
)
"""Who is ready in one segment and waits for another (X08)."""

_LIST = Table(
    name="lijst",
    title="De wachtenden een voor een, wie het langst wacht eerst",
    facts="wachtlijst",
    about=(Subject.TOEWIJZING,),
    is_list=True,
    order="periode, dagen desc, gemeente, nummer",
    columns=(
        key("gemeente", "De gemeente die toewees."),
        key("aanbieder", "De aanbieder die moet beginnen."),
        key("nummer", "Het nummer van de toewijzing."),
        key("product", "Het product, of de categorie."),
        key("ingangsdatum", "De eerste dag waarop de hulp mag beginnen.", Unit.DATE),
        key("einddatum", "De laatste dag.", Unit.DATE, absent="De toewijzing heeft geen einde."),
        key("sinds", "De dag vanaf wanneer gewacht wordt.", Unit.DATE),
        key("dagen", "Dagen gewacht tot nu toe.", Unit.DAYS),
        key("norm", "De norm in dagen.", Unit.DAYS, absent="Dit product heeft geen norm."),
        key("over_norm", "Of de norm voorbij is.", Unit.YES_NO, absent="Dit product heeft geen norm."),
        key(
            "over_maximum",
            "Of het langer is dan de regio hooguit aanvaardbaar vindt.",
            Unit.YES_NO,
            absent="De regio heeft hiervoor geen maximum.",
        ),
    ),
)

WACHTLIJST = Report(
    code="wachtlijst",
    question="Wie wacht er nu, hoe lang al?",
    definition="toewijzingen die zijn ingegaan en waarop nog geen hulp begon; wat lopende hulp voortzet wacht niet",
    audience=PARTIJEN,
    ids=("F08", "F28", "F29", "K14", "X08", "X20"),
    takes=ALL | {Takes.TERM},
    completeness=("met_levering",),
    tables=(WAITING, _WITH_CARE, _GAVE_UP, MEASURABLE, _LIST),
    charts=(
        Chart(
            name="klassen",
            title="Hoe lang er al gewacht wordt",
            description="Per plek een staaf, verdeeld naar hoe lang er al gewacht wordt, tot een jaar en langer.",
            kind=ChartKind.STACKED,
            table="wachtlijst",
            x="plek",
            y=("tot_4_weken", "tot_6_weken", "tot_13_weken", "tot_26_weken", "tot_52_weken", "langer"),
        ),
    ),
)
