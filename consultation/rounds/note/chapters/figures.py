"""The answers in figures: two charts, each with its figures in words."""

from collections import Counter
from datetime import datetime

from consultation.rounds.note.blocks import Block, Heading, Picture, paragraph
from consultation.rounds.note.charts import Line, arrivals, stances
from consultation.rounds.note.draft import Draft
from consultation.rounds.note.points import GENERAL
from consultation.rounds.note.publication import Place
from consultation.rounds.words import Stance

_DAY = 86_400
_MOST = 12  # themes in the chart; more can't be read


def blocks(draft: Draft) -> list[Block]:
    """Return the chapter."""
    if not draft.note.answers:
        return []
    words = draft.words
    said: list[Block] = [Heading(words("figures"), anchor="figures")]
    if any(party.invited for party in draft.note.parties):
        said += [Heading(words("figures-time"), 2, "figures-time"), *_over_time(draft)]
    if any(one.place is Place.IN_NOTE for one in draft.published.said):
        said += [Heading(words("figures-stance"), 2, "figures-stance"), *_by_stance(draft)]
    return said


def _over_time(draft: Draft) -> list[Block]:
    note, words = draft.note, draft.words
    asked = {party.name for party in note.parties if party.invited}
    first: dict[str, datetime] = {}
    for answer in sorted(note.answers, key=lambda one: one.received_at):
        for name in asked & {answer.party, *answer.signatories}:
            first.setdefault(name, answer.received_at)
    days = [(moment - note.period.opens).total_seconds() / _DAY for moment in first.values()]
    lines = [
        Line(words("this-round"), len(asked), tuple(days)),
        *(Line(one.title, one.invited, one.arrivals) for one in note.earlier if one.invited),
    ]
    texts = {key: words(f"chart-{key}") for key in ("days", "share", "deadline")}
    png, svg = arrivals(lines, note.period.days, texts, words.percent)
    shares = [
        words("chart-time-line", title=line.title, count=len(line.days), invited=line.invited)
        for line in lines
    ]
    return [
        paragraph(words("chart-time-text"), "lead"),
        Picture(png, svg, words("chart-time", lines="; ".join(shares))),
    ]


def _by_stance(draft: Draft) -> list[Block]:
    words = draft.words
    titles = {topic.key: topic.title for topic in draft.note.topics}
    counts: dict[str, Counter[Stance]] = {}
    for point in draft.points:
        title = titles.get(point.theme, point.theme) if point.theme != GENERAL else words("general")
        for wording in point.wordings:
            counts.setdefault(title, Counter()).update(one.statement.stance for one in wording.voices)
    rows = sorted(counts.items(), key=lambda row: -row[1].total())
    shown = rows[:_MOST]
    if len(rows) > _MOST:
        rest = sum((count for _, count in rows[_MOST:]), Counter[Stance]())
        shown.append((words("other-themes"), rest))
    names = {stance: words(f"stance-{stance}") for stance in Stance}
    png, svg = stances(shown, names, words("chart-statements"))
    lines = [
        f"{title}: "
        + ", ".join(f"{names[stance].lower()} {count[stance]}" for stance in Stance if count[stance])
        for title, count in shown
    ]
    return [
        paragraph(words("chart-stance-text"), "lead"),
        Picture(png, svg, words("chart-stance", lines="; ".join(lines))),
    ]
