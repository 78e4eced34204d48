# SPDX-License-Identifier: EUPL-1.2
"""JSON logs on stderr, one line an event, with the id of the request. Keys and counts only: no BSN, no name, no XML."""

import json
import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import msgspec
import structlog

from berichtenverkeer.core.errors import BerichtenverkeerError

logger: Any = structlog.get_logger()
"""`logger.info("bericht_ontvangen", bericht_id=..., ms=...)`: the event is a name, what varies are keys."""

_to_json = msgspec.json.Encoder(enc_hook=repr).encode


def point_in(niveau: str = "info", stroom: TextIO | None = None) -> None:
    """Configure logging for this process, the standard library's included. `niveau` as in logging."""
    target = stroom or sys.stderr
    beforehand: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_content,
    ]
    structlog.configure(
        processors=[*beforehand, _line],
        wrapper_class=structlog.make_filtering_bound_logger(niveau),
        logger_factory=structlog.WriteLoggerFactory(target),
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
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(verzoek_id=verzoek_id, **more)


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
