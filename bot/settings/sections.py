"""The tables of `config.toml`, typed and frozen.

What disagrees between keys is found in `fitting`; where values come from is in `sources`. A field's
default is what holds where the configuration is silent; `config.example.toml` explains each key.
"""

from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from bot.settings import values
from bot.settings.fitting import NOT_AN_ADDRESS


class _Table(BaseModel):
    # a wrong value may be a secret in the wrong place: no error of pydantic's ever shows it
    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, hide_input_in_errors=True)


class Service(_Table):
    """`[service]`: the program as a whole."""

    language: values.Language = "da"
    timezone: values.Timezone = Field(default_factory=lambda: ZoneInfo("Europe/Copenhagen"))
    data_dir: values.FilePath = Path("var")
    public_name: values.Text = "Fondsdialog"
    secret: values.Secret = Field(
        default=None,
        min_length=values.SHORTEST_SECRET,
        description=f"a secret of at least {values.SHORTEST_SECRET} characters",
    )
    secret_file: values.SecretFile | None = None


class Database(_Table):
    """`[database]`: where the record is kept; the address may carry a password."""

    url: values.DatabaseUrl = Field(default="sqlite+aiosqlite:///var/fondsdialog.db", repr=False)
    url_file: values.SecretFile | None = None


def _imap_port(table: dict[str, Any]) -> int:
    return 993 if table["security"] == "tls" else 143


def _smtp_port(table: dict[str, Any]) -> int:
    ports = {"tls": 465, "starttls": 587, "none": 25}
    return ports[table["security"]]


class Imap(_Table):
    """`[imap]`: the mailbox that is read; without a host none is."""

    host: values.Host | None = None
    security: values.Security = "tls"
    port: values.Port = Field(default_factory=_imap_port)
    username: values.Text | None = None
    password: values.SignInSecret = None
    password_file: values.SecretFile | None = None
    mailbox: values.Text = "INBOX"
    processed: values.Text = "Behandlet"
    quarantine: values.Text = "Karantaene"
    poll_seconds: values.Pause = 60
    max_message_mb: values.Count = 50
    trusted_authserv: values.Hosts = ()


class Reading(_Table):
    """`[reading]`: how much of one message is read; what lies beyond is kept, and a person told."""

    max_fields: values.Count = 10_000
    max_parts: values.Count = 1_000
    max_depth: values.Count = 100
    max_text_kb: values.Count = 2_000
    max_seconds: values.Seconds = 30


class Clamav(_Table):
    """`[clamav]`: who looks for viruses in attachments; without a host or socket nobody does."""

    host: values.Host | None = None
    port: values.Port = 3310
    socket: values.FilePath | None = None
    timeout_seconds: values.Seconds = 20
    max_mb: values.Count = 25


class Smtp(_Table):
    """`[smtp]`: how letters leave; without a host none does."""

    host: values.Host | None = None
    security: values.Security = "tls"
    port: values.Port = Field(default_factory=_smtp_port)
    username: values.Text | None = None
    password: values.SignInSecret = None
    password_file: values.SecretFile | None = None
    from_address: values.BaseAddress = NOT_AN_ADDRESS
    from_name: values.Text | None = None
    connections: values.Count = 4
    per_minute: values.CountOrNone = 0
    auto_per_day: values.Count = 5
    auto_per_thread: values.Count = 3
    attachments_mb: values.Count = 20


class Slack(_Table):
    """`[slack]`: the workspace in which the offices work."""

    mode: Annotated[Literal["socket", "http", "off"], Field(description='"socket", "http" or "off"')] = "off"
    bot_token: values.SignInSecret = None
    bot_token_file: values.SecretFile | None = None
    app_token: values.SignInSecret = None
    app_token_file: values.SecretFile | None = None
    signing_secret: values.SignInSecret = None
    signing_secret_file: values.SecretFile | None = None
    api_base_url: values.HttpUrl = "https://slack.com/api/"
    http_host: values.Host = "127.0.0.1"
    http_port: values.Port = 3000
    language: values.Language = "da"
    hold_seconds: values.PauseOrNone = 10
    together_seconds: values.PauseOrNone = 120
    seconds_between_posts: values.PauseOrNone = 1


class Nlp(_Table):
    """`[nlp]`: the understanding of a message."""

    model: values.FilePath | None = None
    taxonomy: values.FilePath | None = None
    accept: values.Share = 0.6


class Sla(_Table):
    """`[sla]`: what is promised, in working days, and which days and hours are worked."""

    first_answer_days: values.WorkingDays = 5
    remind_after_days: values.WorkingDays = 3
    escalate_after_days: values.WorkingDays = 4
    day_starts: values.TimeOfDay = time(9)
    day_ends: values.TimeOfDay = Field(
        default=time(15), description='a time of day after sla.day_starts, such as "15:00"'
    )
    closed_every_year: values.DaysOfYear = ((6, 5), (12, 24), (12, 31))
    closing_days: values.Dates = ()

    @field_validator("day_ends")
    @classmethod
    def _ends_after_it_starts(cls, ends: time, info: ValidationInfo) -> time:
        if ends <= info.data.get("day_starts", time.min):
            raise ValueError
        return ends


class Monitoring(_Table):
    """`[monitoring]`: where those who watch over the service look, and what they are told of.

    Without a port nothing listens.
    """

    host: values.Host = "127.0.0.1"
    port: values.PortOrNone = 0
    disk_free_mb: values.CountOrNone = 500


class Retention(_Table):
    """`[retention]`: how many days things are kept; 0 is for good."""

    closed_inquiries_days: values.DaysKept = 1825
    quarantine_days: values.DaysKept = 90
    machine_mail_days: values.DaysKept = 730


class Office(_Table):
    """One `[[office]]`: a unit that answers."""

    key: values.Key
    name: values.Text
    name_en: values.Text | None = None
    channel: values.ChannelId | None = None
    email: values.Address | None = None
    members: values.UserIds = ()
    usergroup: values.GroupId | None = None
    triage: Annotated[bool, Field(description="true or false")] = False
    four_eyes: Annotated[bool, Field(description="true or false")] = False
    digest: Annotated[Literal["day", "week", "off"], Field(description='"day", "week" or "off"')] = "day"
    digest_at: values.TimeOfDay = time(9)
    digest_to: values.Addresses = ()


class Route(_Table):
    """One `[[route]]`: which office gets an initiative, or some topics of it."""

    initiative: values.Text
    topics: values.Keys = ()
    office: values.Key


class BarredMember(_Table):
    """One `[[barred]]`: who has nothing to do with the matters of one foundation."""

    member: values.UserId
    organisation: values.PartyOutside


class SharedChannel(_Table):
    """One `[[slack_channel]]`: a channel shared with a foundation, which may ask there."""

    id: values.ChannelId
    organisation: values.Text
    office: values.Key | None = None
