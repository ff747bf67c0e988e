"""CPR numbers and private addresses: found, and masked in whatever is derived from a letter.

An address is private where nothing near it says that an organisation lives there. Originals are never
changed.
"""

import re

from nlp import cpr
from nlp.understanding import Span

HIDDEN = "[adresse]"
"""What stands for a private address; the same in both languages, and no word of a letter."""

_STREET = (
    r"(?:[A-ZÆØÅÉ][\w.'’-]{0,30}[ \t]+){0,3}(?:[A-ZÆØÅÉ][\w'’-]{0,30})?"
    r"(?i:vej|gade|allé|alle|plads|stræde|vænge|vænget|parken|park|torv|boulevard|stien|haven|bakken|toften|marken"
    r"|gaden|vejen|pladsen|torvet|kaj|brygge|have|gård|skov|mark|bakke|hegnet|lunden|ager|strand|sti)"
)
_NUMBER = r"[ \t]+\d{1,3}[ \t]?[A-ZÆØÅa-z]?"
_FLOOR = (
    r"(?:,?[ \t]*(?:st|kl|\d{1,2})\.?(?:[ \t]*(?:sal|tv|th|mf|\d{1,3}))?\.?(?![\w-]))?"
    r"(?:[ \t]*(?:tv|th|mf)\b\.?)?"
)
_TOWN = r"[A-ZÆØÅ][\wæøå.-]+(?:[ \t]+[A-ZÆØÅ]\w{0,20}\b){0,2}"
_PLACE = rf"[ \t]*,?[ \t]*\n?[ \t]*(?:DK-)?\d{{4}}(?!\d)[ \t]+{_TOWN}"
_ADDRESS = re.compile(rf"(?<!\w){_STREET}{_NUMBER}{_FLOOR}{_PLACE}")
_ORGANISATION = re.compile(
    r"\w*fond(?:en|ens)?\b|forening|legat|foundation|\btrust\b|kommune|\bregion|ministeri|styrelse|center|centret"
    r"|sekretariat|\bcvr\b|\ba/s\b|\baps\b|institut|organisation|selskab|kontor|office|\bhus(?:et)?\b|råd(?:et)?\b"
    r"|www\.|association|society|charity|council|hovedsæde|adresse for|netværk",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"\b(?:privat\w*|bopæl\w*|bor|boende|hjemme hos|hjemmeadresse|født|cpr\w*|lives|living|resid\w+"
    r"|(?:home|private) address)\b",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"\b(?:konto|kontonr|kontonummer|account|reg|registreringsnr|iban)\b[\s.:nro]*[\d -]{0,8}$", re.IGNORECASE
)
_OTHER_NUMBER = re.compile(
    r"\b(?:sags?|j|journal|ref(?:erence)?|faktura|ordre|kunde|løbe|projekt|bevillings?|ansøgnings?|rapport"
    r"|dok(?:ument)?|ean|isbn|case|invoice|grant|project|order|report|tlf|telefon|mobil|phone|tel|fax)"
    r"[-. ]{0,2}(?:nr|nummer|number|no)?[.: ]{0,3}$",
    re.IGNORECASE,
)
"""What names the number behind it, and as something else than a person's."""
_NEAR_BEFORE, _NEAR_AFTER = 160, 80  # characters around an address that tell whose it is


def contains_cpr(text: str) -> bool:
    """Say whether a text holds a CPR number, by form and date; an account's or a case's number is none."""
    return any(not _is_anothers(text, found) for found in cpr.find(text))


def _is_anothers(text: str, found: Span) -> bool:
    before = max(0, found.start - _NEAR_AFTER), found.start
    return any(form.search(text, *before) for form in (_ACCOUNT, _OTHER_NUMBER))


def masked(text: str) -> str:
    """Return a text with its CPR numbers as xxxxxx-xxxx and its private addresses as `[adresse]`."""
    return cpr.mask(_ADDRESS.sub(lambda found: HIDDEN if _is_private(found, text) else found[0], text))


def addresses(text: str) -> list[Span]:
    """Return where private addresses stand in a text."""
    return [Span(*found.span()) for found in _ADDRESS.finditer(text) if _is_private(found, text)]


def _is_private(found: re.Match[str], text: str) -> bool:
    before = text[max(0, found.start() - _NEAR_BEFORE) : found.start()]
    near = before[-_NEAR_AFTER:] + "\n" + text[found.end() : found.end() + _NEAR_AFTER]
    return bool(_PRIVATE.search(near)) or not _ORGANISATION.search(_letterhead(before) + found[0] + near)


def _letterhead(before: str) -> str:
    """Return the lines above an address that stand in one block with it."""
    return before[before.rfind("\n\n") + 1 :]
