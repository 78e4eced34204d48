# SPDX-License-Identifier: EUPL-1.2
"""From one bericht to all that hang together with it: its keys, what they are tied to, the rows that have them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.draden.boom import Draad, Rij, boom
from berichtenverkeer.ledger import draden
from berichtenverkeer.ledger.draden import DECLARATIE
from berichtenverkeer.projections import verrekend

LIMIET, MAX_LIMIET = 100, 250
"""How many berichten a thread shows, their answers not counted: as a rule, and at most."""

MEESTE_SLEUTELS, MEESTE_RONDEN, MEESTE_ANTWOORDEN = 200, 20, 10
"""Where following ends: keys of a thread, steps from verzoek to toewijzing or back, answers on one bericht."""

_MAG = "($2::text is null or exists (select from postvak p where p.regio = $1 and p.partij = $2 and p.bericht_id = {}))"

# Of a declaratie not the toewijzingen: they are counted.
_BEGIN = f"""
    select coalesce(h.id, b.id) id,
        array(select s from unnest(coalesce(h.sleutels, b.sleutels)) s where s not like 'verband/%'
            and (coalesce(h.berichtsoort, b.berichtsoort) not in ('JW323', 'JW325') or s not like 'toewijzing/%')
        ) sleutels,
        (select count(*) from unnest(coalesce(h.sleutels, b.sleutels)) s where s like 'toewijzing/%') toewijzingen
    from bericht b left join bericht h on h.regio = b.regio and h.id = b.heen_id and h.bestemming = b.verzender
    where b.regio = $1 and b.id = $3 and {_MAG.format("b.id")}
"""
# Found by key alone, and then of which regio: otherwise the planner may walk the whole regio instead.
_RAAK = """with raak as materialized (
        select regio, id, positie, heen_id, berichtsoort, verzender, bestemming, identificatie, oordeel, sleutels
        from bericht where sleutels && $3::text[] and sleutels <> '{}')"""
# What a rejected bericht ties is not followed: it may have been rejected for that.
_VERBANDEN = f"""
    {_RAAK} select distinct s from raak b cross join lateral unnest(b.sleutels) s
    where b.regio = $1 and b.berichtsoort in ('JW301', 'JW317') and b.oordeel <> 'afgekeurd' and s like 'verband/%'
        and {_MAG.format("b.id")}
"""
# Of few keys it is faster to ask for each whether a JW323 has it than to take 30,000 of them out.
_WEINIG = 7
_VELDEN = ("id", "positie", "ontvangen_op", "berichtsoort", "identificatie", "verzender", "bestemming", "dagtekening")
_KOLOMMEN = ", ".join(f"b.{veld}" for veld in (*_VELDEN, "oordeel", "bron", "heen_id"))
_RIJ = f"""
    {_KOLOMMEN}, p.richting, ($2::text is null or p.richting is not null) is_zichtbaar,
        array(select distinct x ->> 'code' from jsonb_array_elements(b.bevindingen) x order by 1) codes,
        case when cardinality($3::text[]) < {_WEINIG} then array(select k from unnest($3::text[]) k
            where b.sleutels @> array[k]) else array(select s from unnest(b.sleutels) s where s = any($3::text[]))
        end sleutels
"""
_IN_POSTVAK = "left join postvak p on p.regio = $1 and p.partij = $2 and p.bericht_id = b.id"
# A bericht of others counts when its answer is in the mailbox. What is shown of a row is read of the chosen ones only.
_RIJEN = f"""
    {_RAAK}, gekozen as materialized (
        select b.id, b.positie from (
            select regio, id, positie, heen_id, bestemming from raak union
            select regio, id, positie, heen_id, bestemming from bericht where regio = $1 and id = $4
        ) b where b.regio = $1 and (b.heen_id is null or b.id = $4)
            and ({_MAG.format("b.id")} or exists (select from bericht r join postvak p on p.regio = $1 and p.partij = $2
                and p.bericht_id = r.id where r.regio = $1 and r.heen_id = b.id and r.verzender = b.bestemming))
        order by b.id = $4 desc, b.positie limit $5
    )
    select {_RIJ} from gekozen g join bericht b on b.regio = $1 and b.id = g.id {_IN_POSTVAK} order by b.positie
"""
_ANTWOORDEN = f"""
    select a.* from bericht h cross join lateral (
        select {_RIJ} from bericht b {_IN_POSTVAK}
        where b.regio = $1 and b.heen_id = h.id and b.verzender = h.bestemming
            and ($2::text is null or p.richting is not null)
        order by b.id = $5 desc, b.positie limit {MEESTE_ANTWOORDEN}
    ) a where h.regio = $1 and h.id = any($4::uuid[]) order by a.positie
"""


async def draad(conn: Verbinding, regio: str, bericht_id: UUID, voor: str | None, limiet: int = LIMIET) -> Draad | None:
    """The thread of a bericht as party `voor` may see it, or as it is when that is None.

    None when there is no such bericht for the party. At most `limiet` berichten, the asked one always among them, in a
    bounded number of statements whatever the thread holds.
    """
    begin = await conn.fetchrow(_BEGIN, regio, voor, bericht_id)
    if begin is None:
        return None
    eerste = list(begin["sleutels"])
    declaratie = next((sleutel for sleutel in eerste if sleutel.startswith(DECLARATIE)), None)
    if declaratie is not None:
        paren, is_af = await _rond(conn, regio, declaratie), True
        eerste = [declaratie]
    else:
        paren, is_af = await _volg(conn, regio, voor, eerste)
    sleutels = sorted({*eerste, *(sleutel for paar in paren for sleutel in paar)})
    rijen = await _rijen(conn, _RIJEN, regio, voor, sleutels, begin["id"], limiet + 1)
    er_is_meer = len(rijen) > limiet
    if er_is_meer:
        rijen.remove(next(rij for rij in reversed(rijen) if rij.id != begin["id"]))
    antwoorden = await _rijen(conn, _ANTWOORDEN, regio, voor, sleutels, [rij.id for rij in rijen], bericht_id)
    return Draad(
        bericht=bericht_id,
        takken=boom(eerste, paren, rijen, antwoorden),
        toewijzingen=None if declaratie is None else begin["toewijzingen"],
        er_is_meer=er_is_meer or not is_af,
    )


async def _rijen(conn: Verbinding, sql: str, *argumenten: Any) -> list[Rij]:
    rijen = await conn.fetch(sql, *argumenten)
    return [Rij(**{**rij, "codes": tuple(rij["codes"]), "sleutels": tuple(rij["sleutels"])}) for rij in rijen]


async def _volg(
    conn: Verbinding, regio: str, voor: str | None, begin: Sequence[str]
) -> tuple[set[tuple[str, str]], bool]:
    """The verbanden that can be reached from these keys, and whether that is all of them."""
    bekend, nieuw, paren = set(begin), set(begin), set[tuple[str, str]]()
    for _ in range(MEESTE_RONDEN):
        if not nieuw:
            return paren, True
        gevonden = {draden.gescheiden(rij["s"]) for rij in await conn.fetch(_VERBANDEN, regio, voor, sorted(nieuw))}
        raakt = {paar for paar in gevonden if not bekend.isdisjoint(paar)}
        erbij = {sleutel for paar in raakt for sleutel in paar} - bekend
        if len(bekend) + len(erbij) > max(MEESTE_SLEUTELS, len(begin)):
            return paren, False
        paren |= raakt
        bekend |= erbij
        nieuw = erbij
    return paren, not nieuw


async def _rond(conn: Verbinding, regio: str, declaratie: str) -> set[tuple[str, str]]:
    """A declaratie tied to those that its credits are about, and to those with credits about it.

    One step, not further: corrections would tie all declaraties of an aanbieder.
    """
    aanbieder, identificatie = declaratie.removeprefix(DECLARATIE).split("/", 1)
    andere = await verrekend.verrekend_met(conn, regio, aanbieder, identificatie)
    return {(declaratie, draden.van_declaratie(aanbieder, een)) for een in andere}
