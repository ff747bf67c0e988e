"""A robot that answers every letter it gets and looks like a person: no header says what it is."""

from collections.abc import Iterator
from email.message import EmailMessage
from itertools import count

from tests.laid_desk import OWN_ADDRESS
from tests.servers.smtp_sink import SmtpSink

_NUMBERS = count(1)


class AnsweringMachine:
    """Reads the letters to ``address`` that a mail server took, and answers each of them once."""

    def __init__(self, address: str, server: SmtpSink) -> None:
        self._address = address
        self._server = server
        self._read = 0

    def answers(self, *, in_thread: bool) -> Iterator[EmailMessage]:
        """Answer what came since; outside its thread it writes to our plain address with a new subject."""
        new, self._read = self._server.messages[self._read :], len(self._server.messages)
        for received in new:
            if self._address in received.recipients:
                ours = received.message
                yield self.a_letter(
                    self._address, ours["Message-ID"] if in_thread else None, "Tak for brevet."
                )

    @staticmethod
    def a_letter(sender: str, answers: str | None, text: str) -> EmailMessage:
        """Write one, in the thread of a letter of ours or in none."""
        mail, number = EmailMessage(), next(_NUMBERS)
        mail["From"], mail["To"] = f"Automaten <{sender}>", OWN_ADDRESS
        mail["Message-ID"] = f"<{number}@{sender.partition('@')[2]}>"
        mail["Subject"] = "Re: Fokusområder" if answers else f"Besked nr. {number}"
        if answers:
            mail["In-Reply-To"] = mail["References"] = answers
        mail.set_content(
            f"{text} Vi har registreret den under nr. {number} og mener, at unge bør have fokus."
        )
        return mail
