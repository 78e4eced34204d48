# SPDX-License-Identifier: EUPL-1.2
"""The tables of a peilbestand, each declared once. Columns have the names that PostgreSQL has."""

from berichtenverkeer.peilbestand.columns import columns
from berichtenverkeer.peilbestand.declaration import Table, layout

_OMVANG = "volume eenheid frequentie budget_cents"
_VERSION = "pos_van pos_tot"
_PLAFOND = "jaar perceel segment"
_CLAIM = "claim_soort claim_partij claim_nummer claim_referentie"

_LAYERED = {
    "toewijzing": (
        "De toewijzingen: elke versie van elke toewijzing.",
        "gemeente nummer",
        "gemeente nummer client aanbieder categorie code eerste_datum eerste_tijd toewijzingsdatum toewijzingstijd"
        f" ingangsdatum einddatum reden_wijziging referentie_aanbieder {_OMVANG} ontvangen_op eerste_referentie"
        f" eerste_referentie_datum eerste_referentie_tijd is_voorlopig {_VERSION}",
    ),
    "levering": (
        "De leveringen: van elke gestarte hulp elke versie.",
        "client gemeente aanbieder begindatum toewijzing_nummer categorie code",
        "client gemeente aanbieder toewijzing_nummer categorie code begindatum toewijzing_ingangsdatum tijdelijk_einde"
        f" einde reden is_verwijderd gemeld_op tijdelijk_gemeld_op einde_gemeld_op is_voorlopig {_VERSION}",
    ),
    "verzoek": (
        "De verzoeken om een toewijzing of een wijziging: elke versie.",
        "aanbieder referentie",
        f"aanbieder referentie gemeente client dagtekening ontvangen_op categorie code ingangsdatum einddatum {_OMVANG}"
        " verwijzer in_onderzoek_op afgewezen_op reden_afwijzing gemeente_woonplaats toegewezen_op is_wijziging"
        f" reden_verzoek is_voorlopig {_VERSION}",
    ),
}


def _version(name: str, text: str, key: str, names: str, *, beneath: str = "") -> Table:
    """A table of versions; `beneath` is the table of the layer above it."""
    return Table(
        name=name,
        text=text,
        since="pos_van",
        key=(*key.split(), "pos_van"),
        columns=columns(name, names) if not beneath else columns(beneath, names),
        query=beneath or name,
        parts={"lagen": "bevestigd"} if beneath else {},
    )


def _once(name: str, text: str, names: str) -> Table:
    """A table of what happened at a position, for ever."""
    return Table(name=name, text=text, columns=columns(name, names))


TABLES: tuple[Table, ...] = (
    *(_version(name, *declared) for name, declared in _LAYERED.items()),
    *(
        _version(
            f"{name}_bevestigd",
            f"Wat er van een rij van {name} met is_voorlopig zou gelden zonder wat nog op antwoord wacht.",
            *declared[1:],
            beneath=name,
        )
        for name, declared in _LAYERED.items()
    ),
    _version(
        "wijzigingsdeel",
        "De producten van een verzoek om wijziging (JW317): elke versie.",
        "aanbieder referentie volgnr",
        "aanbieder referentie volgnr soort toewijzing_nummer categorie code ingangsdatum einddatum"
        f" {_OMVANG} is_toegewezen {_VERSION}",
    ),
    _version(
        "declaratie",
        "De declaraties: elke versie.",
        "aanbieder nummer",
        "aanbieder nummer gemeente identificatie dagtekening periode_begin periode_eind totaal_cents xsd_versie"
        f" ontvangen_op beantwoord_op toegekend_cents is_verworpen is_betwist {_VERSION}",
    ),
    _version(
        "prestatie",
        "De regels van declaraties: elke versie van elke prestatie.",
        "aanbieder referentie dubbel_in",
        "aanbieder referentie gemeente client declaratie_nummer toewijzing_nummer categorie code begindatum einddatum"
        " volume eenheid tarief_cents bedrag_cents is_credit vorig_referentie uitslag is_gecrediteerd is_betwist"
        f" dubbel_in {_VERSION}",
    ),
    _version(
        "clientenstop",
        "De cliëntenstops: een rij voor elke stap van een stop.",
        "stop_id",
        "stop_id aanbieder perceel segment gemeente grond gevraagd_op van besloten_op is_toegekend opgeheven_op"
        f" opgeheven_vanaf {_VERSION}",
    ),
    _once(
        "boeking",
        "De boekingen op plafonds, dubbel geboekt.",
        f"positie volgnr aanbieder {_PLAFOND} debet credit bedrag_cents {_CLAIM}"
        " van_soort van_partij van_nummer van_referentie gemeente client categorie code tenzij dag",
    ),
    _once(
        "besluit",
        "De besluiten over de ruimte van plafonds.",
        f"positie dag bericht_id {_CLAIM} aanbieder gemeente client uitkomst vervalt_op onder_clientenstop"
        " gevraagd_cents overschrijding_cents tenzij_cents",
    ),
    _once(
        "besluitdeel",
        "Wat een besluit van elk plafond vraagt; de positie is die van het besluit.",
        f"positie {_PLAFOND} bedrag_cents overschrijding_cents tenzij_cents",
    ),
    _once(
        "tenzijstap",
        "De stappen van een tenzij: gevraagd, toegekend, gewijzigd, verrekend.",
        "positie dag soort tenzij_id client aanbieder gemeente op partij categorie code van tot vanaf maximum_cents"
        " kan_niet_wachten alleen_hier alternatieven referentie te_bevestigen jaar helft bedrag_cents",
    ),
    _once(
        "verrekeningstap",
        "De stappen van de halfjaarlijkse verrekening met een aanbieder.",
        "positie dag soort uitvraag_id aanbieder jaar helft op partij antwoord_voor",
    ),
    _once(
        "verrekenregel",
        "Wat een stap van een tenzij of verrekening over bedragen zegt; de positie is die van de stap.",
        "positie tenzij_id soort jaar helft eenheid volume bedrag_cents",
    ),
    _once(
        "signaalstap",
        "Wat er met een signaal van een plafond gedaan is.",
        f"positie dag soort stap_id aanbieder {_PLAFOND} sinds op uitkomst",
    ),
    _once(
        "bericht",
        "De berichten, zonder hun inhoud.",
        "id positie berichtsoort afzender ontvanger verzender bestemming client oordeel eerste bron heen_id retour_id"
        " ontvangen_dag ontvangen_op grootte codes is_betwist",
    ),
    _once("weigering", "Wat geweigerd is voor het een bericht was, zonder inhoud.", "positie dag partij codes grootte"),
    _once(
        "gebeurtenis",
        "Alles wat er gebeurde, met waar het over gaat.",
        "positie dag soort bericht_id client aanbieder gemeente nummer referentie toewijzing_nummer categorie code"
        " begindatum",
    ),
    Table(
        name="jeugdige",
        text="Jaar en maand van geboorte: een rij voor elke keer dat een bericht iets anders zei; de laatste geldt.",
        columns=columns("jeugdige", "client geboortejaar geboortemaand pos_van"),
        since="pos_van",
        runs=True,
    ),
    _version(
        "register_rij",
        "Het register: elke rij die het ooit had.",
        "tabel sleutel geldig_van",
        f"tabel sleutel waarde geldig_van geldig_tot {_VERSION}",
    ),
    _once("registerversie", "De ladingen van het register.", "positie dag"),
    _once("watermerk", "Welke positie op welk moment de laatste was, tot die van dit bestand.", "op positie"),
)

CLIENTEN = Table(
    name="client",
    text="De jeugdigen: het nummer dat zij in dit bestand hebben, in de volgorde waarin zij bekend werden.",
    columns=columns("client", "client pseudoniem"),
)
"""Made of the pseudonyms in all others."""

LAYOUT = layout(TABLES)
