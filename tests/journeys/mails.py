"""What foundations, their colleagues and their machines send. Organisations and persons are invented."""

import itertools
from email.message import EmailMessage
from email.utils import parseaddr

KAREN = "Karen Lyngholt <karen@fondennordlys.example>"
OLE = "Ole Bæk <ole@fondennordlys.example>"
STRANGER = "Palle Stork <palle@storkelegatet.example>"
SUBJECT = "Bestyrelsens ønske om Familiehuset"
TEXT = """Kære ministerium

Fonden Nordlys har udviklet og afprøvet Familiehuset sammen med to kommuner. Vi foreslår, at indsatsen kommer
med i næste runde af jeres udviklings- og investeringsprogrammer (UIP), i udbredelsesfasen.

Hvad skal vi sende, og hvornår?

Venlig hilsen
Karen Lyngholt
Fonden Nordlys"""

_numbers = itertools.count(1)


def a_mail(sender: str = KAREN, subject: str = SUBJECT, text: str = TEXT, **fields: str) -> EmailMessage:
    """Write a mail; ``fields`` are further headers, ``Auto_Submitted="auto-replied"``."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{next(_numbers)}@{address_of(sender).rpartition('@')[2]}>"
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def a_reply(letter: EmailMessage, text: str, sender: str = KAREN, **fields: str) -> EmailMessage:
    """What a mail program makes of "reply" to one of our letters, the letter quoted below the new words."""
    fields = {
        "To": str(letter["Reply-To"]),
        "In_Reply_To": str(letter["Message-ID"]),
        "References": f"{letter['References'] or ''} {letter['Message-ID']}".strip(),
    } | fields
    quoted = "\n".join(f"> {line}" for line in text_of(letter).splitlines())
    words = f"{text}\n\nDen 3. marts 2025 kl. 11.00 skrev {letter['From']}:\n{quoted}\n"
    return a_mail(sender, f"SV: {letter['Subject']}", words, **fields)


def an_absence(letter: EmailMessage) -> EmailMessage:
    """The automatic reply of somebody who is away."""
    fields = {"Auto_Submitted": "auto-replied", "In_Reply_To": str(letter["Message-ID"])}
    return a_mail(KAREN, f"Autosvar: {letter['Subject']}", "Jeg er på ferie til og med uge 29.", **fields)


def a_bounce(
    letter: EmailMessage, address: str, status: str = "5.1.1", said: str = "550 5.1.1 no such user"
) -> bytes:
    """A delivery report (RFC 3464): ``address`` does not exist, or what else is ``said`` of it."""
    number = next(_numbers)
    report = f"""\
From: Mail Delivery System <mailer-daemon@mx.fondennordlys.example>
Subject: Undelivered Mail Returned to Sender
Message-ID: <{number}@mx.fondennordlys.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=part

--part

The mail to {address} could not be delivered (queue id {number}).
--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.fondennordlys.example

Final-Recipient: rfc822; {address}
Action: failed
Status: {status}
Diagnostic-Code: smtp; {said}

--part
Content-Type: text/rfc822-headers

Message-ID: {letter["Message-ID"]}
--part--
"""
    return report.replace("\n", "\r\n").encode()


def a_read_receipt(letter: EmailMessage) -> bytes:
    """A disposition notification (RFC 8098): Karen's mail program showed her the letter."""
    receipt = f"""\
From: {KAREN}
Subject: =?utf-8?q?L=C3=A6st?=: {letter["Message-ID"]}
Message-ID: <{next(_numbers)}@fondennordlys.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary=part

--part

Din meddelelse blev vist.
--part
Content-Type: message/disposition-notification

Final-Recipient: rfc822; {address_of(KAREN)}
Original-Message-ID: {letter["Message-ID"]}
Disposition: manual-action/MDN-sent-manually; displayed
--part--
"""
    return receipt.replace("\n", "\r\n").encode()


def text_of(letter: EmailMessage, subtype: str = "plain") -> str:
    """The words of a letter, or its HTML."""
    body = letter.get_body((subtype,))
    if body is None:
        raise LookupError(subtype)
    return str(body.get_content())


def address_of(person: str) -> str:
    """The bare address of ``Name <address>``."""
    return parseaddr(person)[1]
