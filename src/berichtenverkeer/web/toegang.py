# SPDX-License-Identifier: EUPL-1.2
"""Before a handler runs: who calls, may he, how often, and can he read the answer."""

import re
from collections.abc import Sequence
from functools import lru_cache

from aiohttp import web

from berichtenverkeer.gateway.beller import Beller, van_partij
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.ledger.veroorzaker import Kanaal
from berichtenverkeer.regels.meldingen.verzoek import KOP
from berichtenverkeer.web.probleem import PROBLEEM_JSON, Afwijzing

_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]{1,200}=*) *", re.IGNORECASE)
_REALM = 'Bearer realm="berichtenverkeer"'

AANVRAAG = web.RequestKey("aanvraag", str)
"""The id of the request."""


_EENMAAL = ("Authorization", "Content-Encoding", "Expect", "X-Request-Id", "Origin", "Access-Control-Request-Method")
"""Headers that decide something and may come once. The server itself refuses a second Host, Content-Length,
Content-Type or Transfer-Encoding."""


def vereis_eenduidig(verzoek: web.Request) -> None:
    """Raises Afwijzing: 400 when a header that decides something stands twice (a proxy and we could each take another
    one), 501 for a body that is packed by Transfer-Encoding."""
    koppen = verzoek.headers
    if len({naam.lower() for naam in koppen}) < len(koppen):
        fouten = [
            KOP.op(tekst=f"De header {naam} staat er meer dan één keer.", actie=f"Stuur {naam} één keer.")
            for naam in _EENMAAL
            if len(koppen.getall(naam, ())) > 1
        ]
        if fouten:
            raise Afwijzing(
                400, "De headers van het verzoek spreken elkaar tegen; zie bevindingen.", fouten, sluit=True
            )
    if koppen.get("Transfer-Encoding", "chunked").strip().lower() != "chunked":
        raise Afwijzing(501, "Van Transfer-Encoding kent deze gateway alleen chunked.", sluit=True)


async def wie(verzoek: web.Request, gateways: Gateways) -> Beller:
    """Who calls, and of which regio. Raises Afwijzing (401): the same answer for unknown, of a regio elsewhere,
    revoked, expired, no longer valid."""
    kop = verzoek.headers.get("Authorization")
    if kop is None:
        raise Afwijzing(
            401,
            "Stuur uw token mee in de header Authorization: Bearer <token>.",
            headers={"WWW-Authenticate": _REALM},
        )
    gevonden = _BEARER.fullmatch(kop)
    bekend = await gateways.who(gevonden[1]) if gevonden else None
    if bekend is None:
        raise Afwijzing(
            401,
            "Dit token is onbekend, ingetrokken of verlopen, of uw aansluiting is beëindigd. Vraag de regio een nieuw.",
            headers={"WWW-Authenticate": f'{_REALM}, error="invalid_token"'},
        )
    regio, partij = bekend
    return van_partij(regio, partij, Kanaal.API, verzoek[AANVRAAG])


def vereis_vorm(verzoek: web.Request, vorm: str) -> None:
    """Raises Afwijzing (406) when the caller does not accept the media type of the answer.

    Who names the form of our errors knows this API: a generated client may name no other.
    """
    aanvaard = _aanvaard(verzoek)
    if aanvaard is not None and not (aanvaardt(aanvaard, vorm) or aanvaardt(aanvaard, PROBLEEM_JSON)):
        raise Afwijzing(406, f"Dit adres antwoordt met {vorm}; laat de header Accept weg of noem die vorm.")


def is_bekend(verzoek: web.Request, etag: str) -> bool:
    """Whether the caller has this already: one of the tags in If-None-Match, weak or not, or any."""
    genoemd = ",".join(verzoek.headers.getall("If-None-Match", ())).split(",")
    return not {etag, f"W/{etag}", "*"}.isdisjoint(een.strip() for een in genoemd)


def kies_vorm(verzoek: web.Request, vormen: Sequence[str]) -> str:
    """Which of these media types the caller likes best, the first of equals. Raises Afwijzing (406) for none."""
    aanvaard = _aanvaard(verzoek)
    if aanvaard is None:
        return vormen[0]
    beste = max(vormen, key=lambda vorm: _waardering(aanvaard, vorm))
    if not (aanvaardt(aanvaard, beste) or aanvaardt(aanvaard, PROBLEEM_JSON)):
        keuze = f"{', '.join(vormen[:-1])} of {vormen[-1]}"
        raise Afwijzing(406, f"Dit adres antwoordt met {keuze}; laat de header Accept weg of noem een van die vormen.")
    return beste


def _aanvaard(verzoek: web.Request) -> str | None:
    """All that the caller says to accept: a list may come in several headers."""
    return ", ".join(verzoek.headers.getall("Accept", ())) or None


def aanvaardt(aanvaard: str, vorm: str) -> bool:
    """Whether an Accept header leaves room for `vorm`."""
    return _waardering(aanvaard, vorm) > 0


@lru_cache(maxsize=256)
def _waardering(aanvaard: str, vorm: str) -> float:
    """How much an Accept header wants `vorm`, from 0 to 1: the most specific range that names it decides."""
    passend: tuple[int, float] = (-1, 0.0)
    rangen = {"*/*": 0, f"{vorm.split('/')[0]}/*": 1, vorm: 2}
    for deel in aanvaard[:2000].lower().split(","):
        naam, *parameters = (stuk.strip() for stuk in deel.split(";"))
        if naam in rangen:
            passend = max(passend, (rangen[naam], _gewicht(parameters)))
    return passend[1]


def _gewicht(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
