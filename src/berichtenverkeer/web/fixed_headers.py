# SPDX-License-Identifier: EUPL-1.2
"""The headers that every answer carries, also one to a request that could not be read."""

import re
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web
from aiohttp.helpers import rfc822_formatted_time
from multidict import CIMultiDict

from berichtenverkeer.core.ids import new_id_text

VERSION = "1.1.0"
"""Version of the API (semver): `info.version` of the OpenAPI document and the header API-Version."""

FIXED = CIMultiDict(
    {
        "API-Version": VERSION,
        "Cache-Control": "no-store",
        "Content-Security-Policy": "frame-ancestors 'none'",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Server": "berichtenverkeer",
    }
)
_FIXED_LINES = "".join(f"{name}: {value}\r\n" for name, value in FIXED.items())
_STATUS_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n" for status in HTTPStatus}
OPEN = {"Access-Control-Allow-Origin": "*"}
"""Only for what anyone may read from anywhere, without a token."""

BEFOREHAND = {"Access-Control-Allow-Methods": "GET, HEAD", "Access-Control-Max-Age": "86400"}
"""For a page elsewhere that asks beforehand whether it may."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


def aanvraag_id(asked: str | None) -> str:
    """The id of a request: the caller's own when it is a UUID (anything else could carry data), or else a new one."""
    if asked is not None and _UUID.fullmatch(asked):
        return asked.lower()
    return new_id_text()


def dress(antwoord: web.StreamResponse, aanvraag: str) -> None:
    """Put the fixed headers on an answer; one that it has already stays."""
    for name, value in FIXED.items():
        antwoord.headers.setdefault(name, value)
    antwoord.headers["X-Request-Id"] = aanvraag


def whole(status: int, headers: Mapping[str, str], content: bytes, aanvraag: str, *, close: bool) -> bytes:
    """An answer as it goes over the line, with the fixed headers: for what does not go through aiohttp's Response."""
    own = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
    ending = "Connection: close\r\n" if close else ""
    return (
        f"{_STATUS_LINES[status]}{own}{_FIXED_LINES}X-Request-Id: {aanvraag}\r\n"
        f"Content-Length: {len(content)}\r\nDate: {rfc822_formatted_time()}\r\n{ending}\r\n"
    ).encode() + content
