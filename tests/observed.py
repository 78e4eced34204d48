# SPDX-License-Identifier: EUPL-1.2
"""What an operator sees of the program: the figures of /metrics, and the events of the log as the source has them."""

import ast
import asyncio
import re
from datetime import UTC, datetime
from functools import cache

import msgspec

from berichtenverkeer.core.logs import Answered
from berichtenverkeer.gateway.measurement import Measurement
from berichtenverkeer.postvak.tray import WaitState
from berichtenverkeer.web.measurements import Measurements
from house.repository import name, sources

LEVELS = {"info", "warning", "error", "exception"}
CHOSEN = {"src/berichtenverkeer/web/connection.py": {"onleesbaar_verzoek", "geen_ruimte"}}
"""Events of a call that is given which one it is."""


@cache
def metrics() -> set[str]:
    """The names of all figures."""
    nothing = Measurement(
        wachtend=WaitState(0, None),
        onbeantwoord=0,
        onbeantwoord_sinds=None,
        weigeringen=0,
        weigeringen_geteld=0,
        berichten=0,
        te_laat={},
        gemeten_op=datetime.now(UTC),
        klok_is_juist=True,
        klok_afwijking_s=0.0,
        onverklaard=0,
    )
    text = asyncio.run(Measurements("regio").text(nothing))
    return set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))


@cache
def events() -> dict[str, str]:
    """Each event with the level at which it is told: that of a request that was answered has its own way."""
    answered = {one.name: one.default for one in msgspec.structs.fields(Answered)}
    found: dict[str, str] = {str(answered["event"]): str(answered["level"])}
    for path in sources("src"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS):
                continue
            if not ast.unparse(node.func.value).endswith("logger"):
                continue
            match node.args[0]:
                case ast.Constant(value=str(event)):
                    found[event] = node.func.attr
                case _:
                    found |= dict.fromkeys(CHOSEN[name(path)], node.func.attr)
    return found
