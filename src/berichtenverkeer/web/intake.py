# SPDX-License-Identifier: EUPL-1.2
"""Taking the body of a request: its form, its size, its wrapping. What is refused here is told with what was read."""

import asyncio
import hashlib
import re
from functools import lru_cache

from aiohttp import web

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.meldingen import transport
from berichtenverkeer.validation.bundle import is_zip as begins_as_zip
from berichtenverkeer.validation.transport import ongzip
from berichtenverkeer.web.access import Headers
from berichtenverkeer.web.budget import Budget, Hold, Holder
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.problem import Afwijzing

_PAIRS = re.compile(r"""\s*(application|text)/xml\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?\s*""", re.IGNORECASE)
_ZIP = frozenset({"application/zip", "application/x-zip-compressed"})
_PACKED = frozenset({"gzip", "x-gzip"})


class Body(Hold):
    """What was read of a body: kept apart from its verdict, because a refusal notes its hash and size too.

    It holds its bytes of the Budget until its block ends.
    """

    __slots__ = ("_buffer", "_data")

    def __init__(self, budget: Budget, holder: Holder) -> None:
        super().__init__(budget, holder)
        self._buffer = bytearray()  # not a list of parts: a client chooses how small they are
        self._data: bytes | None = None

    def add(self, part: bytes) -> None:
        """Raises Afwijzing (429, 503) when there is no room for it."""
        self.reserve(len(part))
        self._buffer += part

    def __enter__(self) -> "Body":
        return self

    @property
    def size(self) -> int:
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


async def read(verzoek: web.Request, limits: Limits, body: Body) -> None:
    """Fill `body` with what comes over the wire.

    Raises Afwijzing: 415 for another form than XML in UTF-8, 413 as soon as it is too large, 408 when it takes too
    long, 429 or 503 when there is no room for it.
    """
    await accept(verzoek, limits, body)
    if not is_bericht(verzoek.headers):
        raise _form(
            transport.MEDIATYPE.at(),
            {"Accept-Post": "application/xml, text/xml, application/octet-stream"},
        )
    _require_packing(verzoek)


async def read_bundle(verzoek: web.Request, limits: Limits, body: Body) -> bool:
    """The same for one bericht or a zip with berichten; returns whether it should be a zip.

    Raises Afwijzing like `lees`, but looks at the form first: nothing is noted of what is only looked at.
    """
    content_type = verzoek.headers.get("Content-Type", "")
    is_zip = content_type.strip().lower() in _ZIP
    if not (is_zip or is_xml(content_type) or _is_bytes(content_type)):
        raise _form(
            transport.MEDIATYPE.at(
                text="De header Content-Type noemt geen XML in UTF-8 en geen zip.",
                action="Stuur één bericht als application/xml, of meer berichten in een zip-bestand als "
                "application/zip.",
            ),
            {"Accept-Post": "application/xml, text/xml, application/zip, application/octet-stream"},
        )
    _require_packing(verzoek)
    await accept(verzoek, limits, body)
    return is_zip or (_is_bytes(content_type) and begins_as_zip(body.data))


def is_bericht(headers: Headers) -> bool:
    """Whether the form is one that a bericht may have."""
    content_type = headers.get("Content-Type", "")
    return is_xml(content_type) or _is_bytes(content_type)


def _is_bytes(content_type: str) -> bool:
    """Whether the sender leaves it to the bytes to say what they are, as clients do that know no XML."""
    return content_type.strip().lower() == "application/octet-stream"


async def strip(verzoek: web.Request, limits: Limits, body: Body, places: asyncio.Semaphore) -> bytes:
    """What came in whole, without its wrapping: that takes one of `places`, and counts in the Budget as well.

    Raises Afwijzing: 413 when it is too large, 400 when it is damaged, 429 or 503 when there is no room for it.
    """
    if _packing(verzoek) not in _PACKED:
        return body.data
    async with places:
        data = await _unpack(body.data, limits)
        body.reserve(len(data))
    return data


async def accept(verzoek: web.Request, limits: Limits, body: Body) -> None:
    """Read the body to its end."""
    length = verzoek.content_length
    if length is not None and length > limits.largest:
        raise _too_large(limits)
    if verzoek.content.is_eof():  # it came with its head, and asks for no `continue`: nothing is waited for
        _add(verzoek.content.read_nowait(), limits, body)
        return
    try:
        async with asyncio.timeout(limits.lees_s):
            await _send_continue(verzoek)
            while part := await verzoek.content.readany():
                _add(part, limits, body)
    except TimeoutError:
        raise Afwijzing(408, "De inhoud van het verzoek kwam niet op tijd binnen.", close=True) from None


def _add(part: bytes, limits: Limits, body: Body) -> None:
    body.add(part)
    if body.size > limits.largest:
        raise _too_large(limits)


def _packing(verzoek: web.Request) -> str:
    return verzoek.headers.get("Content-Encoding", "identity").strip().lower()


def _require_packing(verzoek: web.Request) -> None:
    if _packing(verzoek) not in ("", "identity", *_PACKED):
        raise _form(
            transport.PACKING.at(),
            {"Accept-Encoding": "gzip"},
        )


async def _unpack(packed: bytes, limits: Limits) -> bytes:
    """In a thread: a small file may hold 25 MB."""
    unpacked = await asyncio.to_thread(ongzip, packed)
    if isinstance(unpacked, bytes):
        if len(unpacked) > limits.largest:
            raise _too_large(limits)
        return unpacked
    if unpacked[0].code == transport.TOO_LARGE.code:
        raise Afwijzing(413, unpacked[0].tekst, unpacked)
    raise Afwijzing(400, "Het ingepakte bericht is niet uit te pakken; zie bevindingen.", unpacked)


@lru_cache(maxsize=256)
def is_xml(content_type: str) -> bool:
    """Whether a Content-Type is XML, in UTF-8 or without a word about its encoding."""
    return len(content_type) < 100 and _PAIRS.fullmatch(content_type) is not None


async def wait_with_body(_: web.Request) -> None:
    """For `Expect: 100-continue`: the client hears `continue` when its body is wanted, so not before a refusal."""


async def _send_continue(verzoek: web.Request) -> None:
    if verzoek.headers.get("Expect", "").lower() == "100-continue":
        await verzoek.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        verzoek.writer.output_size = 0  # this was no part of the answer


def _too_large(limits: Limits) -> Afwijzing:
    kb = limits.largest // 1024
    bound = f"{kb // 1024} MB" if kb >= 1024 else f"{kb} kB"
    bevinding = transport.TOO_LARGE.at(text=f"Het bericht is groter dan {bound}.")
    return Afwijzing(413, bevinding.tekst, [bevinding], close=True)


def _form(bevinding: Bevinding, headers: dict[str, str]) -> Afwijzing:
    return Afwijzing(415, f"{bevinding.tekst} {bevinding.actie}", [bevinding], headers)
