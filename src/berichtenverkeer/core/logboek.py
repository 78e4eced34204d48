# SPDX-License-Identifier: EUPL-1.2
"""JSON logs on stderr, one line an event, with the id of the request. Keys and counts only: no BSN, no name, no XML."""

import logging
import sys
import traceback
from typing import Any, TextIO

import structlog

from berichtenverkeer.core.errors import BerichtenverkeerError

logger: Any = structlog.get_logger()
"""`logger.info("bericht_ontvangen", bericht_id=..., ms=...)`: the event is a name, what varies are keys."""


def richt_in(niveau: str = "info", stroom: TextIO | None = None) -> None:
    """Configure logging for this process, the standard library's included. `niveau` as in logging."""
    doel = stroom or sys.stderr
    vooraf: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _zonder_inhoud,
    ]
    structlog.configure(
        processors=[*vooraf, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(niveau),
        logger_factory=structlog.WriteLoggerFactory(doel),
        cache_logger_on_first_use=False,
    )
    regel = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=vooraf,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()],
    )
    handler = logging.StreamHandler(doel)
    handler.setFormatter(regel)
    logging.basicConfig(handlers=[handler], level=niveau.upper(), force=True)


def verzoek(verzoek_id: str, **meer: str) -> None:
    """Give every later line of this task the id of the request (and `meer`, such as the party's code)."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(verzoek_id=verzoek_id, **meer)


def _zonder_inhoud(_logger: Any, _methode: str, regel: dict[str, Any]) -> dict[str, Any]:
    """An exception as its kind and its places. Its text may quote a bericht or a row; only our own texts never do."""
    info = regel.pop("exc_info", None)
    fout = info[1] if isinstance(info, tuple) else sys.exc_info()[1] if info is True else info
    if isinstance(fout, BaseException):
        regel["fout"] = type(fout).__name__
        regel["waar"] = [
            f"{plek.filename}:{plek.lineno} {plek.name}" for plek in traceback.extract_tb(fout.__traceback__)
        ]
        if isinstance(fout, BerichtenverkeerError):
            regel["tekst"] = str(fout)
    return regel
