# Svar på høringer, som de vises i Slack.

round-answer = :inbox_tray: { $who } · { $kind } · { $round }
round-fallback = { $who }: { $kind }
round-kind = { $kind ->
        [submission] høringssvar
        [revised_submission] nyt høringssvar
        [no_remarks] ingen bemærkninger
        [declined] deltager ikke
        [outside_remit] uden for området
        [extension_request] beder om længere frist
        [question] spørgsmål
        [promise] svarer senere
        [delegation] henviser til en anden
        [auto_reply] autosvar
       *[bounce] kunne ikke leveres
    }
round-late = :alarm_clock: efter fristen
round-uninvited = ikke spurgt
round-cpr = :lock: indeholder CPR-nummer
round-unread = :page_facing_up: et bilag skal læses af et menneske
round-undecided = :grey_question: *Hvad er det?* Det er ikke tydeligt. Afgør det med `fondsdialog round decide { $called } { $number }`. Parten rykkes ikke imens.
