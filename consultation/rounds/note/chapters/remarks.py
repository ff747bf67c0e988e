"""The remarks: in general, by theme with the ministry's comment, and by question.

A point stands in full once, under its first theme (or in general where it has none); other themes and the
questions lead there.
"""

from collections.abc import Sequence

from consultation.rounds.note.blocks import Block, Box, Heading, Paragraph, Run, Runs, listed, paragraph
from consultation.rounds.note.chapters import campaigns
from consultation.rounds.note.content import Remark
from consultation.rounds.note.draft import Draft
from consultation.rounds.note.points import GENERAL, Point, Wording, needs_review
from consultation.rounds.note.publication import Said
from consultation.rounds.note.wording import Words
from consultation.rounds.words import OTHER, Stance, Verdict


def blocks(draft: Draft, within: str = "") -> list[Block]:
    """Return the chapter; `within` begins its anchors."""
    words = draft.words
    said: list[Block] = [Heading(words("remarks"), anchor=f"{within}remarks")]
    if not draft.points:
        return [*said, paragraph(words("no-points"))]
    said += [paragraph(words("remarks-text")), *campaigns.blocks(draft, within)]
    general = [point for point in draft.points if point.theme == GENERAL]
    if general:
        said += [Heading(words("general"), 2, f"{within}general"), *_in_full(draft, general)]
    for number, (key, title) in enumerate(_themes(draft), 1):
        said += _theme(draft, key, Heading(title, 2, f"{within}theme{number}"))
    return [*said, *_by_question(draft, within)]


def box(remark: Remark, words: Words, anchor: str, *, stale: bool) -> Box:
    """Return where a point is answered, or where the answer to one that is gone is kept."""
    return Box(
        remark.point,
        anchor,
        words("comment"),
        words("changed") if stale else "",
        remark.comment,
        words("comment-empty"),
        remark.verdict,
        tuple((verdict, words(f"verdict-{verdict}")) for verdict in Verdict),
        words("verdict-none"),
    )


def _themes(draft: Draft) -> list[tuple[str, str]]:
    titles = {topic.key: topic.title for topic in draft.note.topics}
    used = {theme for point in draft.points for theme in (point.theme, *point.also)} - {GENERAL}
    unknown = sorted(used - titles.keys())
    return [(key, titles.get(key, key)) for key in (*titles, *unknown) if key in used]


def _theme(draft: Draft, key: str, heading: Heading) -> list[Block]:
    own = [point for point in draft.points if point.theme == key]
    others = [point for point in draft.points if key in point.also]
    said: list[Block] = [heading, *_in_full(draft, own)]
    if others:
        links = listed([Run(point.key, point.anchor) for point in others])
        said.append(Paragraph((Run(draft.words("see-also")), *links, Run(".")), "small"))
    return said


def _in_full(draft: Draft, points: Sequence[Point]) -> list[Block]:
    said: list[Block] = []
    for point in points:
        said += [Paragraph(_sentence(wording, draft.words)) for wording in point.wordings]
        said.append(box(point.remark, draft.words, point.anchor, stale=needs_review(point)))
    return said


def _sentence(wording: Wording, words: Words, point: Point | None = None) -> Runs:
    """Return who says it, with each name leading to its passage, and what is said."""
    first = wording.voices[0].statement
    verb = words(f"says-{first.stance}", count=len(wording.voices))
    text = words("quote", text=wording.text) if wording.voices[0].quoted else wording.text
    runs = [*_voices(wording.voices, words), Run(f" {verb}: {text}")]
    if not first.confirmed:
        runs.append(Run(words("proposed"), muted=True))
    if point:
        runs += [Run(" "), Run(words("point", key=point.key), point.anchor, muted=True)]
    return tuple(runs)


def _voices(voices: Sequence[Said], words: Words) -> list[Run]:
    return listed(
        [
            Run(words("voice", name=one.party, number=str(one.answer.number)), one.anchor, strong=True)
            for one in voices
        ],
        words("and"),
    )


def _by_question(draft: Draft, within: str) -> list[Block]:
    questions = [
        *((one.key, one.text) for one in draft.note.questions),
        (OTHER, draft.words("other-remarks")),
    ]
    said: list[Block] = [
        Heading(draft.words("by-question"), 2, f"{within}questions"),
        paragraph(draft.words("by-question-text")),
    ]
    for number, (key, text) in enumerate(questions, 1):
        heading = Heading(text, 3, f"{within}question{number}")
        said += [heading, *_answers_to(draft, key)]
    return said


def _answers_to(draft: Draft, question: str) -> list[Block]:
    lines: list[Block] = []
    for stance in Stance:
        for point in draft.points:
            for wording in point.wordings:
                voices = tuple(one for one in wording.voices if one.statement.question == question)
                if voices and voices[0].statement.stance is stance:
                    lines.append(
                        Paragraph(_sentence(Wording(wording.text, voices), draft.words, point), "item")
                    )
    return lines or [paragraph(draft.words("no-remarks-to-question"), "small")]
