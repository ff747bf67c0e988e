"""What there is to read of a round, in modals: what the check found, the plan, and its parties by state."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby

from bot.dates import written_day
from bot.slack.cards import party_menu
from bot.slack.cards.blocks import CONTEXT_LIMIT, TITLE_LIMIT, Block, actions, context, modal, plain, section
from bot.slack.cards.outside import outside, safe_line
from bot.slack.cards.wording import Wording
from consultation.rounds.check import Finding, Severity
from consultation.rounds.reminders import Moment, PartyPlan, Reason
from storage.alphabet import alphabetical
from storage.tables import Round

NAME_SHOWN = 80
VALUE_SHOWN = 300
MOST_BLOCKS = 90
"""Slack takes a hundred blocks a modal."""
ROOM = CONTEXT_LIMIT - 100
"""Characters for the names in one block."""


def findings(of: Round, found: Sequence[Finding], words: Wording) -> Block:
    """Draw what the check before launch found, what must be put right first."""
    blocks: list[Block] = []
    for severity, each in groupby(found, key=lambda one: one.severity):
        blocks.append(context(words("round-severity", severity=severity)))
        blocks += [section(f"{_SIGNS[severity]} {finding(one, words)}") for one in each]
    return _modal(of, "check", blocks or [section(words("round-check-clean"))], words)


def created(of: Round, found: Sequence[Finding], missing: Sequence[str], words: Wording) -> Block:
    """Say that a round has been set up, what the check finds in it, and which documents are `missing`."""
    page = findings(of, found, words)
    said = section(words("round-created", called=outside(of.key)))
    lacking = [
        section(words("round-document-not-fetched", name=safe_line(name, NAME_SHOWN), called=outside(of.key)))
        for name in missing
    ]
    return page | {
        "title": plain(words("round-create-title"), TITLE_LIMIT),
        "blocks": [said, *lacking, *page["blocks"]],
    }


def finding(found: Finding, words: Wording) -> str:
    """Say what was found, and what to do about it."""
    values = dict.fromkeys(("deadline", "day", "organisation", "address", "called", "text"), "")
    values |= {_NAMES.get(name, name): _value(value, words) for name, value in found.data.items()}
    count = found.data.get("days") or found.data.get("times") or 0
    return words("round-finding", code=found.code, count=int(str(count)), **values)


def plan(
    of: Round,
    plans: Sequence[PartyPlan],
    names: Mapping[int, str],
    due: int | None,
    words: Wording,
    now: datetime,
) -> Block:
    """Draw who gets what when, those with the same plan together.

    ``due`` is how many are to be reminded now, None where nobody can be.
    """
    blocks = [section(words("round-due", count=due))] if due is not None else []
    for lines, some in _alike(plans, words, now):
        head = words("round-plan-group", count=len(some))
        blocks.append(section("\n".join([f"*{head}*", *lines])))
        blocks.append(context(_listed([names[each.party] for each in some])))
    submit = {"submit": words("round-button-remind")} if due else {}
    return _modal(of, "plan", blocks if plans else [section(words("round-nobody"))], words, **submit)


def parties(of: Round, by_state: Sequence[tuple[str, Sequence[tuple[int, str]]]], words: Wording) -> Block:
    """Draw everybody by state, and a menu to see one of them."""
    blocks: list[Block] = []
    for state, some in by_state:
        head = words("round-count", state=state, count=len(some))
        blocks.append(section(f"*{head}*\n{_listed([name for _, name in some])}"))
    everybody = sorted(
        (each for _, some in by_state for each in some), key=lambda each: alphabetical(each[1])
    )
    if everybody:
        menu = party_menu.menu("round.party", words("round-party-pick"), everybody)
        blocks.append(actions([menu], f"round:{of.id}/party"))
    return _modal(of, "parties", blocks or [section(words("round-nobody"))], words)


def reminded(count: int, words: Wording) -> Block:
    """Say how many reminders are on their way."""
    said = section(words("round-reminded", count=count))
    return modal("round.reminded", words("round-plan-title"), [said], "", close=words("button-dismiss"))


def _alike(
    plans: Iterable[PartyPlan], words: Wording, now: datetime
) -> Iterator[tuple[tuple[str, ...], list[PartyPlan]]]:
    """Yield what is planned with those it is planned for, the next due first."""
    groups: dict[tuple[str, ...], list[PartyPlan]] = {}
    for each in sorted(plans, key=_next_due):
        groups.setdefault(tuple(_lines(each, words, now)), []).append(each)
    yield from groups.items()


def _next_due(each: PartyPlan) -> tuple[datetime, str]:
    return (each.reminders[0].due if each.reminders else _NEVER, str(each.nothing))


def _lines(each: PartyPlan, words: Wording, now: datetime) -> Iterator[str]:
    for reminder in each.reminders:
        when = words.date(reminder.due, now)
        yield words("round-plan-reminder", moment=reminder.moment, when=when)
    if each.nothing:
        yield words("round-plan-nothing", reason=words("round-reason", reason=each.nothing))
    for moment in Moment:
        reason = each.skipped.get(moment)
        if reason and reason is not Reason.SENT:
            yield words("round-plan-skipped", moment=moment, reason=words("round-reason", reason=reason))
    if each.phone_from:
        yield words("round-plan-phone", when=words.date(each.phone_from, now))


def _listed(names: Sequence[str]) -> str:
    """List names, safe, as far as there is room; the others are counted."""
    shown, room = [], ROOM
    for name in names:
        safe = safe_line(name, NAME_SHOWN)
        room -= len(safe) + 2
        if room < 0:
            break
        shown.append(safe)
    left = len(names) - len(shown)
    return ", ".join(shown) + (f" … (+{left})" if left else "")


def _value(value: str | int | date, words: Wording) -> str:
    if isinstance(value, date):
        return written_day(value, words.texts.language)
    return safe_line(str(value), VALUE_SHOWN)


def _modal(of: Round, name: str, blocks: Sequence[Block], words: Wording, **submit: str) -> Block:
    """Make a modal to read; where Slack's room ends it says which command has the rest."""
    shown = list(blocks)
    if len(shown) > MOST_BLOCKS:
        rest = words("round-page-more", what=_COMMANDS[name], called=outside(of.key))
        shown[MOST_BLOCKS:] = [context(rest)]
    memory = json.dumps({"round": of.id})
    labels = {"close": words("button-dismiss"), **submit}
    return modal(f"round.{name}", words(f"round-{name}-title"), shown, memory, **labels)


_COMMANDS = {"check": "check", "plan": "plan", "parties": "show", "party": "show"}
_NEVER = datetime.max.replace(tzinfo=UTC)
_SIGNS = {Severity.BLOCKS: ":no_entry:", Severity.WARNS: ":warning:"}
_NAMES = {"key": "called", "name": "called"}
