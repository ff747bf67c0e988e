"""What came of the points, and the accounts: every message and every statement in one place."""

from collections import Counter

from consultation.rounds.note.blocks import (
    Block,
    Heading,
    Paragraph,
    Run,
    Runs,
    Table,
    paragraph,
    plain,
)
from consultation.rounds.note.chapters.opening import looked_at
from consultation.rounds.note.chapters.remarks import box
from consultation.rounds.note.completeness import balance, messages_agree
from consultation.rounds.note.draft import Draft, everything
from consultation.rounds.note.points import Point
from consultation.rounds.note.publication import Place, Said
from consultation.rounds.words import Verdict

_CHANGES = (Verdict.MET, Verdict.PARTLY)


def verdicts(draft: Draft) -> list[Block]:
    """Return the chapter on what became of the points, those of the supplements included."""
    points = [point for one in everything(draft) for point in one.points]
    if not points:
        return []
    words = draft.words
    counts = Counter(point.remark.verdict for point in points)
    rows = [(words(f"verdict-{verdict}"), counts[verdict]) for verdict in Verdict]
    rows.append((words("verdict-none"), counts[None]))
    return [
        Heading(words("verdicts"), anchor="verdicts"),
        _counts(draft, rows, words("points"), words("sum-points")),
        Heading(words("changes"), 2, "changes"),
        *_changes(draft, points),
    ]


def _changes(draft: Draft, points: list[Point]) -> list[Block]:
    changed = [point for point in points if point.remark.verdict in _CHANGES]
    if not changed:
        return [paragraph(draft.words("no-changes"))]
    return [
        Paragraph(
            (
                Run(draft.words("point", key=point.key), point.anchor),
                Run(f" ({draft.words(f'verdict-{point.remark.verdict}').lower()}): "),
                Run(" ".join(point.remark.comment.split()) or point.wordings[0].text),
            ),
            "item",
        )
        for point in changed
    ]


def reckoning(draft: Draft) -> list[Block]:
    """Return the accounts, what was set aside, and remarks whose point is gone."""
    words = draft.words
    return [
        Heading(words("reckoning"), anchor="reckoning"),
        Heading(words("reckoning-messages"), 2, "reckoning-messages"),
        *_messages(draft),
        Heading(words("reckoning-statements"), 2, "reckoning-statements"),
        *_statements(draft),
        *_set_aside(draft),
        *_orphans(draft),
    ]


def _messages(draft: Draft) -> list[Block]:
    words, own = draft.words, draft.note.reckoning
    kinds = ("answers", "non_answers", "set_aside", "unresolved")
    rows = [(words(f"messages-{kind}"), getattr(own, kind)) for kind in kinds]
    verdict = "messages-agree" if messages_agree(own) else "messages-disagree"
    text = words(verdict, count=own.messages, kept=sum(count for _, count in rows))
    return [_counts(draft, rows, words("messages"), words("sum-messages")), paragraph(text)]


def _statements(draft: Draft) -> list[Block]:
    words = draft.words
    counts = balance([said for one in everything(draft) for said in one.published.said])
    rows = [(words(f"place-{place}"), counts[place]) for place in Place]
    return [_counts(draft, rows, words("statements"), words("sum-statements")), paragraph(looked_at(draft))]


def _counts(draft: Draft, rows: list[tuple[str, int]], caption: str, total: str) -> Table:
    number = draft.words.number
    said = [(plain(name), plain(number(count))) for name, count in rows]
    said.append((plain(total), plain(number(sum(count for _, count in rows)))))
    return Table((caption, draft.words("count")), tuple(said), (80, 20), caption, (1,), total=True)


def _set_aside(draft: Draft) -> list[Block]:
    words = draft.words
    aside = [
        (one, said)
        for one in everything(draft)
        for said in one.published.said
        if said.place is Place.SET_ASIDE
    ]
    if not aside:
        return []
    rows = tuple(_aside_row(one, said) for one, said in aside)
    head = tuple(words(f"column-{key}") for key in ("answer", "statement", "reason"))
    return [
        Heading(words("set-aside"), 2, "set-aside"),
        Table(head, rows, (25, 45, 30), words("set-aside")),
    ]


def _aside_row(draft: Draft, said: Said) -> tuple[Runs, ...]:
    anchor = next(one.anchor for one in draft.published.letters if one.answer is said.answer)
    named = draft.words("voice", name=said.party, number=str(said.answer.number))
    return (Run(named, anchor),), plain(said.text or draft.words("not-published")), plain(said.reason)


def _orphans(draft: Draft) -> list[Block]:
    words = draft.words
    if not draft.orphans:
        return []
    return [
        Heading(words("orphans"), 2, "orphans"),
        paragraph(words("orphans-text")),
        *(
            box(remark, words, f"orphan{number}_{remark.edition}", stale=remark.stale)
            for number, remark in enumerate(draft.orphans, 1)
        ),
    ]
