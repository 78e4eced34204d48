# SPDX-License-Identifier: EUPL-1.2
"""The shapes of reports, as JSON Schema, from their declarations."""

from collections.abc import Mapping

from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Column, Report, Table, Unit
from berichtenverkeer.rapporten.forms.grid import field_name
from berichtenverkeer.rapporten.forms.json_form import camel
from berichtenverkeer.web.value_listings import Schema, refer


def report_shapes() -> dict[str, Schema]:
    """The shapes of all reports, by name."""
    return {**_SHARED, **{name: schema for report in REPORTS.values() for name, schema in _of_report(report).items()}}


def capital(code: str) -> str:
    """`met_start` is `MetStart`."""
    name = camel(code)
    return name[0].upper() + name[1:]


def _of_report(report: Report) -> dict[str, Schema]:
    own = f"Rapport{capital(report.code)}"
    tables = {camel(table.name): _table(own, table) for table in report.tables}
    rows = {f"{own}{capital(table.name)}": _row(table) for table in report.tables}
    found = _object(
        report.question,
        {
            "rapport": {"type": "string", "description": "Code van het rapport."},
            "vraag": {"type": "string", "description": "De vraag die het beantwoordt."},
            "verantwoording": refer("Rapportverantwoording"),
            "tabellen": {"description": "De tabellen.", **_object("De tabellen.", tables)},
        },
    )
    return {own: found, **rows}


def _table(own: str, table: Table) -> Schema:
    return _object(
        f"{table.title}.",
        {
            "titel": {"type": "string", "description": "Titel."},
            "isVolledig": {"type": "boolean", "description": "Of alle regels er staan."},
            "band": {
                "type": "object",
                "description": "Per kolom hoeveel zulke cijfers nog bewogen; leeg zonder `band=ja`.",
                "additionalProperties": refer("Rapportband"),
            },
            "regels": {"type": "array", "description": "De regels.", "items": refer(f"{own}{capital(table.name)}")},
        },
    )


def _row(table: Table) -> Schema:
    places: dict[str, Schema] = {}
    if table.per_period:
        places["periode"] = _nullable("string", "Naam van de periode.")
    if not table.is_list:
        places["niveau"] = {"type": "string", "description": "`totaal`, `plek`, `plek2` of `cel`."}
    if table.per_plek:
        places["plek"] = _nullable("string", "De plek; leeg bij een totaal.")
        places["plekNaam"] = _nullable("string", "Haar naam.")
        places["plek2"] = _nullable("string", "De tweede plek; leeg zonder tweede uitsplitsing.")
        places["plek2Naam"] = _nullable("string", "Haar naam.")
    columns = {camel(field_name(column)): _column(column) for column in table.columns}
    more = {
        "onbevestigd": _open("Per kolom hoeveel rust op wat de ontvanger nog moet bevestigen."),
        "redenen": _open("Per kolom die leeg is: waarom, of wat er in plaats van het getal staat."),
    }
    return _object(f"Een regel van: {table.title}.", places | columns | more)


def _column(column: Column) -> Schema:
    kinds = {Unit.YES_NO: "boolean"} | dict.fromkeys((Unit.CODE, Unit.TEXT, Unit.DATE, Unit.MONTH), "string")
    if column.unit in kinds:
        return _nullable(kinds[column.unit], column.sentence)
    numbers = ["integer", "null"] if column.unit is Unit.COUNT else ["integer", "number", "null"]
    return {"type": numbers, "description": f"{column.sentence} Eenheid: {column.unit}."}


def _object(text: str, properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "description": text, "properties": dict(properties), "required": list(properties)}


def _open(text: str) -> Schema:
    return {"type": "object", "description": text, "additionalProperties": {"description": "Een waarde."}}


def _nullable(kind: str, text: str) -> Schema:
    return {"type": [kind, "null"], "description": text}


def _text(text: str) -> Schema:
    return {"type": "string", "description": text}


def _day(text: str) -> Schema:
    return {"type": ["string", "null"], "format": "date", "description": text}


def _whole(text: str) -> Schema:
    return {"type": "integer", "description": text}


def _number(text: str) -> Schema:
    return {"type": "number", "description": text}


def _list(text: str, of: Schema) -> Schema:
    return {"type": "array", "description": text, "items": of}


_ANY = ["integer", "number", "string", "boolean", "null"]

_SHARED: dict[str, Schema] = {
    "Rapportband": _object(
        "Hoeveel cijfers van een kolom bewogen, als deel in procenten van wat zij nu zijn.",
        {
            "mediaan": _number("De helft bewoog hooguit zoveel."),
            "negentig": _number("Negen van de tien bewogen hooguit zoveel."),
            "van": _whole("Hoeveel cijfers van het jaar ervoor."),
        },
    ),
    "Rapportverantwoording": _object(
        "Waarop elk cijfer rust. Met dezelfde `k` en `dagK` krijgt u altijd hetzelfde rapport.",
        {
            "definitieversie": _whole("Versie van de definities."),
            "regio": _text("De regio."),
            "k": _whole("Positie in het grootboek (K)."),
            "dagK": {"type": "string", "format": "date", "description": "De dag van K."},
            "registerVersie": _whole("Positie in het grootboek van het register dat toen gold."),
            "registerDag": _day("De dag waarop dat geladen is."),
            "perioden": _list("De perioden, op volgorde.", refer("Periode")),
            "dimensie": _text("Waarover is uitgesplitst."),
            "dimensie2": _nullable("string", "De tweede uitsplitsing."),
            "filters": _open("Per dimensie waarop gefilterd is: de waarden."),
            "termijn": _whole("Doorstroomtermijn in dagen."),
            "buitenOpdracht": {"type": "boolean", "description": "Of hulp buiten de opdracht meetelt."},
            "verondersteld": {"type": "boolean", "description": "Of zorg zonder stop met de toewijzing eindigt."},
            "kleineAantallen": {"type": "boolean", "description": "Of kleine aantallen zijn afgeschermd."},
            "afgerond": {"type": "boolean", "description": "Of aantallen jeugdigen zijn afgerond op vijf."},
            "eigen": _nullable("string", "Van wie alleen het eigene telt."),
            "historieVanaf": _day("Eerste dag waarvan alle zorg bekend is."),
            "drempels": _open("Per drempel haar waarde."),
            "eigenBedragen": _open("Per gemeente wat zij zelf inlegt, in centen; leeg waar het niet gevraagd is."),
            "volledigheid": _list("Hoeveel er was van wat de cijfers nodig hebben.", refer("Rapportvolledigheid")),
        },
    ),
    "Rapportvolledigheid": _object(
        "Een deel van wat de cijfers nodig hebben.",
        {
            "naam": _text("Naam."),
            "uitleg": _text("Wat het is."),
            "aanwezig": _whole("Hoeveel er was."),
            "van": _whole("Van hoeveel."),
        },
    ),
    "Rapportlijst": _object(
        "De rapporten.", {"rapportages": _list("Elk rapport dat u kunt vragen.", refer("Rapportbeschrijving"))}
    ),
    "Rapportbeschrijving": _object(
        "Wat een rapport van zichzelf zegt.",
        {
            "code": _text("Code."),
            "vraag": _text("De vraag die het beantwoordt."),
            "definitie": _text("Waar de definitie staat."),
            "voor": _list("Voor wie.", {"type": "string"}),
            "vraagt": _list("Waarmee u het kunt vragen.", {"type": "string"}),
            "drempels": _open("Per drempel de waarde zonder keuze."),
            "tabellen": _list("De tabellen, met hun kolommen.", {"type": "object", "description": "Een tabel."}),
            "grafieken": _list("De grafieken.", {"type": "object", "description": "Een grafiek."}),
            "href": _text("Adres."),
        },
    ),
    "Rapportfeiten": _object(
        "Wat achter een cijfer zit.",
        {
            "rapport": _text("Code van het rapport."),
            "tabel": _text("De tabel."),
            "verantwoording": refer("Rapportverantwoording"),
            "feiten": _list("De feiten.", refer("Rapportfeit")),
            "volgende": _nullable("integer", "Waar de volgende bladzijde begint (`na`); leeg als dit alles was."),
        },
    ),
    "Rapportfeit": _object(
        "Eén ding dat geteld is.",
        {
            "client": _nullable("string", "Begin van het pseudoniem."),
            "waarden": _open("Per kenmerk de waarde."),
            "berichten": _list("Nummers van de berichten waardoor het er is.", {"type": "string", "format": "uuid"}),
        },
    ),
    "Rapportherziening": _object(
        "Wat er tussen twee posities veranderde.",
        {
            "rapport": _text("Code van het rapport."),
            "eerder": refer("Rapportverantwoording"),
            "later": refer("Rapportverantwoording"),
            "herzien": _list("Elke cel die veranderde.", refer("Rapportcel")),
        },
    ),
    "Rapportcel": _object(
        "Een cel die veranderde.",
        {
            "tabel": _text("De tabel."),
            "niveau": _text("`totaal`, `plek`, `plek2` of `cel`."),
            "periode": _nullable("string", "Naam van de periode."),
            "plek": _nullable("string", "De plek."),
            "plek2": _nullable("string", "De tweede plek."),
            "sleutel": _list("De overige kenmerken van de regel.", {"type": _ANY, "description": "Een kenmerk."}),
            "kolom": _text("De kolom."),
            "was": {"type": _ANY, "description": "Wat er eerder stond."},
            "is": {"type": _ANY, "description": "Wat er later staat."},
            "oorzaken": _list("Waardoor; leeg als alleen de dag verder ging.", refer("Rapportoorzaak")),
        },
    ),
    "Rapportoorzaak": _object(
        "Wat er tussen beide posities is geboekt.",
        {
            "positie": _whole("Positie in het grootboek."),
            "dag": {"type": "string", "format": "date", "description": "De dag."},
            "soort": _text("Wat er gebeurde."),
            "bericht": {"type": ["string", "null"], "format": "uuid", "description": "Het bericht dat het bracht."},
        },
    ),
}
