"""The forms on rounds. Block ids and action ids are the fields' names (contract, section 4)."""

import json
from collections.abc import Mapping, Sequence

from bot.slack.cards import party_menu
from bot.slack.cards.blocks import TITLE_LIMIT, Block, context, labelled, modal, plain, section, text_input
from bot.slack.cards.outside import safe_line
from bot.slack.cards.wording import Wording

TITLE_SHOWN = 200


def set_aside(submission_id: int, seen: int, words: Wording) -> Block:
    """Why a message counts for nothing."""
    memory = {"submission": submission_id, "seen": seen}
    fields = [_reason(words, "round-set-aside-hint")]
    return _form("round.set_aside", "set-aside", fields, memory, words)


def more_time(memory: Mapping[str, int], name: str, until: str, words: Wording) -> Block:
    """How long one party gets, and why."""
    who = context(words("round-more-time-for", who=safe_line(name, TITLE_SHOWN)))
    fields = [who, _until(until, words), _reason(words, "round-more-time-hint")]
    return _form("round.extend_party", "give-time", fields, memory, words, title="more-time")


def extend(round_id: int, until: str, parties: Sequence[tuple[int, str]], words: Wording) -> Block:
    """Until when, for everybody or for one party, and why."""
    fields = [_until(until, words)]
    if parties:
        menu = party_menu.menu("party", words("round-party-all"), parties)
        hint = words("round-party-hint")
        fields.append(_optional(labelled("party", words("round-field-party"), menu, hint)))
    fields.append(_optional(_reason(words, "round-extend-hint")))
    return _form("round.extend", "extend", fields, {"round": round_id}, words)


def cancel(round_id: int, title: str, words: Wording, *, was_out: bool) -> Block:
    """Why a round is given up."""
    told = words("round-cancel-text", title=safe_line(title, TITLE_SHOWN), out="yes" if was_out else "no")
    fields = [section(told), _reason(words, "round-cancel-hint")]
    form = _form("round.cancel", "cancel", fields, {"round": round_id}, words)
    # "Cancel" would be either of two things here
    return form | {"close": plain(words("round-button-withdraw"), TITLE_LIMIT)}


def invite(round_id: int, words: Wording) -> Block:
    """Whom to ask: a line each, or what a spreadsheet copies."""
    return _form("round.invite", "invite", [invitees("", words)], {"round": round_id}, words)


def invitees(initial: str, words: Wording) -> Block:
    """The field in which those to ask are listed."""
    field = text_input("invitees", initial, multiline=True)
    return labelled("invitees", words("round-field-invitees"), field, words("round-invitees-hint"))


def _until(until: str, words: Wording) -> Block:
    return labelled(
        "until", words("round-field-until"), text_input("until", until), words("round-until-hint")
    )


def _reason(words: Wording, hint: str) -> Block:
    return labelled("reason", words("round-field-reason"), text_input("reason", multiline=True), words(hint))


def _optional(field: Block) -> Block:
    return field | {"optional": True}


def _form(
    callback_id: str,
    does: str,
    blocks: Sequence[Block],
    memory: Mapping[str, int],
    words: Wording,
    *,
    title: str | None = None,
) -> Block:
    """What sends it in is called as what opened it: it says what it ``does``."""
    labels = {"submit": words(f"round-button-{does}"), "close": words("button-cancel")}
    return modal(callback_id, words(f"round-{title or does}-title"), blocks, json.dumps(memory), **labels)
