# SPDX-License-Identifier: EUPL-1.2
"""A declaratie against those before it (JW323), and an answer against the declaratie that it answers (JW325; IV087)."""

from collections.abc import Iterator

from berichtenverkeer.berichten import JW323, JW325
from berichtenverkeer.berichten.jw325 import Prestatie
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.history import Declaratie, History
from berichtenverkeer.regels.history import Prestatie as EarlierPrestatie
from berichtenverkeer.regels.plek import Plek
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import DebetCredit

CLIENT = Plek("JW325/DeclaratieAntwoord/Clienten/Client")


@regel(
    "TR333",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9333",
    action="Geef elke declaratie een DeclaratieNummer dat u nog nooit gebruikte, ook niet bij een andere gemeente.",
    lezing="Een declaratie die als niet verzonden telt (IV087) telt niet mee: haar nummer mag nog eens.",
)
def declaratienummer_is_nieuw(bericht: JW323, history: History) -> Plekken:
    """Een aanbieder gebruikt een DeclaratieNummer maar een keer."""
    if history.declaratie(bericht.declaratie.declaratie_nummer) is not None:
        yield "JW323/Declaratie/DeclaratieNummer"


@regel(
    "TR318",
    JW323,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="8214",
    action="Declareer over de maand van uw laatste declaratie of een latere; zet de oude prestaties daarin (IV090).",
    lezing="Of een maand zonder declaratie ook een maand zonder zorg was, is niet te zien (OP095): een gat mag. Nog "
    "een declaratie over de laatste maand mag ook (IV090, OP284). Alleen een maand daarvoor is fout.",
)
def periode_ligt_niet_voor_de_vorige(bericht: JW323, history: History) -> Plekken:
    """Een declaratie gaat niet over een maand voor die van de laatste declaratie aan deze gemeente."""
    last = history.last_declaratieperiode()
    if last is not None and bericht.declaratie.declaratie_periode.begindatum < last:
        yield "JW323/Declaratie/DeclaratiePeriode"


@regel(
    "TR337",
    JW325,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode=None,
    action="Neem Identificatie en Dagtekening over uit de declaratie (JW323) die u beantwoordt, en doe dat eenmaal.",
    lezing="De declaratie is door deze aanbieder aan deze gemeente gestuurd, telt niet als niet verzonden, en heeft "
    "nog geen antwoord: op elke declaratie komt er één (IV087).",
)
def declaratie_is_bekend(bericht: JW325, history: History) -> Plekken:
    """Een declaratie-antwoord noemt het declaratiebericht dat het beantwoordt, en dat is nog niet beantwoord."""
    declaratie = _declaratie(bericht, history)
    dagtekening = bericht.header.declaratie_identificatie.dagtekening
    if declaratie is None or declaratie.dagtekening != dagtekening or declaratie.is_answered:
        yield "JW325/Header/DeclaratieIdentificatie"


@regel(
    "TR371",
    JW325,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode=None,
    action="Neem XsdVersie over uit de declaratie die u beantwoordt.",
    lezing="Beide versienummers tellen. Is de declaratie niet bekend, dan meldt alleen TR337 dat.",
)
def xsd_versie_is_die_van_de_declaratie(bericht: JW325, history: History) -> Plekken:
    """Een declaratie-antwoord herhaalt de XSD-versie van de declaratie."""
    declaratie = _declaratie(bericht, history)
    versie = bericht.header.xsd_versie_declaratie
    if declaratie and declaratie.xsd_versie != f"{versie.basisschema_xsd_versie} {versie.bericht_xsd_versie}":
        yield "JW325/Header/XsdVersieDeclaratie"


@regel(
    "TR376",
    JW325,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode=None,
    action="Neem het DeclaratieNummer over uit de declaratie die u beantwoordt.",
    lezing="Het nummer is dat van de declaratie die TR337 vindt; vindt die niets, dan van welke declaratie van deze "
    "aanbieder aan deze gemeente ook.",
)
def declaratienummer_is_bekend(bericht: JW325, history: History) -> Plekken:
    """Een declaratie-antwoord noemt het nummer van de declaratie die het beantwoordt."""
    antwoord = bericht.declaratie_antwoord
    if antwoord is None:
        return
    declaratie = _declaratie(bericht, history) or history.declaratie(antwoord.declaratie_nummer)
    if declaratie is None or declaratie.nummer != antwoord.declaratie_nummer:
        yield "JW325/DeclaratieAntwoord/DeclaratieNummer"


@regel(
    "TR366",
    JW325,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9366",
    action="Neem alleen prestaties op uit de declaratie die u beantwoordt, met hun ReferentieNummer, bij hun client.",
    lezing="Gezocht wordt op ReferentieNummer, in de declaratie die TR337 vindt en bij dezelfde client; is die "
    "declaratie niet bekend, dan meldt alleen TR337 dat. Of VorigReferentieNummer klopt, zegt TR367. De retourcode kan "
    "in geen bericht staan: op een JW325 komt geen retourbericht.",
)
def prestatie_is_ingediend(bericht: JW325, history: History) -> Plekken:
    """Een prestatie in een declaratie-antwoord komt uit de declaratie die het beantwoordt."""
    for pad, _, earlier in _prestaties(bericht, history):
        if earlier is None:
            yield f"{pad}/ProductReferentie/ReferentieNummer"


@regel(
    "TR367",
    JW325,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9367",
    action="Neem de prestatie en TotaalIngediendBedrag ongewijzigd over uit de declaratie; corrigeren kan alleen de "
    "aanbieder.",
    lezing="De bron noemt geen elementen: beoordeeld wordt alles wat een Prestatie overneemt, en het "
    "TotaalIngediendBedrag, dat ook uit de declaratie komt (IV087). Een onbekende prestatie is TR366, een onbekende "
    "declaratie TR337.",
)
def waarden_zijn_die_van_de_declaratie(bericht: JW325, history: History) -> Plekken:
    """Wat een declaratie-antwoord overneemt, staat er zoals het in de declaratie stond."""
    declaratie = _declaratie(bericht, history)
    antwoord = bericht.declaratie_antwoord
    if declaratie is None or antwoord is None:
        return
    total = antwoord.totaal_ingediend_bedrag
    if declaratie.totaal_cents != (-1 if total.debet_credit == DebetCredit.CREDIT else 1) * total.totaal_bedrag:
        yield "JW325/DeclaratieAntwoord/TotaalIngediendBedrag"
    for pad, prestatie, earlier in _prestaties(bericht, history):
        if earlier is not None:
            yield from (f"{pad}/{element}" for element in _differences(prestatie, earlier))


def _declaratie(bericht: JW325, history: History) -> Declaratie | None:
    return history.declaratie_with(bericht.header.declaratie_identificatie.identificatie)


def _prestaties(bericht: JW325, history: History) -> Iterator[tuple[str, Prestatie, EarlierPrestatie | None]]:
    """Every rejected prestatie with the one of the declaratie that it repeats; nothing when there is no declaratie."""
    declaratie = _declaratie(bericht, history)
    if declaratie is None:
        return
    for pad, client in CLIENT.in_(bericht):
        for sequence_number, prestatie in enumerate(client.prestaties.prestatie, 1):
            earlier = history.prestatie_in(declaratie, prestatie.product_referentie.referentie_nummer)
            belongs_besides = earlier is not None and history.prestatie_is_of(earlier, client.bsn)
            yield f"{pad}/Prestaties/Prestatie[{sequence_number}]", prestatie, earlier if belongs_besides else None


def _differences(prestatie: Prestatie, earlier: EarlierPrestatie) -> Plekken:
    """The elements that differ, as the answer has them."""
    referentie, periode, bedrag = prestatie.product_referentie, prestatie.product_periode, prestatie.ingediend_bedrag
    pairs = {
        "ProductReferentie/VorigReferentieNummer": (referentie.vorig_referentie_nummer, earlier.vorig_referentie),
        "ToewijzingNummer": (prestatie.toewijzing_nummer, earlier.toewijzing_nummer),
        "ProductCategorie": (prestatie.product_categorie, earlier.categorie),
        "ProductCode": (prestatie.product_code, earlier.code),
        "ProductPeriode/Begindatum": (periode.begindatum, earlier.begindatum),
        "ProductPeriode/Einddatum": (periode.einddatum, earlier.einddatum),
        "GeleverdVolume": (prestatie.geleverd_volume, earlier.volume),
        "Eenheid": (prestatie.eenheid, earlier.eenheid),
        "ProductTarief": (prestatie.product_tarief, earlier.tarief_cents),
        "IngediendBedrag/Bedrag": (bedrag.bedrag, earlier.bedrag_cents),
        "IngediendBedrag/DebetCredit": (bedrag.debet_credit == DebetCredit.CREDIT, earlier.is_credit),
    }
    return (element for element, (here, there) in pairs.items() if here != there)
