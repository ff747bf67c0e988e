"""Organisations, the mail domains they are known by, and the people there."""

import unicodedata
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, validates

from storage.tables.base import Base


def folded(name: str) -> str:
    """A name as it is looked up: the databases disagree on what a small letter is, and know no "Å"."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class Organisation(Base):
    """A foundation or another party."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    cvr: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    folded: Mapped[str]
    """The name as it is looked up."""

    @validates("name")
    def _fold(self, _key: str, name: str) -> str:
        self.folded = folded(name)
        return name


class OrganisationTag(Base):
    """A word that organisations are chosen by, such as "alle fonde"; in lower case."""

    __tablename__ = "organisation_tag"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True, index=True)


class OrganisationDomain(Base):
    """A mail domain that belongs to one organisation."""

    __tablename__ = "organisation_domain"

    domain: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    skeleton: Mapped[str | None] = mapped_column(index=True)
    """What it looks like to somebody in a hurry (`storage.lookalikes`)."""


class RefusedAddress(Base):
    """A mail address that letters of ours do not reach."""

    __tablename__ = "refused_address"

    email: Mapped[str] = mapped_column(primary_key=True)
    cause: Mapped[str]
    """A key of our texts, such as ``no_address``."""
    at: Mapped[datetime]


class Contact(Base):
    """A person, known by one mail address."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    created_at: Mapped[datetime]
    listed_at: Mapped[datetime | None]
    """When it first stood on a list that was imported; None for one known by its letters alone."""
