"""The first page: whether the note is complete, and the round in a few sentences."""

from collections import Counter

from consultation.rounds.note.blocks import Block, Facts, Notice, Paragraph, Run, Runs, plain
from consultation.rounds.note.completeness import Lacking, balance, confirmed, proposed
from consultation.rounds.note.draft import Draft, everything
from consultation.rounds.note.publication import Place
from consultation.rounds.words import PartyState

_SAID_NOTHING = (PartyState.NO_REMARKS, PartyState.DECLINED, PartyState.OUTSIDE_REMIT)


def facts(draft: Draft) -> Facts:
    """Return the head of the note: who wrote it, when, in which case."""
    note, words = draft.note, draft.words
    rows = {
        "office": note.office,
        "officer": note.officer,
        "case-number": note.case_number,
        "round-key": note.key,
        "supplements": note.supplement_to,
        "written": words.day(note.written_at),
    }
    return Facts(tuple((words(f"head-{key}"), plain(value)) for key, value in rows.items() if value))


def blocks(draft: Draft) -> list[Block]:
    """Return the notice and the round in short."""
    return [_notice(draft), Paragraph(plain(_in_short(draft)))]


def _notice(draft: Draft) -> Notice:
    words, counts = draft.words, _counts(draft)
    if draft.lacking:
        lacks = [_lack(draft, one) for one in draft.lacking]
        return Notice(words("incomplete"), (*lacks, plain(looked_at(draft))), good=False)
    figures = {place.value: counts[place] for place in Place}
    lines: list[Runs] = [plain(words("complete-text", count=sum(counts.values()), **figures))]
    if any(counts[place] for place in (Place.WITHHELD, Place.SET_ASIDE, Place.REPLACED)):
        lines.append(plain(words("complete-rest", **figures)))
    lines.append(plain(looked_at(draft)))
    return Notice(words("complete"), tuple(lines), good=True)


def looked_at(draft: Draft) -> str:
    """Say of how many statements a person has said what they are, and how many are only proposed."""
    said = [said for one in everything(draft) for said in one.published.said]
    return draft.words(
        "looked-at",
        confirmed=confirmed(said),
        set_aside=balance(said)[Place.SET_ASIDE],
        proposed=proposed(said),
    )


def _counts(draft: Draft) -> dict[Place, int]:
    """Count the statements, those to the supplements included."""
    return balance([said for one in everything(draft) for said in one.published.said])


def _lack(draft: Draft, one: Lacking) -> Runs:
    words = draft.words
    said = Run(words(f"lack-{one.what}", count=one.count))
    if not one.where:
        return (said,)
    links = {str(letter.answer.number): letter.anchor for letter in draft.published.letters}
    runs = [said, Run(": ")]
    for at, where in enumerate(one.where):
        link = links.get(where, "")
        name = words("answer-number", number=where) if link else where
        runs += [Run(", ")] * bool(at) + [Run(name, link)]
    return tuple(runs)


def _in_short(draft: Draft) -> str:
    note, words = draft.note, draft.words
    states = Counter(party.state for party in note.parties if party.invited)
    asked = sum(states.values())
    answered = states[PartyState.ANSWERED]
    nothing = sum(states[state] for state in _SAID_NOTHING)
    passed_on = states[PartyState.DELEGATED]
    silent = asked - answered - nothing - passed_on
    uninvited = sum(1 for party in note.parties if not party.invited)
    points = [point for one in everything(draft) for point in one.points]
    decided = sum(1 for point in points if point.remark.verdict)
    sentences = [
        words("short-asked", count=asked, days=note.period.days, working_days=note.period.working_days),
        words("short-answered", count=answered),
        words("short-nothing", count=nothing) if nothing else "",
        words("short-passed-on", count=passed_on) if passed_on else "",
        words("short-silent", count=silent) if silent else "",
        words("short-uninvited", count=uninvited) if uninvited else "",
        words("short-points", count=_counts(draft)[Place.IN_NOTE], points=len(points)),
        words("short-decided", count=len(points), decided=decided),
    ]
    return " ".join(filter(None, sentences))
