# SPDX-License-Identifier: EUPL-1.2
"""The bare handler, the yardstick of design.md 6: parse, XSD, one INSERT and commit. One process of N on one port."""

import os
import sys

import asyncpg
import uvloop
from aiohttp import web
from lxml import etree

from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.schemas import xsd


async def _app() -> web.Application:
    pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=4, max_size=4)
    schema = xsd(BERICHTSOORTEN[sys.argv[2]])

    async def ontvang(verzoek: web.Request) -> web.Response:
        data = await verzoek.read()
        tree = etree.fromstring(data)
        if not schema.validate(tree):
            return web.Response(status=400)
        async with pool.acquire() as conn:
            await conn.execute("insert into kaal (inhoud) values ($1)", data)
        return web.json_response({"oordeel": "goedgekeurd"}, status=201)

    app = web.Application(client_max_size=25 * 1024 * 1024)
    app.router.add_post("/v1/berichten", ontvang)
    return app


if __name__ == "__main__":
    uvloop.install()
    web.run_app(_app(), host="127.0.0.1", port=int(sys.argv[1]), reuse_port=True, print=None, access_log=None)
