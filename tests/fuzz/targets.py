"""What is fuzzed: each target takes something broken and may refuse it only in the way that it says.

Inputs are mutations of inputs that are right (tests/mails, config.example.toml …), with words that mean
something spliced in. A case that was found becomes a test beside what it broke.
"""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.inquiries.deadlines import WorkCalendar
from bot.mail.body import attachment_contents
from bot.mail.errors import Unreadable
from bot.mail.parsing import parse
from bot.mail.reply_text import new_words
from bot.mail.reports import read_bounce
from bot.screening import screen, why_not_answered
from bot.settings import Settings, SettingsError
from bot.typed_moments import read_moment
from consultation import sheets
from consultation.register import rows
from consultation.rounds import working_days
from consultation.rounds.answers import absence
from consultation.rounds.mistakes import RoundFileError
from consultation.rounds.note import carry
from consultation.rounds.roundfile import Setting, round_of
from nlp import cpr, dates, parts, redaction
from tests.sample_mails import EXPECTED, facts, sample

ROOT = Path(__file__).parents[2]
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SETTING = Setting(offices=("indsatser", "analyse"), timezone=COPENHAGEN, now=NOON)


@dataclass(frozen=True)
class Target:
    """A name, the inputs, and what is done with one: an error or a broken promise is a find."""

    name: str
    inputs: st.SearchStrategy[bytes] | st.SearchStrategy[str]
    run: Callable[..., None]


@st.composite
def mutated(draw: st.DrawFn, seeds: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """Take something right and break it in a few places."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 200)))
        piece = draw(
            st.sampled_from(words)
            | st.binary(max_size=20)
            | st.just(data[start:end] * draw(st.integers(0, 3)))
        )
        data = data[:start] + piece + data[end:]
    return data


def text_of(inputs: st.SearchStrategy[bytes]) -> st.SearchStrategy[str]:
    """Read the inputs as text, with what is no text in it left out."""
    return inputs.map(lambda data: data.decode("utf-8", "ignore"))


def parsing(raw: bytes) -> None:
    """Any bytes are read or refused; every text can be stored, every attachment had."""
    try:
        mail = parse(raw)
    except Unreadable:
        return
    for text in (mail.text, mail.new_text, mail.own_words, mail.subject, mail.html or ""):
        assert "\0" not in text
        text.encode()
    assert "\n" not in mail.subject
    for each, content in zip(mail.attachments, attachment_contents(raw), strict=True):
        assert len(content) == each.size
        assert each.name
        assert not set(each.name) & set("/\\\n\0")


def quoting(text: str) -> None:
    """What is shown as new are lines of the mail, and nothing is shown only where nothing is."""
    found = new_words(text)
    given = {line.strip() for line in text.split("\n")}
    assert {line.strip() for line in found.text.split("\n")} <= given | {""}
    assert found.text or not text.strip()
    parts.weights(parts.lines(text, has_subject=False), text)
    cpr.mask(text)
    redaction.without_personal_data("", text)


def screening(raw: bytes) -> None:
    """Any mail is a person's or is kept aside, with a reason and no more than a report says."""
    try:
        mail = parse(raw)
    except Unreadable:
        return
    verdict = screen(mail, facts(size=len(raw), max_size=10_000_000))
    assert verdict is None or verdict.reason
    why_not_answered(mail)
    assert read_bounce(mail).failures
    absence.back_on(mail.text, NOON.date())


def calendar(text: str) -> None:
    """Any words are days or none; any moment has a working day before and after it, closer than a month."""
    for mention in dates.find(text):
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        mention.on(NOON.date())
    moment = read_moment(text, COPENHAGEN, time(23, 59)) or NOON
    days = WorkCalendar(COPENHAGEN, time(9), time(15), 5, 3, 4, closed_every_year={(12, 24), (12, 31)})
    assert moment < days.first_answer_due(moment) < moment + timedelta(days=30)
    assert days.is_working_time(days.next_working_moment(moment))
    assert working_days.working_days_before(moment.date(), 3, days) < moment.date()


def csv(raw: bytes) -> None:
    """Any bytes are a list or are refused as none; no row is of a line that is not there."""
    text = raw.decode("utf-8", "replace")
    try:
        sheet = sheets.parse(text, rows.COLUMNS, rows.NEEDED)
        assert all(0 < row.line <= text.count("\n") + text.count("\r") + 1 for row in sheet.rows)
        list(rows._rows(sheet.rows))
    except (sheets.Unreadable, sheets.ColumnsMissing):
        pass
    try:
        carry.in_file("note.csv", raw)
    except carry.Unreadable:
        pass


def toml(text: str) -> None:
    """Any text is a round, a configuration, or every mistake in it; no mistake is a traceback."""
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    try:
        round_of(values, SETTING)
    except RoundFileError:
        pass
    try:
        Settings.model_validate(values)
    except (SettingsError, ValueError):
        pass  # the latter is pydantic's, which `load` turns into mistakes


_MAIL_WORDS = [
    *(b"\n\n", b"\r\n", b"\r", b"--", b"begin 644 a\n", b"\x00", b"=?utf-8?q?=C3?=", b"=?", b"?=", b"<>", b"\xff\xfe"),
    *(b"Content-Type: multipart/mixed; boundary=", b"Content-Type: message/rfc822\n\n", b"\nFrom: ", b"=\n"),
    *(b"Content-Transfer-Encoding: base64\n", b"Content-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22", b'"', b"("),
    *(b"-----BEGIN PGP SIGNED MESSAGE-----\n", b"-----BEGIN PGP MESSAGE-----\n", b"Auto-Submitted: auto-replied\n"),
    *(b"Content-Type: application/pkcs7-mime; smime-type=signed-data\n\n", b"; a*0*=utf-8''%", "æøå".encode(), b"\xe6"),
    *(b"<html><blockquote>", b"<a href='http://[", b"</a>", b"\xe2\x80\xae", b">", b"Final-Recipient: rfc822; "),
]  # fmt: skip
_QUOTE_WORDS = [
    *(b"> ", b"\nFra: Bo <bo@x.example>\nSendt: 1. maj 2026 10:00\nTil: os\nEmne: SV: x\n", b"\nDen 3. maj 2026 kl. 10.15 skrev Bo:\n"),
    *(b"-----Oprindelig meddelelse-----\n", b"\n-- \n", b"Med venlig hilsen\n", b"Sendt fra min iPhone\n", b"010190-1234", b"\n\n"),
    *(b"On Mon, 3 May 2026 at 10:15, Bo <bo@x.example> wrote:\n", b"________________________________\n", b"?", "æ".encode()),
]  # fmt: skip
_DAY_WORDS = [
    *(b"den 31. februar", b"29/2", b"uge 53", b"til og med", b"2026-13-40", b"kl. 25.99", b"fredag den 12. marts 2027", b"9999-12-31"),
    *(b"0001-01-01", b" - ", b"12.3.2027 kl. 12", b"next Monday", b"29. februar 2028", b"0000-00-00", "²".encode(), "٣".encode()),
]  # fmt: skip
_SHEET = b"organisation;address;name;language;tags;cvr\nFond;a@b.example;Bo;da;alle fonde;12345678\n"
_NOTE = "question;theme;point;comment;verdict\nvilkaar;;p1;Enig;imødekommet\n".encode()
_SHEET_WORDS = [
    b'"',
    b";",
    b",",
    b"\t",
    b"\r\n",
    b"\r",
    b"\x00",
    b"sep=;\n",
    b"=1+1",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b'""',
    b"point",
]
_TOML_WORDS = [
    *(b"[[question]]\n", b"[[invitee]]\n", b"deadline = 2026-02-30", b"deadline = 9999-12-31T23:59:59-23:59\n", b"= [", b"[", b"]"),
    *(b"{", b'"""', b"'''", b"\\u0000", b"1e400", b"nan", b"inf", b"true", b"-1", b"99999999999999999999", b".a.b.c = 1\n", b'"\\u202e"'),
    *(b"[smtp]\n", b"[imap]\n", b"[[office]]\n", b"[reading]\nmax_parts = 0\n", b"07:32:00", b"0001-01-01T00:00:00Z"),
]  # fmt: skip

_MAILS = [sample(name) for name in sorted(EXPECTED)]
_TEXTS = [parse(raw).text.encode() for name, raw in zip(sorted(EXPECTED), _MAILS, strict=True)]
_TOMLS = [
    (ROOT / "config.example.toml").read_bytes(),
    *(path.read_bytes() for path in sorted((ROOT / "tests").rglob("round*.toml"))),
    (ROOT / "bot/demo/round.toml").read_bytes(),
]

TARGETS = {
    each.name: each
    for each in (
        Target("parsing", mutated(_MAILS, _MAIL_WORDS), parsing),
        Target("quoting", text_of(mutated(_TEXTS, _QUOTE_WORDS)), quoting),
        Target("screening", mutated(_MAILS, _MAIL_WORDS), screening),
        Target("calendar", text_of(mutated(_DAY_WORDS, _DAY_WORDS)), calendar),
        Target("csv", mutated([_SHEET, _NOTE], _SHEET_WORDS), csv),
        Target("toml", text_of(mutated(_TOMLS, _TOML_WORDS)), toml),
    )
}
