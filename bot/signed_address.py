"""Addresses and Message-IDs that only we can have made.

An answer to our letter comes back to a plus-address that names its inquiry; the signature keeps a
stranger from naming somebody else's. A signed Message-ID tells our own mail from mail that claims
to be ours. What a number stands for, and whether the sender takes part in it, is asked elsewhere.
"""

import base64
import hashlib
import hmac
import re

# RFC 5321 section 4.5.3.1.1
_LONGEST_LOCAL_PART = 64
_LONGEST_KIND = 2
_LONGEST_NUMBER = 9
# 80 bits are sixteen characters of base32, with no padding; nobody gets to try 2**79 mails
_SIGNATURE_BYTES = 10
_SIGNATURE_LENGTH = 16

LONGEST_BASE = _LONGEST_LOCAL_PART - len("+.") - _LONGEST_KIND - _LONGEST_NUMBER - _SIGNATURE_LENGTH
"""How many characters an address may have before its @ so that every tag fits."""

_KIND = rf"[a-z]{{1,{_LONGEST_KIND}}}"
_NUMBER = rf"[1-9][0-9]{{0,{_LONGEST_NUMBER - 1}}}"
_CODE = rf"[a-z2-7]{{{_SIGNATURE_LENGTH}}}"
_SUBJECT = re.compile(rf"({_KIND})({_NUMBER})")
_TAG = re.compile(rf"({_KIND})({_NUMBER})\.({_CODE})")
_MESSAGE_ID = re.compile(rf"<?({_KIND}{_NUMBER}\.{_CODE})\.({_CODE})@([^@<>\s]+)>?")


def reply_address(base: str, kind: str, number: int, key: bytes) -> str:
    """Return `base` with a signed tag: `dialog@x.example` -> `dialog+i42.k3j5…@x.example`.

    `base` may carry a tag of its own. `kind` is one or two small letters, `number` is at least 1
    and has at most nine digits. Raises `ValueError` for a tag or a base that would not fit.
    """
    local, _, domain = base.rpartition("@")
    if not 0 < len(local) <= LONGEST_BASE:
        raise ValueError(base)
    subject = _subject(kind, number)
    return f"{local}+{subject}.{_code(key, 'reply', subject)}@{domain}"


def read_reply_address(address: str, base: str, key: bytes) -> tuple[str, int] | None:
    """Return the kind and number that `address` was signed for, or None where it was not.

    Letter case is of no account: some mail systems change it.
    """
    local, _, domain = base.lower().rpartition("@")
    address_local, _, address_domain = address.lower().rpartition("@")
    prefix = f"{local}+"
    if address_domain != domain or not address_local.startswith(prefix):
        return None
    tag = _TAG.fullmatch(address_local.removeprefix(prefix))
    if tag is None:
        return None
    kind, number, code = tag.groups()
    if not hmac.compare_digest(code, _code(key, "reply", kind + number)):
        return None
    return kind, int(number)


def message_id(kind: str, number: int, unique: str, domain: str, key: bytes) -> str:
    """Return a signed Message-ID, in its angle brackets.

    `unique` tells the letters on one subject apart and may be any text (the outbox key is a good
    one): the same values always give the same Message-ID, so that a letter tried twice is one.
    """
    named = f"{_subject(kind, number)}.{_shortened(hashlib.sha256(unique.encode()).digest())}"
    return f"<{named}.{_code(key, 'message-id', named)}@{domain}>"


def is_own_message_id(value: str, domain: str, key: bytes) -> bool:
    """Tell whether `message_id` made this one, for this domain and with this key."""
    parts = _MESSAGE_ID.fullmatch(value.strip().lower())
    if parts is None:
        return False
    named, code, of_domain = parts.groups()
    return of_domain == domain.lower() and hmac.compare_digest(code, _code(key, "message-id", named))


def _subject(kind: str, number: int) -> str:
    subject = f"{kind}{number}"
    if _SUBJECT.fullmatch(subject) is None:
        raise ValueError(subject)
    return subject


def _code(key: bytes, purpose: str, value: str) -> str:
    """Sign a value; the purpose keeps a code for one use from being good for another."""
    return _shortened(hmac.digest(key, f"{purpose}:{value}".encode(), hashlib.sha256))


def _shortened(digest: bytes) -> str:
    return base64.b32encode(digest[:_SIGNATURE_BYTES]).decode().lower()
