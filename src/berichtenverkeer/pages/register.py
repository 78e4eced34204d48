# SPDX-License-Identifier: EUPL-1.2
"""The register for who keeps it: what is in force, what was loaded, what a load would change, and loading it."""

import asyncio
import base64
from collections.abc import Iterable
from typing import NamedTuple

from berichtenverkeer.core.clock import day
from berichtenverkeer.gateway.register_files import as_zip, read_uploads
from berichtenverkeer.pages.register_soon import soon
from berichtenverkeer.pages.visit import Download, Page, Redirect, Visit
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.faults import RegisterFault
from berichtenverkeer.register.rows import TABLES, Partij
from berichtenverkeer.web.problem import Afwijzing

LINES = 40
"""How many lines of a file that would change are shown, and rows that end soon; how many there are is told."""


class File(NamedTuple):
    """One file as it is in force: all its rows, those that are true today, and those that come or end soon."""

    name: str
    rows: int
    today: int
    ending: int
    coming: int


async def overview(visit: Visit) -> Page:
    """GET /register."""
    return await _overview(visit, (), 200)


async def download(visit: Visit) -> Download:
    """GET /register/bestand: what is in force, as a zip."""
    content = await visit.gateway.register.export(visit.beller)
    return Download(await asyncio.to_thread(as_zip, content), "application/zip", "register.zip")


async def diff(visit: Visit) -> Page:
    """POST /register/verschil: checks what was sent and says what loading it would change. Changes nothing."""
    if not visit.uploads:
        action = "Kies de zip, of alle bestanden van het register."
        fault = RegisterFault("-", 0, "", "Er is geen bestand gekozen.", action)
        return await _overview(visit, (fault,), 400)
    folder = await asyncio.to_thread(read_uploads, [(one.name, one.data) for one in visit.uploads])
    if folder.faults:
        return await _overview(visit, folder.faults, 400)
    found = await visit.gateway.register.diff(visit.beller, folder.content)
    packed = base64.b64encode(await asyncio.to_thread(as_zip, folder.content)).decode()
    files = [(one, one.lines[:LINES], len(one.gone) + len(one.new) - LINES) for one in found.files]
    own = {row.code: row.naam for row in folder.content.rows[_PARTIJEN] if isinstance(row, Partij)}
    return Page("register/difference.html", {"found": found, "files": files, "packed": packed, "names": own})


async def load(visit: Visit) -> Redirect:
    """POST /register/laden: what was shown, in the place of the register that it was held against."""
    since = visit.form.value("versie")
    if not (since.isascii() and since.isdigit() and len(since) < 19):
        raise _unreadable()
    result = await visit.gateway.register.load(visit.beller, await _shown(visit), int(since))
    await visit.gateway.register.refresh(now=True)
    return Redirect("/register", "register-gelijk" if result.is_equal else "register-geladen")


async def _shown(visit: Visit) -> Content:
    """The register that the page of the difference was about, checked again."""
    try:
        data = base64.b64decode(visit.form.value("register"), validate=True)
    except ValueError:
        raise _unreadable() from None
    folder = await asyncio.to_thread(read_uploads, [("register.zip", data)])
    if folder.faults:
        raise _unreadable()
    return folder.content


async def _overview(visit: Visit, faults: Iterable[RegisterFault], status: int) -> Page:
    holder, today = visit.gateway.register, day(visit.gateway.clock())
    content, near = await holder.export(visit.beller), soon(visit)
    files = [
        File(table.file, len(rows), sum(row.is_valid(today) for row in rows), *(len(part[name]) for part in near))
        for name, table in TABLES.items()
        for rows in (content.rows[name],)
    ]
    ending = [
        (table.file, table.key_of(row).strip("|").replace("|", " "), row.geldig_tot)
        for name, table in TABLES.items()
        for row in near.ending[name]
    ]
    values = {"files": files, "history": await holder.history(visit.beller), "wrong": list(faults), "today": today}
    return Page("register/overview.html", {**values, "ending": ending[:LINES], "more": len(ending) - LINES}, status)


def _unreadable() -> Afwijzing:
    return Afwijzing(400, "Dit register is niet te lezen; er is niets gewijzigd. Kies de bestanden opnieuw.")


_PARTIJEN = next(name for name, table in TABLES.items() if table.row is Partij)
