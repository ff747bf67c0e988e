"""Mail domains that look like one another to somebody in a hurry."""

import re
import unicodedata

_SAME = str.maketrans({"0": "o", "1": "l", "i": "l", "3": "e", "5": "s", "ø": "o", "æ": "ae", "ß": "ss"})
_RUNS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def skeleton(domain: str) -> str:
    """What is left of a domain when everything is taken from it that the eye passes over.

    Its ending, hyphens, accents, doubled letters, and letters that look alike: ``n0rd-lys.org`` and
    ``nordlys.dk`` leave the same. Too short to be told from others: the empty string.
    """
    name = _readable(domain).rpartition(".")[0] or domain
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    plain = plain.translate(_SAME)
    for run, one in _RUNS:
        plain = plain.replace(run, one)
    bare = re.sub(r"(.)\1+", r"\1", re.sub(r"[^\w]|_", "", plain))
    return bare if len(bare) >= _SHORTEST else ""


_SHORTEST = 4


def _readable(domain: str) -> str:
    """A domain as it is shown: ``xn--…`` decoded (RFC 3492)."""
    labels = []
    for label in domain.split("."):
        try:
            labels.append(label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label)
        except UnicodeError:
            labels.append(label)
    return ".".join(labels)
