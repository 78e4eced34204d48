# SPDX-License-Identifier: EUPL-1.2
"""A declaratie through the gateway: answered prestatie by prestatie, booked, credited, rebuilt."""

from collections.abc import Mapping
from datetime import date

from berichtenverkeer.berichten import write
from berichtenverkeer.berichten.jw318 import JW318
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.projections import store
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.validation.examining import Oordeel
from berichtenverkeer.validation.intake import Intake, read_intake
from bouwers import AANBIEDER, GEMEENTE, jw301, jw317, jw323
from gatewaybouw import StaandeKlok, gateway_met_register, received, retour_van

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


def declaratie(number: str, bedrag: int, sign: str, **regels: Mapping[str, object]) -> bytes:
    """A JW323 over April with one prestatie for each of `regels`, by reference."""
    fields: dict[str, object] = {
        "Header/BerichtIdentificatie/Identificatie": f"I{number}",
        "Header/BerichtIdentificatie/Dagtekening": "2026-05-20",
        "Declaratie/DeclaratieNummer": number,
        "Declaratie/DeclaratiePeriode": APRIL,
        "Declaratie/DeclaratieDagtekening": "2026-05-20",
        "Declaratie/TotaalIngediendBedrag": {"TotaalBedrag": bedrag, "DebetCredit": sign},
    }
    for volg, (referentie, otherwise) in enumerate(regels.items(), 1):
        fields[f"{P}[{volg}]/ProductPeriode"] = APRIL
        fields[f"{P}[{volg}]/ProductReferentie"] = {"ReferentieNummer": referentie}
        fields |= {f"{P}[{volg}]/{pad}": value for pad, value in otherwise.items()}
    return write(jw323(dict(fields)))


async def antwoord(gateway: Gateway, data: bytes) -> tuple[Receipt, JW325]:
    receipt = await received(gateway, data, AANBIEDER)
    retour = await retour_van(gateway, receipt, AANBIEDER)
    assert isinstance(retour, JW325)
    valid = read_intake(write(retour))
    assert isinstance(valid, Intake), valid
    return receipt, retour


async def prestaties(gateway: Gateway) -> dict[str, Prestatie]:
    async with gateway.database.lees() as conn:
        stand = await store.load_at(Grootboek(conn, gateway.regio), 2**62)
    return {row.referentie: row for row in stand.rijen() if isinstance(row, Prestatie)}


def bedragen(retour: JW325) -> tuple[int, int]:
    assert retour.declaratie_antwoord is not None
    content = retour.declaratie_antwoord
    return content.totaal_ingediend_bedrag.totaal_bedrag, content.totaal_toegekend_bedrag.totaal_bedrag


async def test_what_the_answer_leaves_out_is_approved(config: Settings) -> None:
    async with gateway_met_register(config, KLOK) as gateway:
        await received(gateway, toewijzing(), GEMEENTE)
        zonder_toewijzing = {"ToewijzingNummer": 77}
        receipt, retour = await antwoord(gateway, declaratie("D1", 10000, "D", R1={}, R2=zonder_toewijzing))
        assert (receipt.oordeel, [one.retourcode for one in receipt.bevindingen]) == (Oordeel.GOEDGEKEURD, ["9338"])
        assert bedragen(retour) == (10000, 5000)
        assert {name: one.uitslag for name, one in (await prestaties(gateway)).items()} == {
            "R1": "goedgekeurd",
            "R2": "afgewezen",
        }
        otherwise = await rebuild(gateway.database, gateway.regio)
        assert not any(otherwise.verschillen.values())


async def test_a_credit_takes_its_debet_back_and_the_whole_is_granted(config: Settings) -> None:
    async with gateway_met_register(config, KLOK) as gateway:
        await received(gateway, toewijzing(), GEMEENTE)
        await antwoord(gateway, declaratie("D1", 5000, "D", R1={}))
        credit = {
            "ProductReferentie": {"ReferentieNummer": "R2", "VorigReferentieNummer": "R1"},
            "IngediendBedrag": {"Bedrag": 5000, "DebetCredit": "C"},
        }
        _, retour = await antwoord(gateway, declaratie("D2", 0, "D", R2=credit, R3={"IngediendBedrag": DEBET}))
        assert bedragen(retour) == (0, 0)
        assert retour.declaratie_antwoord is not None
        assert retour.declaratie_antwoord.retour_codes.retour_code == ("8001",)
        loaded = await prestaties(gateway)
        assert {name: (one.uitslag, one.is_goedgekeurd) for name, one in loaded.items()} == {
            "R1": ("goedgekeurd", False),
            "R2": ("goedgekeurd", False),
            "R3": ("goedgekeurd", True),
        }


async def test_a_declaratie_that_is_wrong_as_a_whole_counts_as_not_sent(config: Settings) -> None:
    async with gateway_met_register(config, KLOK) as gateway:
        await received(gateway, toewijzing(), GEMEENTE)
        receipt, retour = await antwoord(gateway, declaratie("D1", 4999, "D", R1={}))
        assert (receipt.oordeel, retour.declaratie_antwoord) == (Oordeel.AFGEKEURD, None)
        assert retour.header.retour_codes.retour_code == ("0001",)
        await antwoord(gateway, declaratie("D2", 5000, "D", R1={}))
        dubbel, tweede = await antwoord(gateway, declaratie("D2", 5000, "D", R9={}).replace(b">ID2<", b">ID2-opnieuw<"))
        assert (dubbel.oordeel, bedragen(tweede)) == (Oordeel.AFGEKEURD, (5000, 0))
        assert list(await prestaties(gateway)) == ["R1"]


async def test_a_request_to_change_is_answered_and_open(config: Settings) -> None:
    async with gateway_met_register(config, KLOK) as gateway:
        await received(gateway, write(jw301()), GEMEENTE)
        receipt = await received(gateway, write(jw317(WIJZIGING)), AANBIEDER)
        retour = await retour_van(gateway, receipt, AANBIEDER)
        assert isinstance(retour, JW318)
        assert receipt.oordeel is Oordeel.GOEDGEKEURD, receipt.bevindingen
        otherwise = await rebuild(gateway.database, gateway.regio)
        assert not any(otherwise.verschillen.values())
