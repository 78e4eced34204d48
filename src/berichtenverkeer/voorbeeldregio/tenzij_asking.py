# SPDX-License-Identifier: EUPL-1.2
"""A tenzij for one youth: asked by the aanbieder or the gemeente, on good grounds or weak ones, and decided on."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from berichtenverkeer.core.werkdagen import werkdag_after
from berichtenverkeer.voorbeeldregio.bureau import Bureau, Course
from berichtenverkeer.voorbeeldregio.nay import Answer, Request

_BY_AANBIEDER, _GOOD, _LOWER, _LATE = 0.7, 0.65, 0.15, 0.12
"""How often the aanbieder asks, both grounds are given, less is granted than was asked, the decision is late."""

_MOST_ASKED = 3
_DOOR = ("regiebehandelaar", "gedragswetenschapper", "toegangsmedewerker")
_URGENT = (
    "Zonder hulp volgt opname binnen enkele weken.",
    "De veiligheid thuis is niet langer dan een maand te houden.",
    "De jeugdige gaat niet meer naar school en eet nauwelijks.",
)
_ONLY_HERE = (
    "De behandeling van een gezinslid loopt hier; apart behandelen werkt niet.",
    "Er is na twee eerdere afgebroken trajecten hier een vertrouwensband.",
    "Alleen hier is deze methode te combineren met het onderwijs van de jeugdige.",
)
_NO = ("Gebeld: de wachttijd is langer dan verantwoord.", "Gemaild: deze hulp past niet bij de andere problemen.")


async def ask(bureau: Bureau, request: Request, luck: Random) -> Course:
    """Who asks looks first who else has room. The opdrachtgever decides in five working days, or a few too late."""
    plek = request.plek
    who = plek.aanbieder if luck.random() < _BY_AANBIEDER else plek.gemeente
    found = await bureau.get(who, f"/v1/berichten/{request.bericht}/alternatieven")
    others = [one["code"] for one in listed(found, request.referentie)]
    is_good = luck.random() < _GOOD
    body = _verzoek(request, luck, others, is_good=is_good)
    tenzij = (await bureau.post(who, "/v1/tenzij-verzoeken", **body))["tenzij"]
    bureau.outcome.asked_tenzij(by_gemeente=who == plek.gemeente)
    is_late = luck.random() < _LATE
    yield werkdag_after(bureau.today, luck.randint(6, 9) if is_late else luck.randint(1, 5))
    besluit = _granted(body["maximumCents"], luck) if is_good else _REJECTED
    pad = f"/v1/tenzij-verzoeken/{tenzij['id']}/besluit"
    decided = (await bureau.post(bureau.regio, pad, door="contractmanager", **besluit))["tenzij"]
    bureau.outcome.decided_tenzij(decided, is_late=is_late)
    if decided["status"] == "toegekend":
        request.answer = Answer.ASSIGN


def listed(found: Mapping[str, Any], referentie: str) -> Iterator[Mapping[str, Any]]:
    """The alternatieven of one request."""
    for one in found["verzoeken"]:
        if one["referentie"] == referentie:
            yield from one["aanbieders"]


def _verzoek(request: Request, luck: Random, others: list[str], *, is_good: bool) -> dict[str, Any]:
    """With both grounds and all who were asked; on weak grounds one of the three is not there."""
    offer, plek = request.offer, request.plek
    missing = "" if is_good else luck.choice(("urgent", "only here", "asked"))
    cents = max(100_00, int(request.expected_cents * luck.choice((1.0, 1.1, 1.25))) // 100_00 * 100_00 + 100_00)
    return {
        "bsn": request.bsn,
        "aanbieder": plek.aanbieder,
        "gemeente": plek.gemeente,
        "categorie": offer.categorie,
        "code": offer.code,
        "van": request.entry,
        "tot": request.end,
        "maximumCents": cents,
        "door": luck.choice(_DOOR),
        "kanNietWachten": "" if missing == "urgent" else luck.choice(_URGENT),
        "alleenHier": "" if missing == "only here" else luck.choice(_ONLY_HERE),
        "alternatieven": []
        if missing == "asked"
        else [{"aanbieder": code, "waarom": luck.choice(_NO)} for code in others[:_MOST_ASKED]],
        "referentie": request.referentie,
    }


def _granted(maximum_cents: int, luck: Random) -> dict[str, Any]:
    if luck.random() < _LOWER:
        why = "Toegekend voor driekwart: met minder uren per week is dit te doen."
        return {"besluit": "toegekend", "motivering": why, "maximumCents": maximum_cents * 3 // 4}
    return {"besluit": "toegekend", "motivering": "Beide gronden zijn onderbouwd en er is elders gevraagd."}


_REJECTED = {
    "besluit": "afgewezen",
    "motivering": "Niet is onderbouwd dat de hulp niet kan wachten, alleen hier kan, en elders is gevraagd.",
}
