# Høringer, som de vises i Slack: svarene, hvad der skal afgøres, og hvorfor noget ikke kan lade sig gøre.

round-answer = :inbox_tray: { $who } · { $kind } · { $round }
round-fallback = { $who }: { $kind }
round-bare = :inbox_tray: { $kind } – Slack kunne ikke vise teksten. Den kan læses under Vis hele brevet.
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
        [auto_reply] automatisk svar
        [put_off] nåede ikke frem, forsøges igen
        [late] ikke nået frem endnu
        [complaint] meldt som uønsket, men nåede frem
       *[bounce] kunne ikke leveres
    }
round-again = { $outcome ->
        [coming] :hourglass_flowing_sand: Vores brev til { $to } kom tilbage og sendes igen { $when } ({ $number }. gang af { $most }), hvis parten ikke har svaret forinden.
        [sent] :outbox_tray: Vores brev til { $to } blev sendt igen { $when }.
        [dropped] :white_check_mark: Vores brev til { $to } blev ikke sendt igen: det er ikke længere nødvendigt.
        [stopped] :no_entry: Vores brev til { $to } sendes ikke igen. Det stoppede { $who } { $when }. Ring, eller find en anden adresse.
       *[lost] :x: *Vores brev til { $to } kunne heller ikke sendes igen* { $when }. Ring, eller find en anden adresse.
    }
round-late = :alarm_clock: efter fristen
round-uninvited = ikke spurgt
round-cpr = :lock: indeholder CPR-nummer
round-unread = :page_facing_up: et bilag skal læses af et menneske
round-older-document = :page_with_curl: Svaret er på version { $version } af { $name }; der er kommet en nyere.
round-undecided = :grey_question: *Læst som: { $kind }. Er det rigtigt?* { $why } Parten rykkes ikke, før det er afgjort.
round-why = { $why ->
        [no_text] Der er ingen tekst, der kan læses.
        [supplement] Det ligner et tillæg til et tidligere svar.
        [second_answer] Parten har svaret før, og det står ikke klart, om dette træder i stedet.
        [answered_before] Parten har svaret før.
        [no_remarks_to_each] Der står "ingen bemærkninger" til hvert spørgsmål.
        [answer_and_refusal] Der står både et svar og et nej.
        [refusal_and_more] Der står mere end det.
        [no_earlier_answer] Det retter et svar, vi ikke har.
        [no_address] Der står ikke, hvem vi skal skrive til i stedet.
        [absent] Det ligner et fraværssvar, men der står mere.
        [encrypted] Brevet er krypteret og kan ikke læses her. Afsenderen er bedt om at sende det igen uden kryptering, og svaret regnes som modtaget, da dette brev kom.
        [reported] Høringen er afsluttet, og notatet er færdigt.
        [unproven] Afsenderens domæne står ikke inde for brevet: det kan være skrevet af en anden.
        [nothing_said] Der er næsten ingen tekst.
       *[other] Det er ikke tydeligt.
    }
round-time-wanted = { $known ->
        [yes] :hourglass: Ønsker frist til *{ $day }*.
       *[no] :hourglass: Ønsker længere frist, men siger ikke hvor længe.
    }
round-set-aside = :wastebasket: Lagt til side: { $reason }
round-decided = :white_check_mark: Afgjort af { $who } { $when }
round-pick-other = Det er noget andet …
round-pick-correct = Ret: det er …
round-button-confirm = Ja, { $kind }
round-button-letter = Vis hele brevet
round-button-set-aside = Læg til side
round-button-give-time = Giv længere frist
round-button-no-time = Giv ikke længere frist
round-no-time-title = Skal fristen fastholdes?
round-no-time-text = Parten får et kort brev om, at fristen fastholdes. Den kan rykkes igen, hvis den ikke svarer.
round-time-refused = :envelope: Parten har fået brev om, at fristen fastholdes.
round-button-make-party = Gør til part
round-button-unmake-party = Fortryd: ikke part
round-made-party = :handshake: Gjort til part af { $who }. Den får nu det, parterne får.
round-letter-title = Hele brevet
round-letter-more = Der er mere, end Slack kan vise. It-driften kan hente alt med: fondsdialog round export { $called }
round-set-aside-title = { round-button-set-aside }
round-set-aside-hint = Beskeden gemmes, men tæller ikke med. Grunden står i høringsnotatets afstemning.
round-more-time-title = Længere frist
round-more-time-hint = Parten får et brev om den nye frist. Grunden står i sagen.
round-field-until = Ny frist
round-field-reason = Begrundelse
round-until-hint = For eksempel 2027-03-12 12:00 eller 12. marts 2027 kl. 12. Uden klokkeslæt gælder hele dagen.
round-no-moment = Skriv en dag og et klokkeslæt, for eksempel 2027-03-12 12:00.

round-state = { $state ->
        [draft] en kladde
        [approved] godkendt
        [open] åben
        [closed] lukket
        [reported] afsluttet
       *[cancelled] aflyst
    }
round-blocks = { $code ->
        [deadline_past] Fristen er udløbet.
        [nobody_invited] Ingen er inviteret endnu.
       *[missing_address] En høringspart mangler en adresse.
    }
round-refused = Det kan ikke lade sig gøre med høringen lige nu.
round-refused-not-now = Det kan ikke lade sig gøre, for høringen er { $state }.
round-refused-not-ready = Høringen kan ikke godkendes endnu. { $what }
round-refused-too-early = Det er for tidligt. Det kan gøres fra { $when }.
round-refused-deadline-passed = Fristen { $when } er udløbet, så ingen kan svare i tide.
round-refused-not-later = Fristen er { $when }. Den nye skal ligge senere.
round-refused-not-allowed = Høringen hører til et andet kontor: bed en kollega dér om at gøre det.
round-refused-not-the-approver = Det er { $who }, der godkender på denne høring.
round-refused-needs-another = Kontoret vil have fire øjne på det: en anden end dig skal bekræfte.
round-refused-reason = Skriv en begrundelse.
round-refused-unknown = Der er ingen høring, der hedder { $called }. Skriv /hoering for at se dem alle.
round-refused-key-taken = Der er allerede en høring, der hedder { $called }. Vælg et andet kort navn.
round-refused-party = Den part er ikke med i høringen.
round-refused-decided = { $who } har afgjort det imens – se kortet.
round-refused-nothing-asked = Det er allerede afgjort – se kortet.
round-refused-no-remarks = { $waiting ->
        [0] Filen er ikke et høringsnotat fra denne høring, eller der står ingen bemærkning og ingen vurdering i det endnu.
        [one] Det brev, der kunne skrives, venter på flere bemærkninger eller på en adresse, der virker.
        [2] Begge breve venter på flere bemærkninger eller på en adresse, der virker.
       *[other] Alle { $waiting } breve venter på flere bemærkninger eller på en adresse, der virker.
    }
round-refused-no-sender = Der kan ikke sendes breve: det er ikke sat op, hvem de er fra (smtp.from_address).

# Hvad der er sket med en høring.

round-told-open = :mega: *{ $round }* er sendt ud til { $asked ->
        [one] { $asked } part
       *[other] { $asked } parter
    }.
round-told-close = :lock: *{ $round }* er lukket, for fristen er udløbet. { $answered } af { $asked } har svaret. Svar, der kommer nu, bliver gemt og mærket.
round-told-not-opened = :warning: *{ $round }* skulle være sendt ud nu, men fristen er allerede udløbet. Forlæng fristen på høringens kort: så sendes den ud.
round-told-not-delivered = :warning: *{ $who }* har ikke fået vores brev om *{ $round }* ({ $letter ->
        [invitation] invitation
        [reminder] rykker
        [receipt] kvittering
        [new_deadline] ny frist
        [new_document] nyt bilag
        [deadline_stands] fristen fastholdes
        [cancelled] aflysning
       *[feedback] tilbagemelding
    }): { $reason }. Find en anden adresse, eller ring.
round-told-file-infected = :warning: Filen { $name } fra *{ $who }* til *{ $round }* indeholder en virus. Da brevet kom, kunne den ikke undersøges. Den må ikke åbnes.
round-told-receipts-spent = :repeat: { $address } hos *{ $who }* skriver igen og igen til *{ $round }*. Det kan være en maskine, der svarer på vores kvitteringer, så den får ingen flere i dag. Alt, der kommer, er gemt og talt med.
round-told-refused = :warning: { $address } hos *{ $who }* tog ikke imod vores brev om *{ $round }*: { $reason }. Vi skriver ikke mere til den adresse.
