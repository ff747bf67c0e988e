"""Mailboxes in address fields (RFC 5322, section 3.4), as real programs write them.

Groups, comments, unquoted commas in names, angle brackets never closed: what can be understood
is returned, what cannot is left out, and no input raises or takes more than linear time (the
standard library's parser recurses on comments and differs between the versions we run on).
Encoded words are decoded only after the mailboxes have been told apart, so that no decoded
comma or bracket can forge one. Who an address belongs to is not known here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.mail.headers import decode_words, shown

MAX_ADDRESSES = 2_000
_TOKEN = re.compile(r'"((?:\\.|[^"\\])*)"?|<([^<>]*)>?|[(),;:]|[^",;:<>()]+|>')
_EMAIL = re.compile(r"[^\s@<>,;()\[\]\"]{1,128}@(?:\[[\w.:]{1,60}\]|[^\s@<>,;()\[\]\"]{1,255})")
_MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox: the name that the writer gave it (may be empty), and the address in lower case."""

    name: str
    email: str


def addresses(values: Iterable[str]) -> tuple[Address, ...]:
    """Return the mailboxes in the unfolded values of one field, each address once, in order."""
    found: dict[str, Address] = {}
    for value in values:
        for address in _mailboxes(value):
            found.setdefault(address.email, address)
            if len(found) >= MAX_ADDRESSES:
                return tuple(found.values())
    return tuple(found.values())


def bare_emails(values: Iterable[str]) -> tuple[str, ...]:
    """Return only the addresses, for fields that carry no names."""
    return tuple(address.email for address in addresses(values))


@dataclass(slots=True)
class _Mailbox:
    """What has been read of one mailbox so far."""

    words: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    angled: bool = False
    email: str | None = None

    def add_word(self, text: str) -> None:
        self.words.append(text)
        if not self.angled and self.email is None:
            self.email = _email(text)

    def add_angle(self, text: str) -> None:
        self.angled = True
        self.email = _email(text.rpartition(":")[2])  # "mailto:", old routes

    def finished(self) -> Address | None:
        """Return the mailbox, or None while its address is still to come."""
        if self.email is None:
            return None  # before the words are put together: there may be one for each comma
        phrase = " ".join(self.words)
        name = phrase if self.angled else phrase.replace(self.email, "")
        named = _name(name.strip() or " ".join(self.comments), self.email)
        return Address(named, self.email.lower().rstrip("."))


def _mailboxes(value: str) -> Iterator[Address]:
    mailbox = _Mailbox()
    for kind, text in _tokens(value):
        if kind == "word":
            mailbox.add_word(text)
        elif kind == "comment":
            mailbox.comments.append(text)
        elif kind == "angle":
            mailbox.add_angle(text)
        elif kind == ":":  # the name of a group, unless it is "mailto:" or an Exchange prefix
            mailbox = _Mailbox()
        elif (address := mailbox.finished()) is not None:
            yield address
            mailbox = _Mailbox()
        elif kind == ";":
            mailbox = _Mailbox()
        else:  # a comma inside an unquoted name: "Hansen, Bo <bo@fond.example>"
            mailbox.words.append(",")
    if (address := mailbox.finished()) is not None:
        yield address


def _tokens(value: str) -> Iterator[tuple[str, str]]:
    """Yield kind and text: word, angle, comment, or one of `,` `;` `:` itself."""
    depth = 0
    for token in _TOKEN.finditer(value):
        text = token[0]
        if text == "(":
            depth += 1
        elif text == ")":
            depth = max(0, depth - 1)
        elif depth:
            yield "comment", text.strip()
        elif token[1] is not None:
            yield "word", token[1].replace("\\", "")
        elif token[2] is not None:
            yield "angle", _in_angles(token[2])
        elif text in ",;:":
            yield text, text
        elif text.strip() and text != ">":
            yield "word", text.strip()


def _in_angles(text: str) -> str:
    """Return what angle brackets hold, without stray spaces or quotes that nothing needs."""
    text = text.strip()
    if '"' not in text:
        return "".join(text.split())
    return text if " " in text else text.replace('"', "")


def _email(text: str) -> str | None:
    found = _EMAIL.search(text)
    if found is None:
        return None
    in_quotes = found[0].startswith("'") and found[0].endswith("'")  # as Outlook shows an address
    return found[0][1:-1] if in_quotes else found[0]


def _name(text: str, email: str) -> str:
    name = shown(decode_words(text)).replace(" ,", ",").strip(" ,'\"")
    if name.count("[") != name.count("]") or (name.startswith("[") and name.endswith("]")):
        name = name.strip(" ,'\"[]")
    name = name[:_MAX_NAME]
    return "" if name.lower() == email.lower() else name
