"""Errors as a user reads them: what is wrong and what to do, one sentence each."""

from sqlalchemy.exc import DBAPIError

from bot.cli.context import of_the_settings
from bot.cli.rounds import failures
from bot.inquiries.errors import Emptied, UnknownInquiry
from bot.loops import LoopBroke
from bot.settings import SettingsError
from consultation.rounds.errors import RoundError
from consultation.rounds.mistakes import RoundFileError
from nlp import errors as nlp
from storage.postgresql import NotLetIn, NotReached
from storage.schema import SchemaOutdated
from storage.turns import ServiceRuns


def sentence(error: Exception) -> str:  # noqa: C901, PLR0911 - a table: one error, one sentence
    """Say what an error means for whoever ran the command."""
    match error:
        case SettingsError():
            return of_the_settings(error)
        case SchemaOutdated() | ServiceRuns() | NotReached() | DBAPIError():
            return _of_the_database(error)
        case nlp.CorpusError():
            return _of_the_corpus(error)
        case nlp.NlpError():
            return _of_the_model(error)
        case Emptied(reference=reference):
            return f"{reference} was closed long ago and has been emptied: there is nothing to export."
        case UnknownInquiry(reference=reference):
            return f"no inquiry is called {reference}."
        case RoundError():
            return failures.sentence(error)
        case RoundFileError():
            return failures.of_the_file(error)
        case LoopBroke(loop=loop):
            return f"the service has stopped, since its {loop} broke; the log says where. Start it again."
        case OSError():
            where = f" ({error.filename})" if error.filename else ""
            return f"{error.strerror or type(error).__name__}{where}."
    return _unexpected(error)


def _of_the_database(  # noqa: PLR0911 - a table, as above
    error: SchemaOutdated | ServiceRuns | NotReached | DBAPIError,
) -> str:
    match error:
        case NotLetIn():
            return f"the database does not let us in ({_first_line(error)}): is database.url right?"
        case NotReached():
            return "the database can't be reached: does it run, and is database.url right?"
        case SchemaOutdated(state=state) if state.missing:
            return (
                f"there is no database at {state.missing}: is database.url right, and this its folder? "
                "`fondsdialog db upgrade` makes a new one."
            )
        case SchemaOutdated(state=state) if state.current is None:
            return "the database is empty: run `fondsdialog db upgrade` once."
        case SchemaOutdated(state=state) if state.ahead > 0:
            return (
                f"the database is at version {state.current}, {state.ahead} steps ahead of this program: "
                "one is as far as it can follow. Install the newer program on this machine."
            )
        case SchemaOutdated(state=state) if state.is_newer:
            return (
                f"the database is at version {state.current}, which this program does not know: it is older. "
                "Install the newer program on this machine."
            )
        case SchemaOutdated(state=state):
            return (
                f"the database is at version {state.current}, this program needs {state.needed}: "
                "run `fondsdialog db upgrade`."
            )
        case ServiceRuns(process=process):
            which = f" (process {process})" if process else ""
            return (
                f"a service runs on this database already{which}: SQLite takes one. "
                "Stop it first, or set database.url to a PostgreSQL, which takes any number."
            )
    return f"the database can't be used: {_first_line(error.orig or error)}"


def _of_the_model(error: nlp.NlpError) -> str:  # noqa: PLR0911 - a table, as above
    match error:
        case nlp.ModelMissing(path=path):
            return f"there is no model at {path}: `make setup` builds one, or `fondsdialog train`."
        case nlp.ModelUnreadable(path=path, reason=reason):
            return f"the model at {path} can't be read ({reason}): train it again."
        case nlp.ModelForOtherTaxonomy(path=path):
            return (
                f"the model at {path} was trained for another taxonomy: train it again, or set nlp.taxonomy."
            )
        case nlp.ModelBroke():
            return "the process that reads messages died or did not answer: is there memory for it (200 MB)?"
        case nlp.ModelUnknown(version=version, known=known):
            return f"no model is called {version}; there is {', '.join(known) or 'none'}."
        case nlp.NoModelBefore():
            return "no other model was in use before this one."
        case nlp.RegistryUnreadable(path=path, reason=reason):
            return f"the list of models {path} can't be read ({reason}): mend it, or remove it to start anew."
        case nlp.TaxonomyInvalid(path=path, reason=reason):
            return f"the taxonomy {path} can't be used: {reason}."
        case nlp.BaseWithoutVectors(base=base, reason=reason):
            return f"{base} can't lend its word vectors: {reason}."
    return _unexpected(error)


def _of_the_corpus(error: nlp.CorpusError) -> str:
    match error:
        case nlp.CorpusLineInvalid(path=path, line=line, reason=reason):
            return f"{path}, line {line}: no message ({reason})."
        case nlp.LabelUnknown(path=path, line=line, field=field, label=label, allowed=allowed):
            known = ", ".join(allowed) or "which has none"
            return f"{path}, line {line}: {field} {label!r} is not in the taxonomy ({known})."
        case nlp.CorpusTooSmall(messages=messages, labels=labels):
            return f"{messages} messages with {labels} different initiatives: too few to learn from."
    return _unexpected(error)


def _unexpected(error: Exception) -> str:
    return (
        f"something unexpected went wrong ({type(error).__name__}). "
        "Set FONDSDIALOG_TRACEBACK=1 and run it again to see where."
    )


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
