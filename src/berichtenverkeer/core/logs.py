# SPDX-License-Identifier: EUPL-1.2
"""JSON logs on stderr, one line an event, with the id of the request. Keys and counts only: no BSN, no name, no XML."""

import asyncio
import json
import logging
import sys
import traceback
from collections import deque
from collections.abc import Mapping, MutableMapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO, cast

import msgspec
import structlog

from berichtenverkeer.core.errors import BerichtenverkeerError

logger: Any = structlog.get_logger()
"""`logger.info("bericht_ontvangen", bericht_id=..., ms=...)`: the event is a name, what varies are keys."""

_to_json = msgspec.json.Encoder(enc_hook=repr).encode

_NOTHING: Mapping[str, str] = {}
_BOUND: ContextVar[Mapping[str, str]] = ContextVar("bound", default=_NOTHING)
"""What every line of a task says besides its own."""


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """The line of a request that was answered. There is one for each, so it does not go through structlog."""

    verzoek_id: str
    kanaal: str
    method: str = msgspec.field(name="methode")
    route: str
    status: int
    duration_ms: float = msgspec.field(name="duur_ms")
    regio: str | None
    partij: str | None
    event: str = "verzoek"
    level: str = "info"
    timestamp: datetime = msgspec.field(default_factory=lambda: datetime.now(UTC))


class Lines:
    """The stream that all lines go to. Those of requests that are answered in one turn of the event loop go together,
    at its end; any other goes at once, behind what waits."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: deque[bytes] = deque()
        self.flush = stream.flush

    def write(self, text: str) -> None:
        """Now."""
        self.let_go()
        self._stream.write(text)

    def later(self, line: bytes) -> None:
        """At the end of this turn of the event loop."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self.let_go)
        self._waiting.append(line)

    def let_go(self) -> None:
        """Write what waits. A thread may come to it as well: each line is taken off by one of the two."""
        lines = []
        while self._waiting:
            lines.append(self._waiting.popleft().decode())
        if lines:
            self._stream.write("\n".join([*lines, ""]))
            self._stream.flush()


_for_answered: Lines | None = None
"""Where `answered` writes; None when lines of that level are not wanted."""


def point_in(niveau: str = "info", stroom: TextIO | None = None) -> None:
    """Configure logging for this process, the standard library's included. `niveau` as in logging."""
    global _for_answered
    target = Lines(stroom or sys.stderr)
    _for_answered = target if logging.getLevelNamesMapping()[niveau.upper()] <= logging.INFO else None
    beforehand: list[Any] = [
        _with_bound,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_content,
    ]
    structlog.configure(
        processors=[*beforehand, _line],
        wrapper_class=structlog.make_filtering_bound_logger(niveau),
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, target)),  # writes and flushes, no more
        cache_logger_on_first_use=False,
    )
    regel = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=beforehand,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _line],
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(regel)
    logging.basicConfig(handlers=[handler], level=niveau.upper(), force=True)


def verzoek(verzoek_id: str, **more: str) -> None:
    """Give every later line of this task the id of the request (and `more`, such as the party's code)."""
    _BOUND.set({"verzoek_id": verzoek_id, **more})


def answered(line: Answered) -> None:
    """Write the line of a request, before the event loop turns to what comes in next."""
    if _for_answered is not None:
        _for_answered.later(_to_json(line))


def _with_bound(_logger: Any, _method: str, regel: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {**_BOUND.get(), **regel}


def _line(_logger: Any, _method: str, regel: MutableMapping[str, Any]) -> str:
    """One line of JSON; what JSON does not know, as Python writes it."""
    try:
        return _to_json(regel).decode()
    except UnicodeEncodeError:  # half a character, as in the name of a file: no line is lost for it
        return json.dumps(regel, default=repr)


def _without_content(_logger: Any, _method: str, regel: dict[str, Any]) -> dict[str, Any]:
    """An exception as its kind and its places. Its text may quote a bericht or a row; only our own texts never do."""
    info = regel.pop("exc_info", None)
    fault = info[1] if isinstance(info, tuple) else sys.exc_info()[1] if info is True else info
    if isinstance(fault, BaseException):
        regel["fout"] = type(fault).__name__
        regel["waar"] = [
            f"{plek.filename}:{plek.lineno} {plek.name}" for plek in traceback.extract_tb(fault.__traceback__)
        ]
        if isinstance(fault, BerichtenverkeerError):
            regel["tekst"] = str(fault)
    return regel
