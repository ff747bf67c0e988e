"""A party found by what people type of its name, or by an address of its: one way, wherever it is asked."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds.errors import UnknownParty
from storage import round_parties
from storage.alphabet import alphabetical
from storage.tables import Party, Round

Named = tuple[int, str]
"""A party's number and its name."""


def matching(parties: Iterable[Named], typed: str) -> list[Named]:
    """Return those whose name fits, best first: the name itself, its beginning, a word's, anything in it.

    Every word that was typed has to be there.
    """
    wanted = " ".join(typed.casefold().split())
    ranked = [(_rank(name.casefold(), wanted), alphabetical(name), number, name) for number, name in parties]
    return [(number, name) for rank, _, number, name in sorted(ranked) if rank < _NO_MATCH]


def _rank(name: str, wanted: str) -> int:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    if f" {wanted}" in name:
        return 2
    return 3 if all(word in name for word in wanted.split()) else _NO_MATCH


_NO_MATCH = 4


async def parties_called(session: AsyncSession, of: Round, typed: str) -> list[Party]:
    """Return the parties that are meant, best first: one by its address, else by name.

    Raises :class:`UnknownParty` where there is none.
    """
    if "@" in typed:
        found = await round_parties.at_address(session, of.id, typed.strip().lower())
    else:
        found = [number for number, _ in matching(await round_parties.names(session, of.id), typed)]
    if not found or not typed.strip():
        raise UnknownParty(of.key, typed)
    return await round_parties.numbered(session, found[:_MOST])


_MOST = 20


async def party_called(session: AsyncSession, of: Round, typed: str) -> Party:
    """Return the one party that is meant, locked; raises :class:`UnknownParty` where it may be another."""
    first, *others = await parties_called(session, of, typed)
    exact = first.organisation.casefold() == " ".join(typed.casefold().split())
    doubled = others and others[0].organisation.casefold() == first.organisation.casefold()
    if others and (not exact or doubled):
        raise UnknownParty(of.key, typed)
    return await round_parties.locked(session, first.id)
