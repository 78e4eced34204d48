# SPDX-License-Identifier: EUPL-1.2
"""The command `why`: why a bericht was judged as it was, for who runs the gateway."""

import sys
from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

import msgspec
import typer

from berichtenverkeer.cli.execution import FAULT, per_regio, report, with_gateway
from berichtenverkeer.cli.plafond import euro
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.clock import NETHERLANDS
from berichtenverkeer.gateway.why_report import Answered, Why, WhyAgain, WhyBesluit, WhyPlafond, WhyRegel, WhyTerm


@per_regio
def why(
    bericht: Annotated[UUID, typer.Argument(metavar="ID", help="Nummer van een bericht, als in het ontvangstbewijs.")],
    every: Annotated[bool, typer.Option("--alles", help="Toon alle regels, niet alleen wat gebroken is.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Schrijf het verslag als JSON.")] = False,
) -> None:
    """Toon waarom een bericht zo is beoordeeld: regels, feiten, de som van het plafond, en wat er nu uitkomt.

    Het bericht wordt nog eens beoordeeld, met wat toen bekend was en met wat nu bekend is. Er wordt niets verstuurd of
    bewaard; dat u keek, staat in het inzagelog. Er staat geen BSN en geen naam in.

    \b
    Voorbeeld:
      berichtenverkeer why 01a2b3c4-0000-7000-8000-000000000000
      berichtenverkeer why 01a2b3c4-0000-7000-8000-000000000000 --alles
      berichtenverkeer why 01a2b3c4-0000-7000-8000-000000000000 --json
    """
    found = with_gateway(lambda gateway, beller: gateway.reasons.why(beller, bericht))
    if found is None:
        report("Fout: dit bericht is hier niet bekend.", "neem het nummer over uit het ontvangstbewijs of het postvak.")
        raise typer.Exit(FAULT)
    if json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found)).decode() + "\n")
    else:
        sys.stdout.write("\n".join(_told(found, every=every)) + "\n")


def _told(found: Why, *, every: bool) -> Iterator[str]:
    op = found.ontvangen_op.astimezone(NETHERLANDS)
    yield f"{found.berichtsoort} {found.identificatie}  {found.verzender} -> {found.bestemming}: {found.oordeel}"
    yield f"Beoordeeld op {op:%Y-%m-%d %H:%M}, positie {found.k}, met het register van positie {found.register_versie}."
    shown = [one for one in found.regels if every or one.answered is Answered.BROKEN]
    yield f"\nRegels: {', '.join(_counts(found))}."
    for regel in shown:
        yield from _regel(regel)
    if found.signalen:
        yield "\nSignalen:"
        yield from _bevindingen(found.signalen)
    for besluit in found.besluiten:
        yield from _besluit(besluit)
    yield from _again("Met wat toen bekend was", found.then)
    yield from _again("Met wat nu bekend is", found.now)


def _counts(found: Why) -> Iterator[str]:
    for answered in Answered:
        if count := sum(one.answered is answered for one in found.regels):
            yield f"{count} {answered}"


def _regel(regel: WhyRegel) -> Iterator[str]:
    yield f"  {regel.code} {regel.answered}: {regel.tekst}"
    yield from (f"    op {place}" for place in regel.places)
    yield from (f"    {one.question}: {one.antwoord or 'gaat over een andere partij'}" for one in regel.facts)


def _bevindingen(found: list[Bevinding]) -> Iterator[str]:
    yield from (f"  {one.code} {one.pad}: {one.tekst}" for one in found)


def _besluit(besluit: WhyBesluit) -> Iterator[str]:
    yield f"\n{besluit.claim}: {besluit.uitkomst}"
    yield from (f"  {one}" for one in besluit.grounds)
    for plafond in besluit.plafonds or ():
        yield from _plafond(plafond)
    if besluit.terms:
        yield "  Zo is het gevraagde bedrag berekend:"
        yield from map(_term, besluit.terms)


def _plafond(plafond: WhyPlafond) -> Iterator[str]:
    name = " ".join(str(one) for one in (plafond.jaar, plafond.perceel, plafond.segment) if one)
    yield f"  Plafond {name}"
    for text, amount in (
        ("bedrag", plafond.plafond_cents),
        ("gereserveerd", plafond.gereserveerd_cents),
        ("beslag", plafond.beslag_cents),
        ("realisatie", plafond.realisatie_cents),
        ("ruimte", plafond.ruimte_cents),
        ("gevraagd", plafond.claim_cents),
        ("waarvan nieuw", plafond.extra_cents),
        ("boven de ruimte", plafond.overschrijding_cents),
        ("onder een tenzij", plafond.tenzij_cents),
    ):
        yield f"    {text:<17}{'onbekend' if amount is None else euro(amount):>20}"
    if plafond.fits is not None:
        yield f"    {'Het paste.' if plafond.fits else 'Het paste niet.'}"


def _term(term: WhyTerm) -> str:
    if term.referentie is not None:
        return f"    goedgekeurd vanaf {term.van}, prestatie {term.referentie}: {euro(term.bedrag_cents)}"
    price = "zonder prijs" if term.prijs_cents is None else euro(term.prijs_cents)
    return f"    {term.van} tot en met {term.tot}: {term.times} keer {price} = {euro(term.bedrag_cents)}"


def _again(head: str, again: WhyAgain) -> Iterator[str]:
    if again.reden is not None:
        yield f"\n{head}: {again.reden}"
        return
    yield f"\n{head}: {again.oordeel}, {'anders dan is geboekt' if again.differs else 'hetzelfde als is geboekt'}."
    for text, found in (("erbij", again.added), ("weg", again.gone)):
        if found:
            yield f"  {text}:"
            yield from _bevindingen(found)
    yield from (
        f"  {one.claim}: {one.was or 'geen besluit'} -> {one.becomes or 'geen besluit'}" for one in again.besluiten
    )
