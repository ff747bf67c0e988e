"""Receipts: somebody's program says that our letter was delivered, read or deleted."""

from bot.mail.headers import first
from bot.mail.parsing import ParsedMail
from bot.mail.reports import about, tells_success
from bot.screening.automatic import asks
from bot.screening.verdict import BOOK, Facts, Verdict
from storage.outcomes import Outcome

_READ = "disposition-notification"  # RFC 8098


def receipt(mail: ParsedMail, _facts: Facts) -> Verdict | None:
    """Recognise a receipt for reading or for delivery."""
    content_type = first(mail.headers, "content-type").lower()
    if any(
        report.type.endswith(_READ) for report in mail.reports
    ) or f"report-type={_READ}" in content_type.replace('"', ""):
        return _verdict(mail, "read_receipt")
    if tells_success(mail):
        return _verdict(mail, "delivery_receipt")
    if BOOK.expression("receipts.subjects").match(mail.subject) and _opens_as_receipt(mail.text[:1_000]):
        return _verdict(mail, "read_receipt_text")
    return None


def _opens_as_receipt(text: str) -> bool:
    return BOOK.framed(r"(?m:\s*{})", "receipts.openings").match(text) is not None and not asks(text)


def _verdict(mail: ParsedMail, reason: str) -> Verdict:
    return Verdict(Outcome.RECEIPT, reason, about(mail))
