# SPDX-License-Identifier: EUPL-1.2
"""Logs are JSON lines with the id of the request, and an exception never brings its text along."""

import asyncio
import io
import json
import logging
from typing import Any

import pytest

from berichtenverkeer.core import logs
from berichtenverkeer.core.errors import DatabaseGone


@pytest.fixture
def stroom(log: io.StringIO) -> io.StringIO:
    """From the level that is usual; `log` puts back what was there before."""
    logs.point_in("info", log)
    return log


def regels(stroom: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(regel) for regel in stroom.getvalue().splitlines()]


def test_an_event_is_one_json_line_with_time_level_and_keys(stroom: io.StringIO) -> None:
    logs.logger.info("bericht_ontvangen", ms=3)
    (regel,) = regels(stroom)
    assert (regel["event"], regel["ms"], regel["level"]) == ("bericht_ontvangen", 3, "info")
    assert regel["timestamp"].endswith("Z")


def test_half_a_character_costs_no_line(stroom: io.StringIO) -> None:
    logs.logger.info("gelezen", bestand="\udcff.xml")
    (regel,) = regels(stroom)
    assert regel["bestand"] == "\udcff.xml"


def test_below_the_chosen_level_nothing_is_written(stroom: io.StringIO) -> None:
    logs.logger.debug("stil")
    assert not regels(stroom)


async def test_every_task_carries_the_id_of_its_own_request(stroom: io.StringIO) -> None:
    async def behandel(number: str) -> None:
        logs.verzoek(number)
        await asyncio.sleep(0)
        logs.logger.info("klaar", van=number)

    await asyncio.gather(*(asyncio.create_task(behandel(str(n))) for n in range(5)))
    assert len(regels(stroom)) == 5
    assert all(regel["verzoek_id"] == regel["van"] for regel in regels(stroom))


def test_the_text_of_an_exception_stays_out_also_from_other_libraries(stroom: io.StringIO) -> None:
    try:
        raise ValueError("<Bsn>geheim</Bsn>")
    except ValueError:
        logs.logger.exception("mislukt")
        logging.getLogger("asyncio").exception("Task exception was never retrieved")
    own, foreign = regels(stroom)
    assert "geheim" not in stroom.getvalue()
    for regel in (own, foreign):
        assert regel["fout"] == "ValueError"
        assert "test_the_text_of_an_exception" in regel["waar"][-1]


def test_the_text_of_an_error_of_ours_is_kept(stroom: io.StringIO) -> None:
    logs.logger.error("weg", exc_info=DatabaseGone())
    assert regels(stroom)[0]["tekst"] == "De database is op dit moment niet bereikbaar."
