# SPDX-License-Identifier: EUPL-1.2
"""What a visitor filled in: the query of a GET; of a POST its body, as a form of HTML with or without files."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

import msgspec
from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.streams import StreamReader
from multidict import MultiDict

from berichtenverkeer.pages.visit import Form, Upload
from berichtenverkeer.web.budget import Budget, Holder
from berichtenverkeer.web.intake import Body, accept
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.problem import Afwijzing

MAX_BYTES = 256 * 1024
"""The largest form without files."""

MAX_FIELDS = 2_000
_PLAIN, _WITH_FILES = "application/x-www-form-urlencoded", "multipart/form-data"

Filled = tuple[Form, list[Upload]]


class Intake:
    """Takes what came with a request; it counts in the Budget until the answer is made."""

    def __init__(self, limits: Limits, budget: Budget) -> None:
        self._limits = limits
        self._budget = budget

    @asynccontextmanager
    async def filled(self, request: web.Request, takes_files: bool, holder: Holder) -> AsyncIterator[Filled]:
        """Raises Afwijzing: 400 for what is no form, 408, 413, 415, 429, 503."""
        if request.method != "POST":
            yield Form(request.query), []
            return
        kinds = (_PLAIN, _WITH_FILES) if takes_files else (_PLAIN,)
        if request.content_type not in kinds:
            raise Afwijzing(415, "Dit adres neemt alleen een formulier van deze site aan.")
        largest = self._limits.largest if takes_files else MAX_BYTES
        limits = msgspec.structs.replace(self._limits, max_bytes=min(self._limits.max_bytes, largest))
        with Body(self._budget, holder) as body:
            await accept(request, limits, body)
            is_plain = request.content_type == _PLAIN
            yield _plain(body.data) if is_plain else await _with_files(request, body.data)


def _plain(data: bytes) -> Filled:
    try:
        return Form(MultiDict(parse_qsl(data.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS))), []
    except ValueError:
        raise Afwijzing(400, "Dit formulier is niet te lezen.") from None


async def _with_files(request: web.Request, data: bytes) -> Filled:
    content = StreamReader(BaseProtocol(asyncio.get_running_loop()), len(data) + 1)
    content.feed_data(data)
    content.feed_eof()
    filled: MultiDict[str] = MultiDict()
    uploads: list[Upload] = []
    try:
        async for part in MultipartReader(request.headers, content):
            if not isinstance(part, BodyPartReader):
                raise ValueError
            if part.filename is None:
                filled.add(part.name or "", await part.text(encoding="utf-8"))
            elif part.filename:
                uploads.append(Upload(part.filename, bytes(await part.read())))
    except (ValueError, AssertionError, LookupError):
        raise Afwijzing(400, "Dit formulier is niet te lezen.") from None
    return Form(filled), uploads
