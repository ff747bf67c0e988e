"""What the model is taught and tried with: examples labelled by staff, and a second model's opinions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class LabelledExample(Base):
    """An inquiry's letter, without personal data, and what staff last said that it is about.

    It is made when they say so: the letter itself may be erased later.
    """

    __tablename__ = "labelled_example"

    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    subject: Mapped[str]
    body: Mapped[str]
    initiative: Mapped[str]
    topics: Mapped[list[Any]]


class SecondOpinion(Base):
    """What a model in the shadow said of an inquiry that another model had decided on."""

    __tablename__ = "second_opinion"

    model: Mapped[str] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), primary_key=True, index=True)
    at: Mapped[datetime]
    initiative: Mapped[str]
    confidence: Mapped[float]
    accepted: Mapped[bool]
