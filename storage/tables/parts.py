"""What other offices are asked to answer of one inquiry; their answers stay in the house."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class QuestionPart(Base):
    """A question of an inquiry that an office answers to its colleagues: an inquiry with its own card."""

    __tablename__ = "question_part"

    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), primary_key=True)
    main_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), index=True)
    """The inquiry that the foundation has; ``Inquiry.part_of`` says the same."""
    number: Mapped[int]
    """Counts the questions of one inquiry, from 1."""
    question: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    answer: Mapped[str | None]
    """Not yet a word of any letter: whoever answers the foundation puts it in."""
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    """When the foundation had its answer, or wanted none any more."""
    withdrawn_at: Mapped[datetime | None]
    """When whoever asked took the question back."""
