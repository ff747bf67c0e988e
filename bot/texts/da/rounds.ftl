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

# Hvad der er sket med en høring.

round-told-open = :mega: *{ $round }* er sendt ud til { $asked ->
        [one] { $asked } part
       *[other] { $asked } parter
    }.
round-told-close = :lock: *{ $round }* er lukket, for fristen er gået. { $answered } af { $asked } har svaret. Svar, der kommer nu, bliver gemt og mærket.
round-told-not-opened = :warning: *{ $round }* skulle være sendt ud nu, men fristen er allerede gået. Giv høringen en ny frist i en ny fil, eller aflys den: `fondsdialog round cancel { $called } --reason "…"`.
round-told-not-delivered = :warning: *{ $who }* har ikke fået vores brev om *{ $round }* ({ $letter ->
        [invitation] invitation
        [reminder] rykker
        [receipt] kvittering
        [new_deadline] ny frist
        [cancelled] aflysning
       *[feedback] tilbagemelding
    }): { $reason }. Find en anden adresse, eller ring.
round-told-refused = :warning: { $address } hos *{ $who }* tog ikke imod vores brev om *{ $round }*: { $reason }. Vi skriver ikke mere til den adresse.
