"""What a confidential inquiry shows in its channel: that something happened, and a way in for those named."""

import json
from collections.abc import Collection, Sequence

from bot.slack.cards.blocks import Block, actions, button, labelled, modal, people_input, section
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from storage.tables import Inquiry

_OF_STAFF = frozenset(
    {"note", "overtaken", "handed", "sent_back", "merged", "parted", "moved", "part_answered"}
)
"""What is said with a first line that names nobody but staff, and no word from outside."""
_STILL_PRESSED = frozenset({"inquiry.undo", "inquiry.approve", "inquiry.sendback", "inquiry.not_again"})


def veiled(post: Post, what: str, key: str, words: Wording) -> Post:
    """Leave of a post its first line, where that says nothing, and its buttons; ``key`` is its parcel's."""
    is_of_staff = what in _OF_STAFF or what.partition("_")[0] == "preview"
    head = post.text if is_of_staff else words("sealed-something")
    pressed = [
        each
        for block in post.blocks
        for each in block.get("elements", ())
        if each.get("action_id") in _STILL_PRESSED
    ]
    if head != post.text or len(post.blocks) > 1:
        pressed.append(button(words("button-show"), "inquiry.show", key))
    return Post(head, [section(f":lock: {head}"), *([actions(pressed, f"{key}/show")] if pressed else [])])


def unveiled(post: Post, reference: str, words: Wording) -> Block:
    """Show a post, without its buttons, to somebody who may see it."""
    blocks = [block for block in post.blocks if block["type"] != "actions"]
    return modal("inquiry.shown", reference, blocks, "", close=words("button-dismiss"))


def form(inquiry: Inquiry, chosen: Collection[str], words: Wording) -> Block:
    """Ask who may see an inquiry from now on."""
    field = labelled("members", words("field-members"), people_input("members", chosen), words("seal-hint"))
    blocks: Sequence[Block] = [section(words("seal-told")), field]
    submit = "button-seal" if inquiry.confidential is None else "button-save"
    labels = {"submit": words(submit), "close": words("button-cancel")}
    return modal("inquiry.seal", words("seal-title"), blocks, json.dumps({"inquiry": inquiry.id}), **labels)
