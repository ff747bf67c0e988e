"""What an attachment is by its first bytes, held against what its name promises.

Nothing is opened or unpacked here: archives stay closed. Viruses are looked for in `bot.front_desk.scanning`.
"""

import re

HEAD = 1024
"""How many bytes of a file tell its kind."""

PROGRAM, DISGUISED = "program", "disguised"
"""The marks: a file that runs when it is opened; one that is something else than its name says."""

_PROGRAM_BYTES = re.compile(
    rb"MZ|\x7fELF|#!|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]"
    rb"|L\x00\x00\x00\x01\x14\x02\x00"  # a shortcut
)
_PROGRAM_NAMES = frozenset(
    {
        *("exe", "com", "scr", "pif", "bat", "cmd", "msi", "msp", "cpl", "dll", "jar", "js"),
        *("jse", "vbs", "vbe", "wsf", "wsh", "hta", "ps1", "psm1", "lnk", "reg", "inf", "gadget"),
        *("application", "appx", "iso", "img", "vhd", "vhdx", "chm", "scf", "url", "apk", "app", "dmg"),
        *("pkg", "deb", "rpm", "sh", "run", "docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm"),
        *("ppam", "sldm", "xll"),
    }
)
_KINDS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("pdf", re.compile(rb"[\s\xef\xbb\xbf\x00]{0,64}%PDF-")),
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("jpeg", re.compile(rb"\xff\xd8\xff")),
    ("gif", re.compile(rb"GIF8[79]a")),
    ("zip", re.compile(rb"PK(?:\x03\x04|\x05\x06|\x07\x08)")),
    ("ole", re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    ("rar", re.compile(rb"Rar!\x1a\x07")),
    ("7z", re.compile(rb"7z\xbc\xaf\x27\x1c")),
    ("gzip", re.compile(rb"\x1f\x8b\x08")),
    ("rtf", re.compile(rb"\{\\rt")),
    ("html", re.compile(rb"\s{0,64}<(?:!doctype html|html|script)", re.IGNORECASE)),
)
# What a name of each ending may hold. Word opens RTF and HTML called .doc, and people save them so.
_PROMISED = {
    "pdf": {"pdf"},
    "png": {"png", "jpeg", "gif"},
    "jpg": {"jpeg", "png", "gif"},
    "jpeg": {"jpeg", "png", "gif"},
    "gif": {"gif", "png", "jpeg"},
    "docx": {"zip", "ole"},  # protected by a password it is OLE
    "xlsx": {"zip", "ole"},
    "pptx": {"zip", "ole"},
    "odt": {"zip"},
    "ods": {"zip"},
    "doc": {"ole", "rtf", "html", "zip"},
    "xls": {"ole", "html", "zip"},
    "ppt": {"ole", "zip"},
    "rtf": {"rtf", "ole", "zip"},
    "txt": set[str](),
    "csv": set[str](),
    "ics": set[str](),
    "eml": set[str](),
    "zip": {"zip"},
    "rar": {"rar"},
    "7z": {"7z"},
    "gz": {"gzip"},
}


def mark(name: str, head: bytes) -> str | None:
    """Return what people must know before they open a file of this name and these first bytes."""
    promised = _PROMISED.get(_ending(name))
    runs = _PROGRAM_BYTES.match(head) is not None
    if promised is not None and (runs or _kind(head) not in (None, *promised)):
        return DISGUISED
    return PROGRAM if runs or _ending(name) in _PROGRAM_NAMES else None


def _ending(name: str) -> str:
    return name.strip(" .").rpartition(".")[2].lower()


def _kind(head: bytes) -> str | None:
    return next((kind for kind, form in _KINDS if form.match(head)), None)
