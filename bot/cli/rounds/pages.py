"""Rounds as people read them on a terminal: pages made of the values that scripts get, times written out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from textwrap import wrap
from typing import Any

from bot.cli.rounds.failures import DONE
from bot.dates import written
from consultation.rounds.reminders import Moment, Reason
from consultation.rounds.words import BEFORE_LAUNCH, OTHER, PartyState, RoundState

_WIDE = 110  # columns


class Times:
    """Writes moments out, as seen from one moment in one place."""

    def __init__(self, timezone: tzinfo, now: datetime) -> None:
        self._timezone, self._now = timezone, now

    def __call__(self, iso: str) -> str:
        """Write a moment in ISO form out: `Friday 12 March at 12:00`."""
        return written(datetime.fromisoformat(iso), "en", self._timezone, self._now)


def line(found: Mapping[str, Any], times: Times) -> str:
    """Put a round in one line, for the list."""
    settled = sum(found["states"].get(state, 0) for state in _SETTLED)
    heard = f"{settled} of {found['invited']}"
    return (
        f"{found['key']:<20} {found['state']:<9} {found['kind']:<7} {found['office']:<12} {heard:<11} "
        f"{times(found['deadline']):<34} {found['title']}"
    )


def page(found: Mapping[str, Any], times: Times) -> list[str]:
    """Put a round on a page, by the state of its parties."""
    return [
        f"{found['key']}  {found['state']}  {found['kind']}  {found['office']}",
        found["title"],
        _period(found, times),
        *_relations(found),
        *_section("Questions", (f"{each['key']}: {each['text']}" for each in found["questions"])),
        *_section("Documents", map(_document, found["documents"])),
        *_parties(found, times),
        *_section("Inquiries about it", found["inquiries"]),
        *_section("Somebody has to phone", found["phone"]),
        *_section(
            "Near-identical letters", (line for each in found["campaigns"] for line in _campaign(each))
        ),
        *_section("A person has to decide", (_waiting(each, times) for each in found["undecided"])),
        "",
        reconciled(found["reconciliation"]),
        *(
            [f"Statements that wait for a person: {found['statements_waiting']}."]
            if found["statements_waiting"]
            else []
        ),
        *_section("History", (_happened(each, times) for each in found["events"])),
    ]


def phases(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    """Put proposals on a page, by phase."""
    from nlp import gazetteer  # noqa: PLC0415 - takes a second, and only proposals need it

    names = {label.key: label.en for label in gazetteer.names()}
    lines: list[str] = []
    for phase, proposals in found.items():
        lines += ["", f"{_PHASES[phase]} ({len(proposals)})"]
        lines += [line for each in proposals for line in _proposal(each, names)]
    return lines[1:]


def plan(found: Mapping[str, Any], times: Times) -> list[str]:
    """Say what one party gets when, and why it gets nothing."""
    lines = [f"{found['organisation']}  ({_words(found['state'])})"]
    if found["invitation"]:
        lines.append(f"  {'invitation':<26} {times(found['invitation'])}")
    lines += [f"  {_MOMENTS[each['moment']]:<26} sent {times(each['at'])}" for each in found["sent"]]
    lines += [f"  {_MOMENTS[each['moment']]:<26} {times(each['due'])}" for each in found["reminders"]]
    left_out = {name: reason for name, reason in found["skipped"].items() if reason != Reason.SENT}
    lines += [f"  {_MOMENTS[name]:<26} nothing: {_REASONS[reason]}" for name, reason in left_out.items()]
    if found["nothing"]:
        lines.append(f"  {'no reminders':<26} {_REASONS[found['nothing']]}")
    if found["phone_from"]:
        lines.append(f"  {'somebody calls':<26} from {times(found['phone_from'])} on, where it stays silent")
    if not found["addresses"]:
        lines.append("  It has no address that works: nothing can be sent to it.")
    return lines


def submission(found: Mapping[str, Any], times: Times) -> list[str]:
    """Put one message to a round on a few lines."""
    marks = [word for word, holds in _marks(found) if holds]
    head = f"{found['organisation']}  {_words(found['kind'])}  {times(found['received_at'])}"
    lines = [head + (f"  [{', '.join(marks)}]" if marks else "")]
    for key, answer in found["answers"].items():
        name = "anything else" if key == OTHER else key
        lines.append(f"  {name}: {' '.join(answer.split())}")
    return [*lines, *(f"  annex: {each['name']}" for each in found["attachments"])]


def reconciled(found: Mapping[str, Any]) -> str:
    """Say whether every message taken in is accounted for."""
    counts = (
        f"{found['taken_in']} messages in, {found['answers']} answers, {found['non_answers']} non-answers, "
        f"{found['set_aside']} set aside, {found['unresolved']} unresolved"
    )
    return f"Messages: {counts}." if found["adds_up"] else f"The messages DO NOT ADD UP: {counts}."


def _marks(found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "not asked", found["invitee"] is None
    yield "late", found["late"]
    yield f"version {found['version']}", found["version"] > 1
    yield "CPR number", found["contains_cpr"]
    yield "not to be published", found["publish"] is False
    yield "without names of persons", found["without_persons"]
    yield f"joint, {len(found['signatories'])} signatories", found["signatories"]
    yield "a person has to decide", found["undecided"]
    yield f"set aside: {found['set_aside']}", found["set_aside"]


def _period(found: Mapping[str, Any], times: Times) -> str:
    deadline, left = times(found["deadline"]), found["days_left"]
    said = [f"Opened {times(found['opened_at'])}." if found["opened_at"] else ""]
    if not found["opened_at"] and found["opens_at"]:
        said = [f"Opens {times(found['opens_at'])}."]
    said.append(f"Deadline {deadline}" + ("." if left is None else f", {_days(left)} left."))
    if found["state"] not in (*BEFORE_LAUNCH, RoundState.OPEN) and found["closed_at"]:
        said.append(f"Closed {times(found['closed_at'])}.")
    return " ".join(filter(None, said))


def _proposal(each: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    groups = ", ".join(names.get(key, key) for key in each["target_groups"])
    unsure = "" if each["sure"] else "  (not plain: read it)"
    yield f"  {each['organisation']}: {_words(each['type'])}{f' for {groups}' if groups else ''}{unsure}"
    yield from wrap(" ".join(each["text"].split()), _WIDE, initial_indent="    ", subsequent_indent="    ")
    lacks = "; ".join(each["lacks"]) or "nothing that its phase asks for"
    yield from wrap(f"lacks: {lacks}", _WIDE, initial_indent="    ", subsequent_indent=" " * 11)


def _relations(found: Mapping[str, Any]) -> list[str]:
    """Say which round this one hears again on, and which hear again on this one."""
    said = [f"Hears some parties again on {found['parent']}."] if found["parent"] else []
    return [*said, *(f"Some parties are heard again in {key}." for key in found["children"])]


def _campaign(each: Mapping[str, Any]) -> Iterator[str]:
    senders = ", ".join(letter["organisation"] for letter in each["letters"])
    yield f"{each['campaign']}: {len(each['letters'])} letters, from {senders}"
    for letter in each["letters"]:
        yield from (f"  {letter['organisation']} also writes: {said}" for said in letter["own"])
        yield from (f"  {letter['organisation']} leaves out: {said}" for said in letter["left_out"])


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _document(each: Mapping[str, Any]) -> str:
    return f"{each['name']} (version {each['version']})" + ("" if each["text"] else ", no text can be read")


def _parties(found: Mapping[str, Any], times: Times) -> Iterator[str]:
    """Yield who was asked by state, then who answered unasked."""
    asked = [each for each in found["parties"] if each["invited"]]
    unasked = [each for each in found["parties"] if not each["invited"]]
    yield from ("", f"Asked: {len(asked)}")
    for state in PartyState:
        in_state = [each for each in asked if each["state"] == state]
        if in_state:
            yield f"  {_words(state)} ({len(in_state)})"
            yield from (f"    {_party(each, times)}" for each in in_state)
    if unasked:
        yield from _section(
            f"Answered without being asked: {len(unasked)}", (_party(each, times) for each in unasked)
        )


def _party(each: Mapping[str, Any], times: Times) -> str:
    said = [each["organisation"]]
    said += [f"since {times(each['since'])}"] if each["since"] else []
    said += [f"letter sent again {times(each['sent_again_at'])}"] if each["sent_again_at"] else []
    said += ["late"] if each["late"] else []
    said += ["must be heard"] if each["must_hear"] else []
    said += [f"own deadline {times(each['own_deadline'])}"] if each["own_deadline"] else []
    said += [f"away until {each['absent_until']}"] if each["absent_until"] else []
    said += ["asks for more time"] if each["asks_for_time"] else []
    return ", ".join(said)


def _waiting(each: Mapping[str, Any], times: Times) -> str:
    of = f"{each['submission']}: {each['organisation']}, {times(each['received_at'])}"
    return f"{of}: {_words(each['kind'])}? ({each['why']})"


def _happened(each: Mapping[str, Any], times: Times) -> str:
    of = f", {each['organisation']}" if each["organisation"] else ""
    reason = f": {each['details']['reason']}" if each["details"].get("reason") else ""
    return (
        f"{times(each['at'])}  {_words(DONE.get(each['what'], each['what']))}{of} ({each['actor']}){reason}"
    )


def _section(title: str, lines: Iterable[str]) -> list[str]:
    inside = [f"  {each}" for each in lines]
    return ["", title, *inside] if inside else []


def _words(key: str) -> str:
    return key.replace("_", " ")


_SETTLED = (PartyState.ANSWERED, PartyState.NO_REMARKS, PartyState.DECLINED, PartyState.OUTSIDE_REMIT)
_PHASES = {
    "screening": "Screening",
    "modning": "Maturing (modning)",
    "afproevning": "Testing (afprøvning)",
    "udbredelse": "Spreading (udbredelse)",
    "": "No phase can be read",
}
_MOMENTS = {
    Moment.HALFWAY: "halfway",
    Moment.BEFORE: "three working days before",
    Moment.AFTER: "the day after",
}
_REASONS = {
    Reason.NOT_INVITED: "it has not been invited yet",
    Reason.ROUND_NOT_OPEN: "the round is not open",
    Reason.ANSWERED: "it has answered",
    Reason.NO_REMARKS: "it has said that it has no remarks",
    Reason.DECLINED: "it has declined to answer",
    Reason.OUTSIDE_REMIT: "it has said that this lies outside its remit",
    Reason.DELEGATED: "it has asked us to ask somebody else",
    Reason.UNDELIVERABLE: "mail to it comes back",
    Reason.PUT_OFF: "a letter to it came back for now, and is sent again first",
    Reason.UNREAD: "a message from it waits for a person, and may be the answer",
    Reason.ASKS_FOR_TIME: "it has asked for more time and waits for our answer",
    Reason.PROMISED: "it has promised an answer",
    Reason.PHONE: "it must be heard, so somebody calls instead",
    Reason.SENT: "it has been sent",
    Reason.THREE_SENT: "it has had three reminders",
    Reason.TOO_CLOSE: "it would come too close to another letter",
    Reason.TOO_LATE: "it is too late for that",
    Reason.ABSENT: "it is away until it would be too late",
    Reason.NOT_PLANNED: "the round wants none at that time",
    Reason.MOVED: "the plan has changed",
    Reason.NOT_YET: "it is not due yet",
    Reason.OUT_OF_HOURS: "it waits for working hours",
}
