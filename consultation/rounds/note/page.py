"""The note as one HTML page that needs nothing beside it; its looks are in `templates/note.html`."""

import re
from base64 import b64encode
from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from consultation.rounds.note.blocks import Block, Heading
from consultation.rounds.note.chapters import body, first_page
from consultation.rounds.note.chapters.opening import facts
from consultation.rounds.note.draft import Draft

_CONTENTS = 2  # levels of headings in the list of contents
# what no page may hold: control characters but line ends and tabs, and halves of a character
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def html(draft: Draft, chapters: Sequence[Block] | None = None) -> str:
    """Write the note out as HTML; `chapters` are its `body`, where it has been made already."""
    chapters = body(draft) if chapters is None else chapters
    headings = [one for one in chapters if isinstance(one, Heading) and _listed(one)]
    written = (
        _templates()
        .get_template("note.html")
        .render(
            note=draft.note,
            words=draft.words,
            name=draft.name,
            facts=facts(draft),
            first=first_page(draft),
            contents=headings,
            chapters=chapters,
        )
    )
    return _UNPRINTABLE.sub("\ufffd", written)


def _listed(heading: Heading) -> bool:
    return heading.level <= (_CONTENTS if heading.counted else 1)


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("consultation.rounds.note"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["data"] = _data
    return templates


def _data(svg: bytes) -> Markup:
    return Markup(f"data:image/svg+xml;base64,{b64encode(svg).decode('ascii')}")  # noqa: S704 - base64 has no markup
