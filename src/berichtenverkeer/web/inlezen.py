# SPDX-License-Identifier: EUPL-1.2
"""Taking the body of a request: its form, its size, its wrapping. What is refused here is told with what was read."""

import asyncio
import hashlib
import re
from functools import lru_cache

from aiohttp import web

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.meldingen import transport
from berichtenverkeer.validation.bundel import is_zip as begint_als_zip
from berichtenverkeer.validation.transport import ongzip
from berichtenverkeer.web.budget import Budget, Hold, Holder
from berichtenverkeer.web.grenzen import Grenzen
from berichtenverkeer.web.probleem import Afwijzing

_PAREN = re.compile(r"""\s*(application|text)/xml\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?\s*""", re.IGNORECASE)
_ZIP = frozenset({"application/zip", "application/x-zip-compressed"})
_INGEPAKT = frozenset({"gzip", "x-gzip"})


class Lichaam(Hold):
    """What was read of a body: kept apart from its verdict, because a refusal notes its hash and size too.

    It holds its bytes of the Budget until its block ends.
    """

    __slots__ = ("_buffer", "_data")

    def __init__(self, budget: Budget, holder: Holder) -> None:
        super().__init__(budget, holder)
        self._buffer = bytearray()  # not a list of parts: a client chooses how small they are
        self._data: bytes | None = None

    def voeg_toe(self, deel: bytes) -> None:
        """Raises Afwijzing (429, 503) when there is no room for it."""
        self.erbij(len(deel))
        self._buffer += deel

    def __enter__(self) -> "Lichaam":
        return self

    @property
    def grootte(self) -> int:
        """How many bytes there are until now."""
        return len(self._buffer) if self._data is None else len(self._data)

    @property
    def data(self) -> bytes:
        """All of it, once it is read."""
        if self._data is None:
            self._data, self._buffer = bytes(self._buffer), bytearray()
        return self._data

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.data).digest()


async def lees(verzoek: web.Request, grenzen: Grenzen, lichaam: Lichaam) -> None:
    """Fill `lichaam` with what comes over the wire.

    Raises Afwijzing: 415 for another form than XML in UTF-8, 413 as soon as it is too large, 408 when it takes too
    long, 429 or 503 when there is no room for it.
    """
    await _neem_aan(verzoek, grenzen, lichaam)
    inhoudstype = verzoek.headers.get("Content-Type", "")
    if not (is_xml(inhoudstype) or _is_bytes(inhoudstype)):
        raise _vorm(
            transport.MEDIATYPE.op(),
            {"Accept-Post": "application/xml, text/xml, application/octet-stream"},
        )
    _vereis_inpakking(verzoek)


async def lees_bundel(verzoek: web.Request, grenzen: Grenzen, lichaam: Lichaam) -> bool:
    """The same for one bericht or a zip with berichten; returns whether it should be a zip.

    Raises Afwijzing like `lees`, but looks at the form first: nothing is noted of what is only looked at.
    """
    inhoudstype = verzoek.headers.get("Content-Type", "")
    is_zip = inhoudstype.strip().lower() in _ZIP
    if not (is_zip or is_xml(inhoudstype) or _is_bytes(inhoudstype)):
        raise _vorm(
            transport.MEDIATYPE.op(
                tekst="De header Content-Type noemt geen XML in UTF-8 en geen zip.",
                actie="Stuur één bericht als application/xml, of meer berichten in een zip-bestand als "
                "application/zip.",
            ),
            {"Accept-Post": "application/xml, text/xml, application/zip, application/octet-stream"},
        )
    _vereis_inpakking(verzoek)
    await _neem_aan(verzoek, grenzen, lichaam)
    return is_zip or (_is_bytes(inhoudstype) and begint_als_zip(lichaam.data))


def _is_bytes(inhoudstype: str) -> bool:
    """Whether the sender leaves it to the bytes to say what they are, as clients do that know no XML."""
    return inhoudstype.strip().lower() == "application/octet-stream"


async def ontdoe(verzoek: web.Request, grenzen: Grenzen, lichaam: Lichaam, plaatsen: asyncio.Semaphore) -> bytes:
    """What came in whole, without its wrapping: that takes one of `plaatsen`, and counts in the Budget as well.

    Raises Afwijzing: 413 when it is too large, 400 when it is damaged, 429 or 503 when there is no room for it.
    """
    if _inpakking(verzoek) not in _INGEPAKT:
        return lichaam.data
    async with plaatsen:
        data = await _pak_uit(lichaam.data, grenzen)
        lichaam.erbij(len(data))
    return data


async def _neem_aan(verzoek: web.Request, grenzen: Grenzen, lichaam: Lichaam) -> None:
    """Read the body to its end."""
    lengte = verzoek.content_length
    if lengte is not None and lengte > grenzen.grootste:
        raise _te_groot(grenzen)
    try:
        async with asyncio.timeout(grenzen.lees_s):
            await _ga_door(verzoek)
            while deel := await verzoek.content.readany():
                lichaam.voeg_toe(deel)
                if lichaam.grootte > grenzen.grootste:
                    raise _te_groot(grenzen)
    except TimeoutError:
        raise Afwijzing(408, "De inhoud van het verzoek kwam niet op tijd binnen.", sluit=True) from None


def _inpakking(verzoek: web.Request) -> str:
    return verzoek.headers.get("Content-Encoding", "identity").strip().lower()


def _vereis_inpakking(verzoek: web.Request) -> None:
    if _inpakking(verzoek) not in ("", "identity", *_INGEPAKT):
        raise _vorm(
            transport.INPAKKING.op(),
            {"Accept-Encoding": "gzip"},
        )


async def _pak_uit(ingepakt: bytes, grenzen: Grenzen) -> bytes:
    """In a thread: a small file may hold 25 MB."""
    uitgepakt = await asyncio.to_thread(ongzip, ingepakt)
    if isinstance(uitgepakt, bytes):
        if len(uitgepakt) > grenzen.grootste:
            raise _te_groot(grenzen)
        return uitgepakt
    if uitgepakt[0].code == transport.TE_GROOT.code:
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
    grens = f"{kb // 1024} MB" if kb >= 1024 else f"{kb} kB"
    bevinding = transport.TE_GROOT.op(tekst=f"Het bericht is groter dan {grens}.")
    return Afwijzing(413, bevinding.tekst, [bevinding], sluit=True)


def _vorm(bevinding: Bevinding, headers: dict[str, str]) -> Afwijzing:
    return Afwijzing(415, f"{bevinding.tekst} {bevinding.actie}", [bevinding], headers)
