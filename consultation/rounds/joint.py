"""Joint letters: one answer with several signatories; whoever was asked and signs has answered with it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds.answers.authors import authors
from consultation.rounds.words import Text
from storage import round_parties
from storage.tables import Party, Round, Submission


async def sign(session: AsyncSession, of: Round, submission: Submission) -> list[Party]:
    """Let a message count for those invited who signed it beside its author, and return them."""
    names = {plain(name) for name in submission.reading["signatories"]}
    if not names:
        return []
    asked = await round_parties.asked(session, of.id)
    numbers = signatories(names, ((number, name) for number, name in asked if number != submission.party_id))
    parties = [await round_parties.locked(session, number) for number in numbers]
    for party in parties:
        party.joined = [*(party.joined or ()), submission.id]
    submission.reading = submission.reading | {"with": numbers}
    await session.flush()
    return parties


async def signed(session: AsyncSession, submission: Submission) -> list[Party]:
    """Those who signed a message beside its author."""
    return [await round_parties.locked(session, number) for number in submission.reading.get("with", ())]


def beside_author(
    submission: Submission, parties: Mapping[int, Party], names: Mapping[int, str]
) -> tuple[str, ...]:
    """Name who signed a message beside its author, each once; those asked as in `names`, by their number."""
    others = submission.reading.get("with", ())
    known = {plain(parties[number].organisation) for number in (submission.party_id, *others)}
    strangers = [name for name in submission.reading["signatories"] if plain(name) not in known]
    return (*(names[number] for number in others), *strangers)


def signatories(names: Iterable[str], asked: Iterable[tuple[int, str]]) -> list[int]:
    """Find who of those asked (number and name) is among some names made plain; by their numbers."""
    signed = set(names)
    return sorted(number for number, name in asked if plain(name) in signed)


def speaks_for(texts: Sequence[Text]) -> set[str]:
    """Return whom a letter speaks for, or is signed by; names made plain."""
    whose = authors(texts)
    return {plain(name) for name in (whose.on_behalf, *whose.signatories) if name}


def plain(name: str) -> str:
    """A name without what people write now so, now so: case, signs, spaces."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())
