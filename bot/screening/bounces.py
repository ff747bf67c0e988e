"""Mail that comes back: reports of failed delivery, and complaints about our mail.

Most mail servers write RFC 3464 reports; the rest are known by who writes and what they say.
What such a report says in detail is read in `bot.mail.reports`.
"""

import re

from bot.mail.headers import first
from bot.mail.parsing import ParsedMail
from bot.mail.reports import read_bounce
from bot.screening.automatic import asks, has_automatic_subject
from bot.screening.verdict import BOOK, Facts, Verdict
from storage.outcomes import Outcome

_PROSE = 3_000  # characters of the text in which a mail server says what happened
_CODE = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")  # RFC 3463
_HANDED_ON = re.compile(r"(?:vs|sv|re|fw|fwd)\s*:", re.IGNORECASE)


def bounce(mail: ParsedMail, _facts: Facts) -> Verdict | None:
    """Recognise a bounce by its report, its sender, or its wording where a machine wrote it."""
    reason = _reported(mail) or _worded(mail)
    return _verdict(mail, reason) if reason else None


def null_sender(mail: ParsedMail, _facts: Facts) -> Verdict | None:
    """Take what came with the null sender, and is nothing else, for a bounce (RFC 5321, 4.5.5).

    Some gateways and forms send people's letters so: who greets, or answers, is a person.
    """
    if mail.return_path != "" or _begins("greetings", mail.own_words) or _HANDED_ON.match(mail.subject):
        return None
    return _verdict(mail, "null_sender")


def _verdict(mail: ParsedMail, reason: str) -> Verdict:
    found = read_bounce(mail)
    return Verdict(Outcome.BOUNCE, reason, found.about, found)


def _reported(mail: ParsedMail) -> str | None:
    """Return the reason why the structure says that this is a report."""
    content_type = first(mail.headers, "content-type").lower()
    is_report = content_type.startswith("multipart/report")
    kinds = {report.type.rpartition("/")[2].removeprefix("global-") for report in mail.reports}
    if "feedback-report" in kinds or (is_report and "feedback-report" in content_type):
        return "complaint"
    if "delivery-status" in kinds and (is_report or not _HANDED_ON.match(mail.subject)):
        return "delivery_status"
    if is_report and "delivery-status" in content_type:
        return "delivery_status"
    return "failed_recipients" if "x-failed-recipients" in mail.headers else None


def _worded(mail: ParsedMail) -> str | None:
    """Return the reason why sender and wording say that this is a bounce."""
    if _is_daemon(mail):
        return "mailer_daemon"
    if _begins("complaint_subjects", mail.subject) or _begins("report_openings", mail.text):
        return "complaint"
    if has_automatic_subject(mail):  # an absence, which has the null sender too
        return None
    subject = _begins("subjects", mail.subject)
    if _may_be_daemon(mail):
        return "wording" if subject or _states_failure(mail) else None
    return "wording" if subject and _states_failure(mail) and _quotes_a_server_only(mail) else None


def _is_daemon(mail: ParsedMail) -> bool:
    name = mail.sender.name if mail.sender else first(mail.headers, "from")
    by_name = BOOK.expression("bounces.daemon_names").search(name) is not None
    return by_name or BOOK.expression("bounces.daemons").fullmatch(_local_part(mail)) is not None


def _may_be_daemon(mail: ParsedMail) -> bool:
    """Say whether the address or the envelope leaves it open that a mail system wrote."""
    if mail.sender is None or mail.return_path == "":
        return True
    postmaster = BOOK.expression("bounces.postmasters").fullmatch(_local_part(mail)) is not None
    return postmaster and not _speaks_as_people_do(mail.text[:_PROSE])


def _quotes_a_server_only(mail: ParsedMail) -> bool:
    """Look closer at an ordinary address's mail: a person may tell of a failure, with the code that came."""
    prose = mail.text[:_PROSE]
    return _CODE.search(prose) is not None and not (asks(prose) or _speaks_as_people_do(prose))


def _speaks_as_people_do(prose: str) -> bool:
    its_own = BOOK.expression("bounces.returned").split(prose, maxsplit=1)[0]
    if _begins("greetings", prose) or BOOK.expression("bounces.as_people").search(its_own):
        return True
    of_itself = BOOK.expression("bounces.of_itself").search(prose) is not None
    return of_itself and BOOK.expression("bounces.says_what_to_do").search(prose) is not None


def _local_part(mail: ParsedMail) -> str:
    return mail.sender.email.partition("@")[0] if mail.sender else ""


def _begins(key: str, text: str) -> bool:
    return BOOK.expression(f"bounces.{key}").match(text) is not None


def _states_failure(mail: ParsedMail) -> bool:
    return BOOK.expression("bounces.statements").search(mail.text[:_PROSE]) is not None
