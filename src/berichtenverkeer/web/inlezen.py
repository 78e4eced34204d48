# SPDX-License-Identifier: EUPL-1.2
"""Taking the body of a request: its form, its size, its wrapping. What is refused here is told with what was read."""

import asyncio
import hashlib
import re
from functools import lru_cache

from aiohttp import web

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.validation.transport import ongzip
from berichtenverkeer.web.grenzen import Grenzen
from berichtenverkeer.web.probleem import Afwijzing, verzoekfout

_PAREN = re.compile(r"""\s*(application|text)/xml\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?\s*""", re.IGNORECASE)
_ZIP = frozenset({"application/zip", "application/x-zip-compressed"})
_INGEPAKT = frozenset({"gzip", "x-gzip"})
_TE_GROOT = "TRANSPORT-TE-GROOT"


class Lichaam:
    """What was read of a body: kept apart from its verdict, because a refusal notes its hash and size too."""

    __slots__ = ("_delen", "grootte")

    def __init__(self) -> None:
        self._delen: list[bytes] = []
        self.grootte = 0

    def erbij(self, deel: bytes) -> None:
        self._delen.append(deel)
        self.grootte += len(deel)

    @property
    def data(self) -> bytes:
        if len(self._delen) != 1:
            self._delen = [b"".join(self._delen)]
        return self._delen[0]

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.data).digest()


async def lees(verzoek: web.Request, grenzen: Grenzen, lichaam: Lichaam) -> bytes:
    """The bytes of one bericht, unpacked. Fills `lichaam` with what came over the wire.

    Raises Afwijzing: 415 for another form than XML in UTF-8, 413 as soon as it is too large, 408 when it takes too
    long, 400 when the wrapping is damaged.
    """
    await _neem_aan(verzoek, grenzen, lichaam)
    if not is_xml(verzoek.headers.get("Content-Type", "")):
        raise _vorm(
            "TRANSPORT-MEDIATYPE",
            "De header Content-Type noemt geen XML in UTF-8.",
            "Stuur Content-Type: application/xml (of text/xml), zonder charset of met charset=utf-8.",
            {"Accept-Post": "application/xml, text/xml"},
        )
    return await _ontdoe(verzoek, grenzen, lichaam)


async def lees_bundel(verzoek: web.Request, grenzen: Grenzen) -> tuple[bytes, bool]:
    """The bytes of one bericht or of a zip with berichten, and whether they should be a zip.

    Raises Afwijzing like `lees`, but looks at the form first: nothing is noted of what is only looked at.
    """
    inhoudstype = verzoek.headers.get("Content-Type", "")
    is_zip = inhoudstype.strip().lower() in _ZIP
    if not is_zip and not is_xml(inhoudstype):
        raise _vorm(
            "TRANSPORT-MEDIATYPE",
            "De header Content-Type noemt geen XML in UTF-8 en geen zip.",
            "Stuur één bericht als application/xml, of meer berichten in een zip-bestand als application/zip.",
            {"Accept-Post": "application/xml, text/xml, application/zip"},
        )
    lichaam = Lichaam()
    await _neem_aan(verzoek, grenzen, lichaam)
    return await _ontdoe(verzoek, grenzen, lichaam), is_zip


async def _neem_aan(verzoek: web.Request, grenzen: Grenzen, lichaam: Lichaam) -> None:
    """Read the body to its end."""
    lengte = verzoek.content_length
    if lengte is not None and lengte > grenzen.grootste:
        raise _te_groot(grenzen)
    await _ga_door(verzoek)
    try:
        async with asyncio.timeout(grenzen.lees_s):
            while deel := await verzoek.content.readany():
                lichaam.erbij(deel)
                if lichaam.grootte > grenzen.grootste:
                    raise _te_groot(grenzen)
    except TimeoutError:
        raise Afwijzing(408, "De inhoud van het verzoek kwam niet op tijd binnen.", sluit=True) from None


async def _ontdoe(verzoek: web.Request, grenzen: Grenzen, lichaam: Lichaam) -> bytes:
    """What came in, without its wrapping."""
    inpakking = verzoek.headers.get("Content-Encoding", "identity").strip().lower()
    if inpakking in ("", "identity"):
        return lichaam.data
    if inpakking not in _INGEPAKT:
        raise _vorm(
            "TRANSPORT-INPAKKING",
            "De header Content-Encoding noemt een andere inpakking dan gzip.",
            "Stuur het bericht ingepakt met gzip, of niet ingepakt.",
            {"Accept-Encoding": "gzip"},
        )
    return await _pak_uit(lichaam.data, grenzen)


async def _pak_uit(ingepakt: bytes, grenzen: Grenzen) -> bytes:
    """In a thread: a small file may hold 25 MB."""
    uitgepakt = await asyncio.to_thread(ongzip, ingepakt)
    if isinstance(uitgepakt, bytes):
        if len(uitgepakt) > grenzen.grootste:
            raise _te_groot(grenzen)
        return uitgepakt
    if uitgepakt[0].code == _TE_GROOT:
        raise Afwijzing(413, uitgepakt[0].tekst, uitgepakt)
    raise Afwijzing(400, "Het ingepakte bericht is niet uit te pakken; zie bevindingen.", uitgepakt)


@lru_cache(maxsize=256)
def is_xml(inhoudstype: str) -> bool:
    """Whether a Content-Type is XML, in UTF-8 or without a word about its encoding."""
    return len(inhoudstype) < 100 and _PAREN.fullmatch(inhoudstype) is not None


async def wacht_met_lichaam(_: web.Request) -> None:
    """For `Expect: 100-continue`: the client hears `continue` when its body is wanted, so not before a refusal."""


async def _ga_door(verzoek: web.Request) -> None:
    if verzoek.headers.get("Expect", "").lower() == "100-continue":
        await verzoek.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        verzoek.writer.output_size = 0  # this was no part of the answer


def _te_groot(grenzen: Grenzen) -> Afwijzing:
    kb = grenzen.grootste // 1024
    bevinding = verzoekfout(
        _TE_GROOT,
        f"Het bericht is groter dan {f'{kb // 1024} MB' if kb >= 1024 else f'{kb} kB'}.",
        "Verdeel de inhoud over meer berichten.",
    )
    return Afwijzing(413, bevinding.tekst, [bevinding], sluit=True)


def _vorm(code: str, tekst: str, actie: str, headers: dict[str, str]) -> Afwijzing:
    bevinding: Bevinding = verzoekfout(code, tekst, actie)
    return Afwijzing(415, f"{tekst} {actie}", [bevinding], headers)
