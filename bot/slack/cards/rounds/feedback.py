"""Telling everybody what became of their points: the form for the note, and a look at one letter before."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack.cards.blocks import Block, actions, context, divider, file_input, labelled, modal, section
from bot.slack.cards.outside import pieces, safe_line
from bot.slack.cards.party_menu import menu
from bot.slack.cards.wording import Wording
from consultation.rounds.answers.privacy import masked
from consultation.rounds.feedback_letters import Letter
from storage.tables import Round

NAME_SHOWN = 120
WAITING_SHOWN = 10
PIECE = 2800
MOST_PIECES = 60
"""Slack takes a hundred blocks and 250 kB a modal."""


@dataclass(frozen=True)
class FeedbackPage:
    """Letters as they were drawn up, and one of them in its words; ``had`` have had theirs."""

    of: Round
    number: int
    letters: Sequence[Letter]
    had: frozenset[int]
    shown: Letter | None
    text: str
    asks: bool
    """Whether it is looked at before it is asked for; else only to read."""
    second: bool = False
    """Whether somebody else has to confirm it then."""

    @property
    def leaving(self) -> list[Letter]:
        """Those that would leave."""
        return [each for each in self.letters if each.ready and each.party.id not in self.had]


def form(round_id: int, words: Wording, wrong: str = "") -> Block:
    """Draw the form for the note with the ministry's comments in it."""
    field = labelled("note", words("round-field-note"), file_input("note", 1), words("round-note-hint"))
    blocks = [section(words("round-feedback-text")), field]
    if wrong:
        blocks.insert(0, section(f":warning: {wrong}"))
    labels = {"submit": words("round-button-look"), "close": words("button-cancel")}
    memory = json.dumps({"round": round_id})
    return modal("round.feedback", words("round-feedback-title"), blocks, memory, **labels)


def reading(words: Wording) -> Block:
    """Say that the note is being read; that takes a moment."""
    blocks = [section(words("round-note-being-read"))]
    return modal("round.reading", words("round-feedback-title"), blocks, "", close=words("button-dismiss"))


def preview(page: FeedbackPage, words: Wording) -> Block:
    """Draw how many letters would leave, who waits for what, and one letter whole."""
    blocks = [section(_count(page, words)), *_waiting(page, words)]
    if others := [(each.party.id, each.party.organisation) for each in page.letters if each.ready]:
        picked = menu("round.feedback_of", words("round-feedback-pick"), others)
        blocks.append(actions([picked], "feedback"))
    if page.shown is not None:
        blocks += [divider(), context(words("round-feedback-one", who=_name(page.shown)))]
        whole = [section(piece) for piece in pieces(masked(page.text), PIECE)]
        blocks += whole[:MOST_PIECES]
    if page.asks and page.second:
        blocks.insert(1, context(words("round-feedback-second")))
    memory = json.dumps({"round": page.of.id, "letters": page.number, "asks": page.asks})
    labels = {"close": words("button-cancel" if page.asks else "button-dismiss")}
    if page.asks and page.leaving:
        labels["submit"] = words("round-button-feedback-send")
    return modal("round.feedback_send", words("round-feedback-title"), blocks, memory, **labels)


def _count(page: FeedbackPage, words: Wording) -> str:
    leaving = words("round-feedback-leaving", count=len(page.leaving))
    had = sum(each.party.id in page.had for each in page.letters)
    return f"{leaving} {words('round-feedback-had', count=had)}" if had else leaving


def _waiting(page: FeedbackPage, words: Wording) -> list[Block]:
    """Name those who have to wait, and for what."""
    waiting = [each for each in page.letters if not each.ready]
    lines = [
        words("round-feedback-waits", who=_name(each), count=each.lacking) for each in waiting[:WAITING_SHOWN]
    ]
    if len(waiting) > WAITING_SHOWN:
        lines.append(words("round-feedback-waits-more", count=len(waiting) - WAITING_SHOWN))
    return [context("\n".join(lines))] if lines else []


def _name(letter: Letter) -> str:
    return safe_line(letter.party.organisation, NAME_SHOWN)
