"""A message without personal data, so that it can be kept as an example after the letter is gone.

Plain rules on text. What names a person, or an organisation that may be named after one, becomes a neutral
mark: a name `NN`, a mail address `nn@`, a link `http://`, a number of eight digits or more (telephone, CPR,
CVR, account) `0`. The marks leave the model the same shape to read.

Names are those that the caller knows, those on the lines where names stand (greetings, signatures, the heads
of quoted letters), and two capitalised words or more in a row. A first name alone, of somebody whom nobody
named before, is not recognised.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from itertools import accumulate, groupby

from nlp import parts, signatures
from nlp.message import READ_LIMIT
from nlp.parts import Part
from nlp.understanding import Span

NAME, ADDRESS, LINK, NUMBER = "NN", "nn@", "http://", "0"

_ENDS = r"\s<>()\[\],;:\"'"  # what a mail address stands between
_ADDRESS = re.compile(rf"(?<![^{_ENDS}])[^{_ENDS}]*@[^{_ENDS}]*[^{_ENDS}.!?]")
_LINK = re.compile(
    r"(?:https?|ftp)://[^\s<>\"]+|\bwww\.[^\s<>\"]+"
    r"|(?<![\w.@-])(?:[\w-]+\.)+(?:dk|com|org|net|eu|nu|info|example)(?![\w-])(?:/[^\s<>\"]*)?",
    re.IGNORECASE,
)
# between two digits of one number: a space, a mark or both; mail programs add invisible marks
_NUMBER = re.compile(r"[+(]{0,3}\d(?:(?:[^\S\r\n]|[.()/\u00ad\u2010-\u2014\u200b-\u200f\u2060-]){0,3}\d){7,}")
# written large, and yet half the foundations share it, or it is the field's, or it begins a sentence
_GENERIC = re.compile(
    r"\w*fond(?:en|et|e|s)?|\w*legat(?:et)?|\w*forening(?:en)?|\w*foundation|trust|charity|fund|association"
    r"|\w*kommune|region(?:en)?|stiftelse(?:n)?|\w*center|centret|centre|institut(?:tet)?|university"
    r"|universitet(?:et)?|ministeriet?|ministry|danmarks?|denmark|danske?|danish|aps|for|og|and|of|the|af|den"
    r"|det|de|til|i|mod|in|social\w*|redegørelse\w*|virksomme|indsats\w*|policy|report|udvikling\w*"
    r"|investering\w*|investments?|program\w*|partners\w*|alliance\w*|dialog\w*|tema\w*|kære|hej|dear|sir"
    r"|madam|mvh|kh|hilsen|venlig|kontor\w*|fru|hr|mr|ms|mrs"
    r"|kan|vil|skal|må|har|er|var|vi|jeg|du|han|hun|vores|jeres|der|denne|dette|her|hvad|hvem|hvor\w*|når|hvis"
    r"|som|men|nu|så|tak|på|om|med|fra|hos|efter|før|ved|our|your|we|he|she|it|they|can|could|would|will|shall"
    r"|may|is|are|has|have|this|that|what|who|how|when|where|if|but|so|at|on|from|with|as|by|to|an?",
    re.IGNORECASE,
)
_LARGE = r"[A-ZÆØÅÉÖÄÜ][a-zæøåéöäü]+(?:[-’'][A-ZÆØÅÉÖÄÜ]?[a-zæøåéöäü]+)*"
_FULL_NAME = re.compile(rf"(?<!\w){_LARGE}(?:[ \t]+(?:{_LARGE}|[A-ZÆØÅ]\.))*[ \t]+{_LARGE}(?!\w)")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_RUN = re.compile(rf"{NAME}(?:[ \t]+{NAME})+")

_QUOTED = re.compile(r"(?:[^\S\r\n]*>)*")
_HEADER = re.compile(r"\s*\*?(?:fra|from|til|to|cc|bcc)\s?:\*?[^\S\r\n]*", re.IGNORECASE)
_WROTE = re.compile(r"(?P<when>.*\d)?.*?\b(?P<wrote>skrev|wrote)\b.{0,60}$", re.IGNORECASE)
_QUOTE_STARTS = re.compile(
    r"\s*(?:(?:den|on|d\.) .{3,120}(?:skrev|wrote)\b.{0,60}:?|.{3,80} (?:skrev|wrote):)\s*$", re.IGNORECASE
)
_GREETING = re.compile(r"\s*(?:kære|hej(?:sa)?|god ?dag|god ?morgen|dear|hi|hello|good \w+)\b", re.IGNORECASE)
_TO_NOBODY = re.compile(
    r"alle|allesammen|sammen|jer|i|der|du|kontor|kollega|kolleger|team|ministeri\w*|styrelsen?|modtager"
    r"|og|and|all|both|there|you|colleagues?|sir|madam|rette|vedkommende|fonde?\w*|igen|again",
    re.IGNORECASE,
)
_BRIEF = re.compile(r"\s+[\w’'-]+(?:\s+[\w’'-]+)?(?:\s+(?:og|and|&)\s+[\w’'-]+)?\W*", re.IGNORECASE)
_CLOSING = re.compile(
    r"\s*(?:(?:(?:med )?(?:de )?(?:venlig|bedste|mange|kærlig|varm)\w*(?: (?:hilsen|hilsner))?"
    r"|(?:med )?hilsen|hilsner|venligst|m?vh|kh|dbh|(?:(?:kind|best|warm|many|with) )?(?:regards|wishes)"
    r"|(?:yours )?(?:sincerely|faithfully|truly)|best|cheers|thanks|tak|på (?:\w+ )?vegne(?: af)?)(?!\w)"
    r"|--|/)[,.!]?",
    re.IGNORECASE,
)


class _Names(Enum):
    """The lines on which names are expected."""

    GREETING = auto()
    SIGNATURE = auto()
    HEADER = auto()
    QUOTE_START = auto()


def without_personal_data(subject: str, body: str, names: Iterable[str] = ()) -> tuple[str, str]:
    """Return `subject` and `body` with neutral marks for whatever tells who wrote, or of whom.

    `names` are those of the persons and organisations that the record knows, besides those that the text
    tells itself (`names_in`). Only as much of the body is kept as a model reads. Doing it again changes
    nothing.
    """
    known = [*names]
    before, after = None, (subject, body[:READ_LIMIT])
    # which part a line belongs to can hang on the length of those before it, which marks have changed
    while after != before:
        before = after
        after = _once(*after, known)
    return after


def names_in(text: str) -> list[str]:
    """Return the names that a text itself gives: in its signatures, and in the heads of quoted letters."""
    signed, found = [], []
    for span, kind in _where_names_stand(text):
        piece = text[span.start : span.end]
        if kind is _Names.SIGNATURE:
            signed.append(_CLOSING.sub("", piece, count=1))
        elif kind is _Names.HEADER:
            found.append(_ADDRESS.sub("", _HEADER.sub("", piece, count=1)))
    signature = signatures.read(signed)
    return [name for name in (*found, signature.contact, signature.organisation) if name]


def _once(subject: str, body: str, names: Iterable[str]) -> tuple[str, str]:
    known = [*names, *names_in(body)]
    return _without(subject, known), _lines_without_names(_without(body, known))


def _without(text: str, names: Iterable[str]) -> str:
    text = _ADDRESS.sub(ADDRESS, _LINK.sub(LINK, text))
    text = _NUMBER.sub(NUMBER, text)
    for name in sorted({" ".join(name.split()) for name in names}, key=len, reverse=True):
        text = _without_name(text, name)
    text = _FULL_NAME.sub(_generic_only, text)
    return _RUN.sub(NAME, text)


def _without_name(text: str, name: str) -> str:
    """Take out a name as a whole in any case, and each of its own words where it is written large.

    Words that half the foundations share ("Fonden") stay, and so does a small letter: "bo" is a verb.
    """
    words = _WORD.findall(name)
    own = [word for word in words if not _GENERIC.fullmatch(word)]
    if not own:
        return text
    whole = r"\W{1,3}".join(map(re.escape, words))
    if len(words) > 1:
        text = re.sub(rf"(?<!\w){whole}(?:['’]?s)?(?!\w)", _generic_only, text, flags=re.IGNORECASE)
    halves = [half for word in own for half in (word, *word.split("-")) if half]
    large = [word for word in halves if word[0].isupper()] or halves
    forms = {form for word in large for form in (word[0].upper() + word[1:], word.upper()) if len(form) > 1}
    if not forms:
        return text
    return re.sub(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(forms)))})(?:['’]?s|['’])?(?!\w)", NAME, text)


def _generic_only(name: re.Match[str]) -> str:
    words = [word if _GENERIC.fullmatch(word) else NAME for word in _WORD.findall(name[0])]
    return " ".join(word for word, _ in groupby(words))


def _lines_without_names(text: str) -> str:
    pieces, at = [], 0
    for span, kind in _where_names_stand(text):
        pieces += [text[at : span.start], _nameless(text[span.start : span.end], kind)]
        at = span.end
    return "".join([*pieces, text[at:]])


def _nameless(line: str, kind: _Names) -> str:
    words = line.rstrip()
    return _RULES[kind](words) + line[len(words) :]


def _greeting(line: str) -> str:
    opening = _GREETING.match(line)
    if not opening:
        return line
    to = line[opening.end() :]
    brief = _BRIEF.fullmatch(to) is not None  # then a small letter begins a name as well

    def named(word: re.Match[str]) -> str:
        is_name = (brief or word[0][0].isupper()) and not _TO_NOBODY.fullmatch(word[0])
        return NAME if is_name else word[0]

    return line[: opening.end()] + _RUN.sub(NAME, re.sub(r"[^\W\d_][\w’'-]*", named, to))


def _signature(line: str) -> str:
    closing = _CLOSING.match(line)
    kept = closing[0] if closing else ""
    rest = line[len(kept) :]
    if not any(letter.isalnum() for letter in rest):
        return line
    return kept + rest[: len(rest) - len(rest.lstrip())] + NAME


def _header(line: str) -> str:
    field = _HEADER.match(line)
    return field[0] + NAME if field else line


def _quote_start(line: str) -> str:
    found = _WROTE.match(line)
    return f"{found['when'] or ''} ({NAME}) {found['wrote']}:".lstrip() if found else line


_RULES = {
    _Names.GREETING: _greeting,
    _Names.SIGNATURE: _signature,
    _Names.HEADER: _header,
    _Names.QUOTE_START: _quote_start,
}
_KINDS = {Part.GREETING: _Names.GREETING, Part.SIGNATURE: _Names.SIGNATURE}


def _where_names_stand(text: str) -> Iterator[tuple[Span, _Names]]:
    """Yield the lines on which names are expected, in order; a quoted letter has its own."""
    for (own, _), rows in groupby(_rows(text), key=lambda row: row[1]):
        if own is not None:
            yield from ((row, own) for row, _ in rows)
        else:
            yield from _of_one_letter(text, [row for row, _ in rows])


def _rows(text: str) -> Iterator[tuple[Span, tuple[_Names | None, int]]]:
    """Yield each line without its quote marks: which kind it is by itself, and how deep it is quoted."""
    lines = text.splitlines(keepends=True)
    for line, end in zip(lines, accumulate(map(len, lines)), strict=True):
        marks = _QUOTED.match(line)
        cut = marks.end() if marks else 0
        words = line[cut:]
        own = (
            _Names.HEADER
            if _HEADER.match(words)
            else _Names.QUOTE_START
            if _QUOTE_STARTS.match(words)
            else None
        )
        yield Span(end - len(words), end), (own, line[:cut].count(">"))


def _of_one_letter(text: str, rows: list[Span]) -> Iterator[tuple[Span, _Names]]:
    letter = "".join(text[row.start : row.end] for row in rows)
    starts = list(accumulate((row.end - row.start for row in rows[:-1]), initial=0))
    for line in parts.lines(letter, has_subject=False):
        if line.part in _KINDS:
            at = bisect_right(starts, line.span.start) - 1
            shift = rows[at].start - starts[at]
            yield Span(line.span.start + shift, line.span.end + shift), _KINDS[line.part]
