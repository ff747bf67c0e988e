"""The configuration as one value."""

from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.settings.errors import SettingsError
from bot.settings.fitting import disagreements
from bot.settings.sections import (
    BarredMember,
    Clamav,
    Database,
    Imap,
    Monitoring,
    Nlp,
    Office,
    Reading,
    Retention,
    Route,
    Service,
    SharedChannel,
    Sla,
    Slack,
    Smtp,
)


class Settings(BaseSettings):
    """Everything a user configures; names are those of `config.toml`.

    Made from values it reads neither a file nor the environment: `load` does that. Raises pydantic's
    `ValidationError` for a wrong value and `SettingsError` where values disagree.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        env_prefix="FONDSDIALOG_",
        env_nested_delimiter="__",
        enable_decoding=False,  # lists in the environment are read by their types, in `values`
    )

    service: Service = Field(default_factory=Service)
    database: Database = Field(default_factory=Database)
    imap: Imap = Field(default_factory=Imap)
    reading: Reading = Field(default_factory=Reading)
    clamav: Clamav = Field(default_factory=Clamav)
    smtp: Smtp = Field(default_factory=Smtp)
    slack: Slack = Field(default_factory=Slack)
    nlp: Nlp = Field(default_factory=Nlp)
    sla: Sla = Field(default_factory=Sla)
    retention: Retention = Field(default_factory=Retention)
    monitoring: Monitoring = Field(default_factory=Monitoring)
    office: tuple[Office, ...] = ()
    route: tuple[Route, ...] = ()
    slack_channel: tuple[SharedChannel, ...] = ()
    barred: tuple[BarredMember, ...] = ()

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if mistakes := tuple(disagreements(self.model_dump())):
            raise SettingsError(mistakes)
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take the values given, and nothing from the world around."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)
