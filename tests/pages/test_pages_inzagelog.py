# SPDX-License-Identifier: EUPL-1.2
"""Story 5: the controleur sees who saw this client; nobody else does, and no address or log has a BSN."""

from bellers import as_
from bouwers import AANBIEDER, BSN, GEMEENTE, jw301, jw315
from gatewaybouw import received
from pagesbouw import Site


async def test_the_controleur_sees_who_saw_a_client(site: Site) -> None:
    gateway = site.gateway
    asked = await received(gateway, jw315(), AANBIEDER)
    await received(gateway, jw301(), GEMEENTE)
    await gateway.postvak.payload(as_(gateway, GEMEENTE), asked.id)
    controleur = await site.client_of("controleur.regio")
    page = await controleur.get("/inzagelog")
    assert (page.status, page.heading) == (200, "Wie heeft wat ingezien?")
    assert str(asked.id) in page.text
    found = await controleur.post("/inzagelog", {"bsn": BSN})
    assert str(asked.id) in found.text
    assert "postvak.payload" in found.text
    assert "getoond" in found.text
    assert BSN not in "".join(found.links)
    other = await controleur.post("/inzagelog", {"bsn": "999900018"})
    assert str(asked.id) not in other.text
    # He who asked is in it, and the file holds the same.
    again = await controleur.post("/inzagelog", {"persoon": "controleur.regio"})
    assert "inzagelog" in again.text
    file = await controleur.post("/inzagelog/export", {"bsn": BSN})
    assert "inzagelog.csv" in file.headers["Content-Disposition"]
    assert str(asked.id) in file.html
    assert BSN not in file.html

    wrong = await controleur.post("/inzagelog", {"bsn": "123", "van": "gisteren"})
    assert wrong.status == 400
    assert "gisteren" in wrong.html
    assert (await controleur.post("/inzagelog", {"bsn": "123"})).status == 400
    assert (await controleur.post("/inzagelog/export", {"pseudonym": "x"})).status == 400
    # The address decides nothing: what stands in it is not read.
    assert str(asked.id) in (await controleur.get("/inzagelog?bsn=999900018&persoon=iemand&na=x")).text

    for who in ("contractmanager", "beheerder", "lezer.regio", "backoffice.gemeente"):
        client = await site.client_of(who)
        assert (await client.get("/inzagelog")).status == 403, who
        assert (await client.post("/inzagelog", {"bsn": BSN})).status == 403, who
        assert (await client.post("/inzagelog/export", {"bsn": BSN})).status == 403, who
    toezicht = await site.client_of("controleur.ander")
    assert str(asked.id) not in (await toezicht.post("/inzagelog", {"bsn": BSN})).text, "another partij opened it"
    assert str(asked.id) in (await (await site.client_of("controleur.gemeente")).post("/inzagelog", {"bsn": BSN})).text
