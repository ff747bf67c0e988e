"""The appendix: every answer as it may be read, each passage marked and led back to its point."""

from collections.abc import Collection

from consultation.rounds.note.blocks import Block, Facts, Heading, Post, Run, Runs, paragraph, plain
from consultation.rounds.note.draft import Draft, everything
from consultation.rounds.note.publication import Letter
from consultation.rounds.words import Consent


def blocks(draft: Draft) -> list[Block]:
    """Return the appendix, with the answers to the supplements' rounds last."""
    words = draft.words
    said: list[Block] = [
        Heading(words("appendix"), anchor="appendix", counted=False),
        paragraph(words("appendix-text")),
    ]
    for one in everything(draft):
        places = _places(one)
        invited = frozenset(party.name for party in one.note.parties if party.invited)
        for letter in one.published.letters:
            said += _letter(one, letter, places, invited, outer=one is draft)
    return said


def _places(draft: Draft) -> dict[str, Run]:
    return {
        voice.anchor: Run(draft.words("point", key=point.key), point.anchor)
        for point in draft.points
        for wording in point.wordings
        for voice in wording.voices
    }


def _letter(
    draft: Draft, letter: Letter, places: dict[str, Run], invited: Collection[str], *, outer: bool
) -> list[Block]:
    words, answer = draft.words, letter.answer
    title = words("letter-title", number=str(answer.number), name=letter.party)
    if not outer:
        title = f"{title} ({draft.note.title})"
    said: list[Block] = [
        Heading(title, 2, letter.anchor, counted=False),
        Facts(tuple(_facts(draft, letter, invited))),
    ]
    if letter.sheets:
        own = {key: places[key] for key in _ends(letter)}
        said.append(Post(letter, words("annex"), own))
    elif answer.replaced_by is not None:
        said.append(paragraph(words("replaced", number=str(answer.replaced_by))))
    else:
        said.append(paragraph(words("not-published")))
    return said


def _ends(letter: Letter) -> list[str]:
    return [key for sheet in letter.sheets for piece in sheet.pieces for key in piece.ends]


def _facts(draft: Draft, letter: Letter, invited: Collection[str]) -> list[tuple[str, Runs]]:
    words, answer = draft.words, letter.answer
    received = words.moment(answer.received_at)
    marks = [
        words("mark-late") if answer.late else "",
        words("mark-uninvited") if answer.party not in invited else "",
        words("mark-joint", count=len(answer.signatories) + 1) if answer.signatories else "",
        words("mark-in-part") if answer.consent is Consent.IN_PART else "",
        words("mark-hidden", count=letter.hidden) if letter.hidden else "",
        words("mark-unread", names=", ".join(letter.unread)) if letter.unread else "",
        *(words("mark-older", name=name, version=str(version)) for name, version in answer.on_older),
        *(
            words("mark-read", name=name or words("the-letter"), reason=reason)
            for name, reason in letter.unreadable
            if reason
        ),
    ]
    rows = [(words("received"), plain(received))]
    shown = [mark for mark in marks if mark]
    return [*rows, (words("marks"), plain("; ".join(shown)))] if shown else rows
