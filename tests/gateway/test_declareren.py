# SPDX-License-Identifier: EUPL-1.2
"""A declaratie through the gateway: answered prestatie by prestatie, booked, credited, rebuilt."""

from collections.abc import Mapping
from datetime import date

from berichtenverkeer.berichten import write
from berichtenverkeer.berichten.jw318 import JW318
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.werk import Bon
from berichtenverkeer.projections import opslag
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.validation.invoer import Invoer, lees_invoer
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw317, jw323
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen, retour_van

T = "Client/ToegewezenProducten/ToegewezenProduct"
P = "Declaratie/Clienten/Client[1]/Prestaties/Prestatie"
DEBET = {"Bedrag": 5000, "DebetCredit": "D"}
APRIL = {"Begindatum": "2026-04-01", "Einddatum": "2026-04-30"}
KLOK = StaandeKlok(date(2026, 6, 1))
WIJZIGING = {
    "Header/BerichtIdentificatie/Dagtekening": "2026-06-01",
    "Client/Verzoek/OngewijzigdeProducten": None,
    "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]/ToewijzingNummer": 1,
    "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]/GewensteIngangsdatum": "2026-07-01",
    "Client/Verzoek/NieuweProducten": None,
}


def toewijzing() -> bytes:
    return write(jw301({f"{T}[1]/Omvang": {"Volume": 100, "Eenheid": "04", "Frequentie": "4"}}))


def declaratie(nummer: str, bedrag: int, teken: str, **regels: Mapping[str, object]) -> bytes:
    """A JW323 over April with one prestatie for each of `regels`, by reference."""
    velden: dict[str, object] = {
        "Header/BerichtIdentificatie/Identificatie": f"I{nummer}",
        "Header/BerichtIdentificatie/Dagtekening": "2026-05-20",
        "Declaratie/DeclaratieNummer": nummer,
        "Declaratie/DeclaratiePeriode": APRIL,
        "Declaratie/DeclaratieDagtekening": "2026-05-20",
        "Declaratie/TotaalIngediendBedrag": {"TotaalBedrag": bedrag, "DebetCredit": teken},
    }
    for volg, (referentie, anders) in enumerate(regels.items(), 1):
        velden[f"{P}[{volg}]/ProductPeriode"] = APRIL
        velden[f"{P}[{volg}]/ProductReferentie"] = {"ReferentieNummer": referentie}
        velden |= {f"{P}[{volg}]/{pad}": waarde for pad, waarde in anders.items()}
    return write(jw323(dict(velden)))


async def antwoord(gateway: Gateway, data: bytes) -> tuple[Bon, JW325]:
    bon = await ontvangen(gateway, data, AANBIEDER)
    retour = await retour_van(gateway, bon, AANBIEDER)
    assert isinstance(retour, JW325)
    geldig = lees_invoer(write(retour))
    assert isinstance(geldig, Invoer), geldig
    return bon, retour


async def prestaties(gateway: Gateway) -> dict[str, Prestatie]:
    async with gateway.database.lees() as conn:
        stand = await opslag.laad_op(Grootboek(conn, gateway.regio), 2**62)
    return {rij.referentie: rij for rij in stand.rijen() if isinstance(rij, Prestatie)}


def bedragen(retour: JW325) -> tuple[int, int]:
    assert retour.declaratie_antwoord is not None
    inhoud = retour.declaratie_antwoord
    return inhoud.totaal_ingediend_bedrag.totaal_bedrag, inhoud.totaal_toegekend_bedrag.totaal_bedrag


async def test_what_the_answer_leaves_out_is_approved(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK) as gateway:
        await ontvangen(gateway, toewijzing(), GEMEENTE)
        zonder_toewijzing = {"ToewijzingNummer": 77}
        bon, retour = await antwoord(gateway, declaratie("D1", 10000, "D", R1={}, R2=zonder_toewijzing))
        assert (bon.oordeel, [een.retourcode for een in bon.bevindingen]) == (Oordeel.GOEDGEKEURD, ["9338"])
        assert bedragen(retour) == (10000, 5000)
        assert {naam: een.uitslag for naam, een in (await prestaties(gateway)).items()} == {
            "R1": "goedgekeurd",
            "R2": "afgewezen",
        }
        anders = await herbouw(gateway.database, gateway.regio)
        assert not any(anders.verschillen.values())


async def test_a_credit_takes_its_debet_back_and_the_whole_is_granted(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK) as gateway:
        await ontvangen(gateway, toewijzing(), GEMEENTE)
        await antwoord(gateway, declaratie("D1", 5000, "D", R1={}))
        credit = {
            "ProductReferentie": {"ReferentieNummer": "R2", "VorigReferentieNummer": "R1"},
            "IngediendBedrag": {"Bedrag": 5000, "DebetCredit": "C"},
        }
        _, retour = await antwoord(gateway, declaratie("D2", 0, "D", R2=credit, R3={"IngediendBedrag": DEBET}))
        assert bedragen(retour) == (0, 0)
        assert retour.declaratie_antwoord is not None
        assert retour.declaratie_antwoord.retour_codes.retour_code == ("8001",)
        gekend = await prestaties(gateway)
        assert {naam: (een.uitslag, een.is_goedgekeurd) for naam, een in gekend.items()} == {
            "R1": ("goedgekeurd", False),
            "R2": ("goedgekeurd", False),
            "R3": ("goedgekeurd", True),
        }


async def test_a_declaratie_that_is_wrong_as_a_whole_counts_as_not_sent(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK) as gateway:
        await ontvangen(gateway, toewijzing(), GEMEENTE)
        bon, retour = await antwoord(gateway, declaratie("D1", 4999, "D", R1={}))
        assert (bon.oordeel, retour.declaratie_antwoord) == (Oordeel.AFGEKEURD, None)
        assert retour.header.retour_codes.retour_code == ("0001",)
        await antwoord(gateway, declaratie("D2", 5000, "D", R1={}))
        dubbel, tweede = await antwoord(gateway, declaratie("D2", 5000, "D", R9={}).replace(b">ID2<", b">ID2-opnieuw<"))
        assert (dubbel.oordeel, bedragen(tweede)) == (Oordeel.AFGEKEURD, (5000, 0))
        assert list(await prestaties(gateway)) == ["R1"]


async def test_a_request_to_change_is_answered_and_open(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK) as gateway:
        await ontvangen(gateway, write(jw301()), GEMEENTE)
        bon = await ontvangen(gateway, write(jw317(WIJZIGING)), AANBIEDER)
        retour = await retour_van(gateway, bon, AANBIEDER)
        assert isinstance(retour, JW318)
        assert bon.oordeel is Oordeel.GOEDGEKEURD, bon.bevindingen
        anders = await herbouw(gateway.database, gateway.regio)
        assert not any(anders.verschillen.values())
