"""The spaCy components of the pipeline; importing this registers them with spaCy.

    fondsdialog_words        the words, numbered                        rules
    fondsdialog_parts        own words, quotes, signature; what is asked rules
    fondsdialog_language     which language it is in                     trainable
    fondsdialog_mentions     CPR numbers, dates, target groups, aktindsigt rules
    fondsdialog_features     the features that the next two score        trainable
    fondsdialog_initiative   the initiative, with its probability        trainable
    fondsdialog_details      topics, kind, phase, form                   trainable

A component writes what it found to the Doc (`doc._.…`, see `nlp.components.reading`); putting
that together is `nlp.model`.
"""

from nlp.components import details, features, initiative, language, reading

__all__ = ["details", "features", "initiative", "language", "reading"]
