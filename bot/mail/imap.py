"""The IMAP server of the mailbox: connecting to it, moving letters there, and its faults in plain words."""

import imaplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from bot.settings import Imap

TIMEOUT = SocketTimeout(connect=15, read=60)
# IMAPClientError is imaplib's own error, the parent of its abort
FAULTS = (IMAPClientError, OSError)


@contextmanager
def connected(settings: Imap) -> Iterator[IMAPClient]:
    """Connect and log in; leaving closes the connection."""
    client = IMAPClient(settings.host, port=settings.port, ssl=settings.security == "tls", timeout=TIMEOUT)
    client.normalise_times = False  # aware times, not the machine's own
    # else it spells out each message for a log that nobody reads, in three times its size
    client._imap.debug = 0  # noqa: SLF001 - there is no other way to say so
    try:
        if settings.security == "starttls":
            client.starttls()
        if settings.username and settings.password:
            _log_in(client, settings.username, settings.password.get_secret_value())
        yield client
    finally:
        client.shutdown()


def _log_in(client: IMAPClient, username: str, password: str) -> None:
    if (username + password).isascii():
        client.login(username, password)
    elif client.has_capability("AUTH=PLAIN"):
        client.plain_login(username, password)  # in UTF-8 (RFC 4616, 2)
    else:
        # LOGIN is for ASCII; many servers take it as the bytes that they compare the password with
        client._imap._encoding = "utf-8"  # noqa: SLF001 - there is no other way to say so
        client.login(username, password)


def move(client: IMAPClient, uids: Sequence[int], folder: str) -> None:
    """Move messages to a folder (RFC 6851), or copy and remove them where the server can't."""
    if client.has_capability("MOVE"):
        client.move(uids, folder)
        return
    client.copy(uids, folder)
    client.delete_messages(uids, silent=True)
    client.expunge(uids if client.has_capability("UIDPLUS") else None)


def what_is_wrong(fault: Exception) -> str:
    """Say in plain words, without secrets, why the mailbox can't be read; not for a log."""
    if isinstance(fault, (LoginError, OSError, imaplib.IMAP4.abort)):
        return in_our_words(fault)
    # what a server answers names folders and commands, never a password
    return f"{in_our_words(fault)} ({str(fault)[:200]})"


def in_our_words(fault: Exception) -> str:
    """Say the same without any word of the server's."""
    if isinstance(fault, LoginError):
        return "the mail server refuses the login"
    if isinstance(fault, TimeoutError):
        return "the mail server does not answer"
    if isinstance(fault, OSError):
        return f"the mail server can't be reached ({fault.strerror or type(fault).__name__})"
    if isinstance(fault, imaplib.IMAP4.abort):
        return "the mail server broke off the connection"
    return "the mail server refuses what it was asked"
