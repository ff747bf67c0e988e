"""Who signed a message: contact, organisation and telephone, from the lines of its signature.

Plain rules on lines. The mail's own From field and the register of organisations are not
known here; what is found is an offer to whoever opens the inquiry.
"""

import re
from collections.abc import Sequence

from nlp.message import lowered
from nlp.understanding import Signature

# Read in lower case, all but names: ignoring it makes a regex several times slower.
_ORGANISATION = re.compile(
    r"\b(?:\w*fond(?:en|et|s)?|\w*fonden|legat(?:et)?|\w*forening(?:en)?|foundation|trust|charity"
    r"|\w*kommune|region|stiftelse(?:n)?|selskab(?:et)?|\w*hjem(?:met)?|\w*center|centret|centre"
    r"|\w*mission|\w*højskole(?:n)?|universitet|university|institut(?:tet)?|institute|aps|a/s"
    r"|hus(?:et)?|\w*hus|\w*huset|consulting|council|society|samvirke|netværk(?:et)?|network"
    r"|menighed\w*|provsti|kirke(?:n)?|råd(?:et)?|styrelsen|fund|association)\b"
)
_ROLE = re.compile(
    r"\b(?:\w*direktør|\w*leder|\w*formand|\w*konsulent|\w*chef|\w*sekretær|\w*medarbejder"
    r"|\w*koordinator|director|manager|officer|chair(?:man|woman)?|head of|consultant|ceo|cand\."
    r"|ph\.?d\.?|professor|lektor|stud\.|sekretariat\w*|secretariat)\b"
)
_CLOSING_WORDS = re.compile(
    r"^\s*(?:(?:med )?(?:de )?(?:venlig|bedste|mange|kærlig|varm)\w*(?: (?:hilsen|hilsner))?"
    r"|hilsen|m?vh|kh|dbh|hilsner|(?:kind|best|warm|many)?\s*(?:regards|wishes)|best|cheers"
    r"|(?:yours )?(?:sincerely|faithfully|truly)|på (?:fondens|bestyrelsens|egne)? ?vegne(?: af)?|--)"
    r"\b[,.]?\s*"
)
_BETWEEN = re.compile(r"[,|•·/]| - | – ")
_NAME = re.compile(
    r"(?:[A-ZÆØÅÉÖÄÜ][\w'’-]+|[A-ZÆØÅ]\.)(?: (?:[A-ZÆØÅÉÖÄÜ][\w'’-]+|[A-ZÆØÅ]\.|von|van|de|af)){0,4}"
)
_TELEPHONE = re.compile(r"(?:\+45|0045)?(?:[ .]?\d){8}(?!\d)")
_LONGEST = 80


def read(lines: Sequence[str]) -> Signature:
    """Return what the `lines` of a signature say; all None where they say nothing."""
    pieces = [piece for line in lines for piece in _pieces(line)]
    organisation = next((p for p in pieces if _ORGANISATION.search(lowered(p))), None)
    contact = next((p for p in pieces if p != organisation and _is_name(p)), None)
    telephone = next((m[0].strip() for p in pieces if (m := _TELEPHONE.search(p))), None)
    return Signature(contact, organisation, telephone)


def _pieces(line: str) -> list[str]:
    line = line.strip()
    closing = _CLOSING_WORDS.match(lowered(line))
    rest = line[closing.end() :] if closing else line
    return [piece.strip(" .,-*_") for piece in _BETWEEN.split(rest) if piece.strip()]


def _is_name(piece: str) -> bool:
    return (
        len(piece) < _LONGEST
        and _NAME.fullmatch(piece) is not None
        and not _ORGANISATION.search(lowered(piece))
        and not _ROLE.search(lowered(piece))
    )
