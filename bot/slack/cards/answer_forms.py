"""The forms around an answer: a standard answer to save, and why an answer goes back to its writer."""

import json

from bot.inquiries.library import FIELDS
from bot.slack.cards.blocks import INPUT_LIMIT, Block, context, date_input, labelled, modal, text_input
from bot.slack.cards.wording import Wording
from storage.tables import Correspondence


def template(letter: Correspondence, text: str, words: Wording) -> Block:
    """A standard answer made of a letter; ``text`` has fields in place of names."""
    bodies = {"da": "", "en": ""} | {letter.language: text}
    blocks = [
        *([context(words("template-shortened"))] if len(text) > INPUT_LIMIT else []),
        labelled("title", words("field-title"), text_input("title"), words("template-title-hint")),
        *(
            labelled(
                f"body_{language}",
                words(f"field-body-{language}"),
                text_input(f"body_{language}", body, multiline=True),
                words("template-hint", fields=" ".join(f"{{{name}}}" for name in FIELDS[language])),
                optional=True,
            )
            for language, body in bodies.items()
        ),
        labelled("valid_until", words("field-valid-until"), date_input("valid_until", None), optional=True),
    ]
    labels = {"submit": words("button-save"), "close": words("button-cancel")}
    metadata = json.dumps({"letter": letter.id})
    return modal("answer.template", words("template-form-title"), blocks, metadata, **labels)


def send_back(inquiry_id: int, letter_id: int, words: Wording) -> Block:
    """What should be different in an answer before it leaves."""
    reason = text_input("reason", multiline=True)
    blocks = [labelled("reason", words("field-reason"), reason, words("send-back-hint"))]
    labels = {"submit": words("button-send-back"), "close": words("button-cancel")}
    metadata = json.dumps({"inquiry": inquiry_id, "letter": letter_id})
    return modal("inquiry.sendback", words("send-back-title"), blocks, metadata, **labels)
