# SPDX-License-Identifier: EUPL-1.2
"""Why a bericht does not fit its schema: every fault once, with its place, in Dutch.

lxml says whether a bericht is right but skips the rest of a part after its first misplaced element. Here the elements
are laid beside the schema, so that no fault hides the next. A sentence names elements and what belongs there, never a
value: that may be a BSN or a name.
"""

from collections.abc import Collection, Iterable
from itertools import islice

from lxml import etree

from berichtenverkeer.berichten.leesplan import ONHOUDBARE_DATUM
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.meldingen import schema as meldingen
from berichtenverkeer.standaard.structuur import Onderdeel
from berichtenverkeer.standaard.waarden import XML_WIT, Waarde
from berichtenverkeer.validation.inhoud import Fout, leg_naast
from berichtenverkeer.validation.regelnummers import regel_van

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_OVERAL_TOEGESTAAN = {f"{_XSI}schemaLocation", f"{_XSI}noNamespaceSchemaLocation"}
_MAX_OORDELEN = 10_000
"""How many values xmlschema may judge: about a second. Ordinary values never come that far."""
_MAX_LIJST = 50_000
_MAX_LENGTE = 1_000
"""Longer than any number, date or code; long texts are judged before they come this far."""


class Vol(Exception):
    """Enough has been found, or it costs too much to look on."""


def leg_uit(boom: etree._Element, schema: Onderdeel, hoogstens: int) -> tuple[list[Bevinding], bool]:
    """At most `hoogstens` faults of `boom` by line, and whether those are all. `schema` is the root of its schema.

    A fault is one element that is missing, unknown, misplaced, too many or wrongly filled; a misspelt name is one
    fault, not an unknown and a missing one.
    """
    uitleg = Uitleg(schema, hoogstens)
    try:
        uitleg.loop_na(boom, schema, schema.naam, "")
    except Vol:
        return uitleg.op_regel(), False
    return uitleg.op_regel(), True


class Uitleg:
    """One walk over one bericht: what it found and what it cost.

    A large bericht is walked in parts; `klaar` has the elements whose inside was seen to and is gone.
    """

    def __init__(self, schema: Onderdeel, hoogstens: int, klaar: Collection[etree._Element] = ()) -> None:
        self.bevindingen: list[Bevinding] = []
        self._schema = schema
        self._hoogstens = hoogstens
        self._klaar = klaar
        self._oordelen = 0

    def op_regel(self) -> list[Bevinding]:
        """What was found, by line; on one line in the order of the schema, then as it was found."""
        return sorted(self.bevindingen, key=lambda een: (een.regelnummer or 0, _orde(self._schema, een.pad)))

    def loop_na(self, element: etree._Element, deel: Onderdeel, pad: str, anders: str) -> None:
        """Look at `element`, which is meant as `deel`; `anders` its tag if that is not right."""
        if element.keys():
            self._attributen(element, deel, pad)
        if deel.waarde is not None:
            self._waarde(element, deel, deel.waarde, pad)
            return
        # A list makes the three walks over the children cheaper, but a million children would be a gigabyte of objects.
        kinderen = list(element) if len(element) <= _MAX_LIJST else element
        self._losse_tekst(element, kinderen, deel, pad)
        plaatsen = [deel.plaats.get(kind.tag) for kind in kinderen]
        if not _is_netjes(plaatsen, deel):
            plaatsen = self._leg_naast(element, deel, pad, anders)
        nummers = [0] * len(deel.kinderen)
        for kind, plaats in zip(kinderen, plaatsen, strict=True):
            if plaats is None:
                continue
            onder = deel.kinderen[plaats]
            nummers[plaats] += 1
            if kind in self._klaar:
                continue
            hier = f"{pad}/{onder.naam}[{nummers[plaats]}]" if onder.herhaalt else f"{pad}/{onder.naam}"
            self.loop_na(kind, onder, hier, "" if kind.tag == onder.tag else str(kind.tag))

    def _leg_naast(self, element: etree._Element, deel: Onderdeel, pad: str, anders: str) -> list[int | None]:
        """Report what is wrong with the children themselves; the place of each child in the schema."""
        eender: dict[str, str] = {}
        tags = [eender.setdefault(str(kind.tag), str(kind.tag)) for kind in element]
        fouten, plaatsen = leg_naast(tags, deel, anders)
        kinderen = _Kinderen(element)
        for fout in fouten:
            plek = element if fout.kind is None else kinderen[fout.kind]
            self._meld(fout, f"{pad}/{fout.staart}" if fout.staart else pad, plek)
        return plaatsen

    def _meld(self, fout: Fout, pad: str, element: etree._Element) -> None:
        if len(self.bevindingen) >= self._hoogstens:
            raise Vol
        self.bevindingen.append(fout.melding.op(pad, regel_van(element), tekst=fout.tekst, actie=fout.actie))

    def _attributen(self, element: etree._Element, deel: Onderdeel, pad: str) -> None:
        for naam in element.keys():  # noqa: SIM118 (an element is no mapping); `items` is quadratic
            if naam in _OVERAL_TOEGESTAAN:
                continue
            if naam == f"{_XSI}type":
                soort = _type(element, element.get(naam, ""))
                if soort is not None and soort == deel.datatype:
                    continue
                fout = Fout(meldingen.TYPE, f"{deel.naam} heeft een xsi:type dat hier niet past.", "Laat xsi:type weg.")
            elif naam == f"{_XSI}nil":
                actie = "Laat het element weg." if not deel.verplicht else "Laat xsi:nil weg en vul het element."
                fout = Fout(meldingen.NIL, f"{deel.naam} is met xsi:nil leeg gemeld; dat kent iJw niet.", actie)
            else:
                tekst = f"{deel.naam} heeft een attribuut; dat kent iJw niet."
                fout = Fout(meldingen.ATTRIBUUT, tekst, "Laat het attribuut weg.")
            self._meld(fout, pad, element)

    def _losse_tekst(
        self, element: etree._Element, kinderen: Iterable[etree._Element], deel: Onderdeel, pad: str
    ) -> None:
        tekst = f"In {deel.naam} staat tekst buiten de elementen."
        fout = Fout(meldingen.TEKST, tekst, "Verwijder de losse tekst of zet haar in het juiste element.")
        if element.text and element.text.strip(XML_WIT):
            self._meld(fout, pad, element)
        for kind in kinderen:
            if kind.tail and kind.tail.strip(XML_WIT):
                self._meld(fout, pad, kind)

    def _waarde(self, element: etree._Element, deel: Onderdeel, waarde: Waarde, pad: str) -> None:
        if len(element):
            tekst = f"In {deel.naam} hoort een waarde te staan, maar er staan elementen."
            self._meld(Fout(meldingen.STRUCTUUR, tekst, f"Nodig is {waarde.verwacht}."), pad, element)
            return
        tekst = element.text or ""
        if waarde.is_gewoon(tekst):
            return
        if not self._mag(waarde, tekst):
            weg = "" if deel.verplicht else " Volgens het schema mag het element ook weg."
            fout = Fout(
                meldingen.WAARDE, f"{deel.naam} {self._oorzaak(waarde, tekst)}.", f"Nodig is {waarde.verwacht}.{weg}"
            )
            self._meld(fout, pad, element)
        elif not waarde.is_houdbaar(tekst):
            self._meld(Fout(meldingen.ONHOUDBAAR, ONHOUDBARE_DATUM, meldingen.ONHOUDBAAR.actie), pad, element)

    def _oorzaak(self, waarde: Waarde, tekst: str) -> str:
        kern = tekst.strip(XML_WIT)
        if not kern:
            return "is leeg"
        if waarde.hoogstens is not None and len(kern) > waarde.hoogstens:
            return f"is te lang: hoogstens {waarde.hoogstens} tekens"
        if kern != tekst and (waarde.is_gewoon(kern) or self._mag(waarde, kern)):
            return "heeft spaties of regeleinden om de waarde"
        return "heeft een waarde die niet past"

    def _mag(self, waarde: Waarde, tekst: str) -> bool:
        if len(tekst) > (waarde.hoogstens or _MAX_LENGTE):
            return False
        self._oordelen += 1
        if self._oordelen > _MAX_OORDELEN:
            raise Vol
        return waarde.mag(tekst)


class _Kinderen:
    """The children of an element by number, asked for in a few rising rows: lxml counts from the first for each."""

    def __init__(self, element: etree._Element) -> None:
        self._element = element
        self._rij, self._volgende = iter(element), 0

    def __getitem__(self, nummer: int) -> etree._Element:
        if nummer < self._volgende:
            self._rij, self._volgende = iter(self._element), 0
        over, self._volgende = nummer - self._volgende, nummer + 1
        return next(islice(self._rij, over, None))


def _orde(schema: Onderdeel, pad: str) -> list[tuple[int, int]]:
    """Where the schema has an element; one that it does not have stands behind the others."""
    deel: Onderdeel | None = schema
    orde = []
    for stap in pad.split("/")[1:]:
        naam, _, nummer = stap.rstrip("]").partition("[")
        namen = [kind.naam for kind in deel.kinderen] if deel else []
        plaats = namen.index(naam) if naam in namen else len(namen)
        deel = deel.kinderen[plaats] if deel and naam in namen else None
        orde.append((plaats, int(nummer or 0)))
    return orde


def _is_netjes(plaatsen: list[int | None], deel: Onderdeel) -> bool:
    """Whether the children are all known, in order, not too many, and none is missing."""
    vorige, verwacht = -1, 0
    kinderen = deel.kinderen
    for plaats in plaatsen:
        if plaats is None or plaats < vorige:
            return False
        if plaats == vorige:
            if not kinderen[plaats].herhaalt:
                return False
            continue
        while verwacht < plaats:
            if kinderen[verwacht].verplicht:
                return False
            verwacht += 1
        vorige, verwacht = plaats, plaats + 1
    return not any(onder.verplicht for onder in kinderen[verwacht:])


def _type(element: etree._Element, waarde: str) -> str | None:
    """The qualified name in an xsi:type, in Clark notation; None for a prefix without a namespace."""
    prefix, _, naam = waarde.strip(XML_WIT).rpartition(":")
    ruimte = element.nsmap.get(prefix or None)
    return f"{{{ruimte}}}{naam}" if ruimte else None
