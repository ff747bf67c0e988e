"""What single values can't show: keys of a configuration that disagree with one another.

These rules read the raw tables, whatever is wrong in them, so that a user hears of every mistake at
once; a value of the wrong kind is passed over here, since `sources` names it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.settings.errors import Mistake
from nlp.taxonomy import Taxonomy, keys

Tables = Mapping[str, Any]


NOT_AN_ADDRESS = "fondsdialog@localhost"
"""Our own address where nothing is sent: messages can still be read from files."""


def disagreements(tables: Tables) -> Iterator[Mistake]:
    """Yield what the tables have against each other."""
    yield from _one_triage_office(tables)
    yield from _office_keys_once(tables)
    yield from _routes_to_known_offices(tables)
    yield from _channels(tables)
    yield from _shared_channels(tables)
    yield from _mail_accounts(tables)


def unknown_to(taxonomy: Taxonomy, tables: Tables) -> Iterator[Mistake]:
    """Yield the initiatives and topics in routes that the taxonomy lacks."""
    initiatives, topics = keys(taxonomy.initiatives), keys(taxonomy.topics)
    for position, route in _entries(tables, "route"):
        initiative = route.get("initiative")
        if isinstance(initiative, str) and initiative not in initiatives:
            yield Mistake(f"route[{position}].initiative", f'is "{initiative}"', one_of(initiatives))
        wanted = route.get("topics")
        for topic in wanted if isinstance(wanted, list | tuple) else ():
            if isinstance(topic, str) and topic not in topics:
                yield Mistake(f"route[{position}].topics", f'has "{topic}"', one_of(topics))


def missing_secrets(tables: Tables) -> Iterator[Mistake]:
    """Yield the secrets without which the configured servers can't be used."""
    slack = {
        "socket": ("slack.bot_token", "slack.app_token"),
        "http": ("slack.bot_token", "slack.signing_secret"),
    }
    needed = list(slack.get(str(_value(tables, "slack.mode")), ()))
    needed += [f"{section}.password" for section in ("imap", "smtp") if _value(tables, f"{section}.username")]
    for key in needed:
        if not _value(tables, key):
            yield Mistake(key, "is missing", secret_places(key))


def one_of(names: Iterable[str]) -> str:
    """Say that one of some names is allowed."""
    return "one of " + ", ".join(names)


def secret_places(key: str) -> str:
    """Say where a secret may be given."""
    variable = f"FONDSDIALOG_{key.replace('.', '__').upper()}"
    return f"given in the environment as {variable} or in a file named by {key}_file"


def _value(tables: Tables, key: str) -> object:
    section, _, name = key.partition(".")
    table = tables.get(section)
    return table.get(name) if isinstance(table, Mapping) else None


def _entries(tables: Tables, name: str) -> Iterator[tuple[int, Tables]]:
    entries = tables.get(name)
    for position, entry in enumerate(entries if isinstance(entries, list | tuple) else (), 1):
        if isinstance(entry, Mapping):
            yield position, entry


def _office_keys(tables: Tables) -> list[str]:
    return [key for _, office in _entries(tables, "office") if isinstance(key := office.get("key"), str)]


def _one_triage_office(tables: Tables) -> Iterator[Mistake]:
    of_triage = sum(office.get("triage") is True for _, office in _entries(tables, "office"))
    if of_triage != 1:
        yield Mistake("office", f"has triage = true on {of_triage or 'none'}", "true on exactly one office")


def _office_keys_once(tables: Tables) -> Iterator[Mistake]:
    seen: set[str] = set()
    for position, office in _entries(tables, "office"):
        key = office.get("key")
        if isinstance(key, str) and key in seen:
            yield Mistake(f"office[{position}].key", f'is "{key}" once more', "different for each office")
        elif isinstance(key, str):
            seen.add(key)


def _routes_to_known_offices(tables: Tables) -> Iterator[Mistake]:
    offices = _office_keys(tables)
    for position, route in _entries(tables, "route"):
        office = route.get("office")
        if isinstance(office, str) and office not in offices:
            allowed = one_of(offices) if offices else "the key of an [[office]]"
            yield Mistake(f"route[{position}].office", f'is "{office}"', allowed)


def _channels(tables: Tables) -> Iterator[Mistake]:
    if _value(tables, "slack.mode") not in ("socket", "http"):
        return
    for position, office in _entries(tables, "office"):
        if office.get("channel") is None:
            yield Mistake(
                f"office[{position}].channel",
                "is missing",
                'the id of a Slack channel, such as "C0FOND001", while slack.mode is not "off"',
            )


def _shared_channels(tables: Tables) -> Iterator[Mistake]:
    """What an office says in its channel must never be read by a foundation."""
    # lists: what stands there may be of any kind, and need not have a hash
    own = [office.get("channel") for _, office in _entries(tables, "office")]
    offices = _office_keys(tables)
    seen: list[object] = []
    for position, channel in _entries(tables, "slack_channel"):
        shared, office = channel.get("id"), channel.get("office")
        if shared in own:
            yield Mistake(
                f"slack_channel[{position}].id",
                f'is "{shared}", an office\'s own',
                "the id of another channel",
            )
        if shared in seen:
            yield Mistake(
                f"slack_channel[{position}].id", f'is "{shared}" once more', "different for each channel"
            )
        seen.append(shared)
        if isinstance(office, str) and office not in offices:
            yield Mistake(f"slack_channel[{position}].office", f'is "{office}"', one_of(offices))


def _mail_accounts(tables: Tables) -> Iterator[Mistake]:
    if _value(tables, "imap.host") and not _value(tables, "imap.username"):
        yield Mistake("imap.username", "is missing", "given, since imap.host is")
    if _value(tables, "smtp.host") and _value(tables, "smtp.from_address") in (None, NOT_AN_ADDRESS):
        yield Mistake("smtp.from_address", "is missing", "our own mail address, since smtp.host is given")
