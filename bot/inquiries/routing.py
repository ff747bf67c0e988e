"""Which office an inquiry belongs to: a rule over the configured routes."""

from collections.abc import Iterable, Sequence

from bot.settings import Office, Route


def office_for(
    initiative: str,
    topics: Iterable[str],
    *,
    accepted: bool,
    routes: Sequence[Route],
    offices: Sequence[Office],
) -> Office:
    """Find the office for what an inquiry is about.

    The first route that matches wins; one with topics wants at least one of them. What was not understood
    surely enough, and what no route names, goes to triage.
    """
    if accepted:
        for route in routes:
            if route.initiative == initiative and (not route.topics or set(route.topics) & set(topics)):
                return office_named(route.office, offices)
    return triage(offices)


def guesses(
    scores: dict[str, float], routes: Sequence[Route], offices: Sequence[Office], count: int = 2
) -> list[tuple[str, Office]]:
    """The likeliest initiatives with their offices, for triage to choose from."""
    ranked = sorted(scores, key=lambda initiative: -scores[initiative])
    routed = [key for key in ranked if any(route.initiative == key for route in routes)]
    return [
        (key, office_for(key, (), accepted=True, routes=routes, offices=offices)) for key in routed[:count]
    ]


def office_named(key: str, offices: Sequence[Office]) -> Office:
    """The office with a key; raises :class:`KeyError` when configuration has none such."""
    for office in offices:
        if office.key == key:
            return office
    raise KeyError(key)


def triage(offices: Sequence[Office]) -> Office:
    """The office that takes what nobody else does."""
    return next(office for office in offices if office.triage)
