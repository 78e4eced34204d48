# SPDX-License-Identifier: EUPL-1.2
"""What the description of every address is made of: its problems, headers, parameters."""

import re
from typing import Any

from berichtenverkeer.core.clock import DATUM, FIRST_DAY, LAST_DAY
from berichtenverkeer.web.fixed_headers import FIXED
from berichtenverkeer.web.problem import PROBLEM_JSON, TITLES
from berichtenverkeer.web.value_listings import refer

Part = dict[str, Any]

TEXT: Part = {"schema": {"type": "string"}}
BYTES: Part = {"schema": {"type": "string", "format": "binary"}}
"""XML is text to a generated client; bytes that must come through as they are have a form of their own."""

HEADERS: dict[str, str] = {
    "API-Version": "Versie van deze API.",
    "X-Request-Id": "Nummer van het verzoek; uw eigen nummer als u een UUID meestuurde.",
    "Cache-Control": "Antwoorden worden nergens bewaard.",
    "Content-Security-Policy": "Antwoorden mogen niet in een frame.",
    "Strict-Transport-Security": "Gebruik altijd https.",
    "X-Content-Type-Options": "De vorm van het antwoord is die van Content-Type.",
    "X-Frame-Options": "Antwoorden mogen niet in een frame.",
    "Link": "Bij een positie die er niet meer is: het adres waarmee u verdergaat (rel=next).",
    "Location": "Adres van het bericht.",
    "ETag": "SHA-256 van de inhoud, in hexadecimale tekens.",
    "Repr-Digest": "SHA-256 van de inhoud (RFC 9530).",
    "Content-Disposition": "Voorstel voor een bestandsnaam.",
    "WWW-Authenticate": "Hoe u zich aanmeldt.",
    "Retry-After": "Aantal seconden dat u wacht.",
    "Allow": "De methoden die dit adres kent.",
    "Accept-Post": "De vormen die u mag sturen.",
    "Accept-Encoding": "De inpakking die u mag gebruiken.",
    "Access-Control-Allow-Origin": "Overal vandaan te lezen.",
}
_EVER = tuple(name for name in HEADERS if name in FIXED or name == "X-Request-Id")
_EXTRA: dict[int, tuple[str, ...]] = {
    401: ("WWW-Authenticate",),
    405: ("Allow",),
    410: ("Link",),
    415: ("Accept-Post", "Accept-Encoding"),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
_WRONG: dict[int, str] = {
    400: "Het verzoek of het bericht klopt niet; alle bevindingen staan in het antwoord.",
    401: "Geen token, of een token dat niet (meer) geldt.",
    403: "Dit mag u niet.",
    404: "Dit is er niet, of het is niet van u.",
    406: "U vraagt een vorm die dit adres niet heeft.",
    408: "De inhoud kwam niet op tijd binnen.",
    409: "Deze stap kan niet, gezien wat er is; alles wat in de weg staat, is genoemd.",
    410: "Dit was er, maar is er niet meer; het antwoord zegt waarom en wat u kunt doen.",
    413: "Groter dan 25 MB, ingepakt of uitgepakt.",
    415: "Geen XML in UTF-8 (of zip, waar dat mag), of een andere inpakking dan gzip.",
    429: "Te veel verzoeken tegelijk of te snel achter elkaar.",
    500: "Fout van ons.",
    503: "Even niet beschikbaar; verstuur het verzoek later opnieuw.",
}
TAGS = [
    {"name": "berichten", "description": "Versturen en ophalen."},
    {"name": "validaties", "description": "Nakijken zonder te versturen."},
    {"name": "plafonds", "description": "Hoeveel ruimte een aanbieder heeft, en waardoor."},
    {"name": "tenzij", "description": "De uitzondering voor één jeugdige: gevraagd, besloten, gebruikt."},
    {"name": "verrekeningen", "description": "Elk halfjaar: wat er onder een tenzij is geleverd, en wat dat kost."},
    {"name": "clientenstops", "description": "Waar geen nieuwe jeugdigen terechtkunnen, en waarom."},
    {"name": "rapportages", "description": "Instroom, doorstroom, uitstroom en wachten in de regio."},
    {"name": "termijnen", "description": "Wat er nog moet gebeuren, wanneer, en wie te laat is."},
    {"name": "regels", "description": "De regels van iJw 3.2 en wat de gateway ermee doet."},
    {"name": "beheer", "description": "Voor wie de gateway draait of aansluit."},
]
"""What the addresses are about, in the order of the description."""

FOR_ALL = (400, 406, 500)
FOR_PARTIJ = (400, 401, 406, 429, 500, 503)
FOR_FIGURES = (*FOR_PARTIJ, 403, 410)

PEIL_DAY: Part = {
    "type": "string",
    "format": "date",
    "pattern": DATUM,
    "description": f"Van {FIRST_DAY} tot en met {LAST_DAY}.",
}


def operation(
    name: str,
    samenvatting: str,
    tag: str,
    faults: tuple[int, ...],
    more: tuple[int, ...] = (),
    *,
    is_open: bool = False,
) -> Part:
    """What one method of an address does: `faults` and `more` are the statuses of what can go wrong."""
    references = {
        str(status): {"$ref": f"#/components/responses/{_answer_name(status)}"} for status in sorted((*faults, *more))
    }
    return {
        "operationId": name,
        "summary": samenvatting,
        "tags": [tag],
        "security": [] if is_open else [{"token": []}],
        "responses": references,
    }


def success(explanation: str, schema: str, *headers: str) -> Part:
    """An answer in JSON."""
    return {
        "description": explanation,
        "headers": answer_headers(*headers),
        "content": {"application/json": {"schema": refer(schema)}},
    }


def problems() -> Part:
    """Every answer that is a problem, by its name."""
    return {_answer_name(status): _problem(status, explanation) for status, explanation in _WRONG.items()}


def _problem(status: int, explanation: str) -> Part:
    """An answer that is a problem."""
    return {
        "description": explanation,
        "headers": answer_headers(*_EXTRA.get(status, ())),
        "content": {PROBLEM_JSON: {"schema": refer("Probleem")}},
    }


def _answer_name(status: int) -> str:
    """`Te groot` -> `TooLarge`: the name of an error answer."""
    return "".join(word.capitalize() for word in re.findall(r"\w+", TITLES[status]))


def answer_headers(*more: str) -> Part:
    """What every answer has, and `more`."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (*_EVER, *more)}


def header(name: str, explanation: str) -> Part:
    """A header of an answer."""
    schema: Part = {"type": "string"}
    if name in FIXED and name != "Content-Security-Policy":  # a page says more in it
        schema["const"] = FIXED[name]
    return {"description": explanation, "schema": schema}


def parameter(name: str, explanation: str, schema: Part, place: str = "query") -> Part:
    """What stands in the address or the query."""
    return {"name": name, "in": place, "required": place == "path", "description": explanation, "schema": schema}
