"""Near-identical letters: who sent them, what one of them says of its own, and where the rest stands."""

from collections.abc import Iterable, Mapping, Sequence

from consultation.rounds.note.blocks import Block, Heading, Paragraph, Run, Runs, listed, paragraph
from consultation.rounds.note.content import Campaign
from consultation.rounds.note.draft import Draft
from consultation.rounds.note.points import Point
from consultation.rounds.note.publication import Letter, Place, Said
from consultation.rounds.words import Passage


def blocks(draft: Draft, within: str = "") -> list[Block]:
    """Return the section, where there are campaigns; `within` begins its anchors."""
    if not draft.note.campaigns:
        return []
    letters = {letter.answer.number: letter for letter in draft.published.letters}
    said: dict[int, list[Said]] = {}
    for one in draft.published.said:
        said.setdefault(one.answer.number, []).append(one)
    points = {voice.anchor: point for point in draft.points for w in point.wordings for voice in w.voices}
    written: list[Block] = [
        Heading(draft.words("campaigns"), 2, f"{within}campaigns"),
        paragraph(draft.words("campaigns-text")),
    ]
    for campaign in draft.note.campaigns:
        written += _campaign(draft, campaign, letters, said, points)
    return written


def _campaign(
    draft: Draft,
    campaign: Campaign,
    letters: Mapping[int, Letter],
    said: Mapping[int, Sequence[Said]],
    points: Mapping[str, Point],
) -> list[Block]:
    words = draft.words
    named = {copy.answer: _named(draft, letters[copy.answer]) for copy in campaign.copies}
    senders = [named[number] for number in sorted(named)]
    own = {copy.answer: _resting_on(said.get(copy.answer, ()), copy.own) for copy in campaign.copies}
    model = said.get(campaign.model, ())
    head = (Run(words("campaign-senders", count=len(senders))), *listed(senders, words("and")), Run("."))
    differences = [
        *(
            _own(draft, named[number], one, points)
            for number, found in own.items()
            for one in found
            if one.text
        ),
        *(
            _left_out(draft, named[copy.answer], one)
            for copy in campaign.copies
            for one in _resting_on(model, copy.left_out)
            if one.text
        ),
        *(
            Paragraph((named[number], Run(words("campaign-own-hidden"))), "item")
            for number, found in own.items()
            if found and not any(one.text for one in found)
        ),
    ]
    return [
        Paragraph(head),
        *(differences or [paragraph(words("campaign-same"), "item")]),
        *_shared(draft, campaign, said, points),
    ]


def _named(draft: Draft, letter: Letter) -> Run:
    number = str(letter.answer.number)
    return Run(draft.words("voice", name=letter.party, number=number), letter.anchor, strong=True)


def _own(draft: Draft, name: Run, one: Said, points: Mapping[str, Point]) -> Paragraph:
    """Return what one letter says of its own."""
    point = points.get(one.anchor)
    where = (Run(" "), Run(draft.words("point", key=point.key), point.anchor, muted=True)) if point else ()
    return Paragraph((name, Run(draft.words("campaign-own")), *_quoted(draft, one), *where), "item")


def _left_out(draft: Draft, name: Run, one: Said) -> Paragraph:
    return Paragraph((name, Run(draft.words("campaign-left-out")), *_quoted(draft, one)), "item")


def _quoted(draft: Draft, one: Said) -> Runs:
    text = draft.words("quote", text=one.text) if one.quoted else one.text
    return (Run(text, one.anchor if one.place is Place.IN_NOTE else ""),)


def _shared(
    draft: Draft, campaign: Campaign, said: Mapping[int, Sequence[Said]], points: Mapping[str, Point]
) -> list[Block]:
    """Lead to the points that more than one of the letters makes."""
    times: dict[str, set[int]] = {}
    found: dict[str, Point] = {}
    for copy in campaign.copies:
        for one in said.get(copy.answer, ()):
            if point := points.get(one.anchor):
                times.setdefault(point.key, set()).add(copy.answer)
                found[point.key] = point
    links = [Run(key, found[key].anchor) for key, letters in times.items() if len(letters) > 1]
    if not links:
        return []
    lead = Run(draft.words("campaign-shared"))
    return [Paragraph((lead, *listed(links, draft.words("and")), Run(".")), "small")]


def _resting_on(said: Iterable[Said], passages: Sequence[Passage]) -> list[Said]:
    return [one for one in said if any(one.statement.passage.overlaps(passage) for passage in passages)]
