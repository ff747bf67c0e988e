# En hørings kort i Slack, med knapper, formularer og det, der er at læse. Overskrifter må være 24 tegn.

round-head = :scroll: { $title }   `{ $called }`
round-where = { $state ->
        [draft] :pencil2: *Kladde* – skal godkendes
        [approved] :ballot_box_with_check: *Godkendt* – klar til at blive sendt ud
        [open] :large_green_circle: *Åben*
        [closed] :lock: *Lukket*
        [reported] :white_check_mark: *Afsluttet* – notatet er færdigt
       *[cancelled] :no_entry_sign: *Aflyst*
    }
round-deadline = Frist { $when }
round-opens = Sendes ud { $when }
round-will-be-asked = { $parties ->
        [0] Ingen er inviteret endnu.
        [one] { $parties } høringspart, { $letters ->
            [one] { $letters } brev
           *[other] { $letters } breve
        }
       *[other] { $parties } høringsparter, { $letters ->
            [one] { $letters } brev
           *[other] { $letters } breve
        }
    }
round-settled = *{ $settled } af { $invited } har svaret* ({ $percent } %)
round-count = { $state ->
        [invited] { $count } afventer
        [undeliverable] { $count } kan ikke nås
        [put_off] { $count } ikke nået endnu, forsøges igen
        [promised] { $count } har lovet svar
        [answered] { $count } har svaret
        [no_remarks] { $count } uden bemærkninger
        [declined] { $count } deltager ikke
        [outside_remit] { $count } uden for området
        [delegated] { $count } har sendt videre
        [silent] { $count } har ikke svaret
       *[uninvited] { $count } har svaret uden at være spurgt
    }
round-nobody = Ingen er inviteret endnu.
round-to-decide = { $count ->
        [one] :grey_question: *En besked skal afgøres* – se kortet i kanalen.
       *[other] :grey_question: *{ $count } beskeder skal afgøres* – se kortene i kanalen.
    }
round-to-give-time = { $count ->
        [one] :hourglass: En part venter på svar om længere frist.
       *[other] :hourglass: { $count } parter venter på svar om længere frist.
    }
round-asked = { $act ->
        [approve] :eyes: *{ $who } beder om, at høringen godkendes.* En anden skal bekræfte.
        [extend] :eyes: *{ $who } beder om ny frist for alle: { $until }.* En anden skal bekræfte.
        [extend_party] :eyes: *{ $who } beder om ny frist for { $party }: { $until }.* Begrundelse: "{ $reason }". En anden skal bekræfte.
        [feedback] :eyes: *{ $who } beder om, at tilbagemeldingen sendes til parterne.* En anden skal bekræfte.
        [report] :eyes: *{ $who } melder notatet færdigt.* En anden skal bekræfte.
       *[close] :eyes: *{ $who } beder om, at høringen lukkes.* En anden skal bekræfte.
    }
round-card-fallback = { $title }: { $state }
round-card-bare = :scroll: En høring er { $state } – Slack kunne ikke vise dens tekst.

round-button-approve = Godkend
round-button-open = Send ud
round-button-extend = Forlæng fristen
round-button-close = Luk høringen
round-button-report = Meld notatet færdigt
round-button-cancel = Aflys høringen
round-button-check = Tjek høringen
round-button-invite = Invitér
round-button-parties = Vis parter
round-button-plan = Vis plan og rykkere
round-button-chart = Vis graf
round-button-remind = Ryk nu
round-button-agree = Bekræft
round-button-withdraw = Nej, lad være

round-open-title = Skal høringen sendes ud?
round-open-text = { $letters ->
        [0] Ingen part har en adresse, så ingen breve sendes.
        [one] Der sendes ét brev til { $names }. Frist { $when }.
       *[other] Der sendes { $letters } breve til { $names }{ $more ->
            [0] {""}
           *[other] {" "}og { $more } til
        }. Frist { $when }.
    }
round-close-title = Skal høringen lukkes nu?
round-close-text = { $count ->
        [0] Alle har svaret. Svar, der kommer senere, bliver gemt og mærket.
        [one] En part har ikke svaret. Svar, der kommer senere, bliver gemt og mærket.
       *[other] { $count } parter har ikke svaret. Svar, der kommer senere, bliver gemt og mærket.
    }

round-report-title = Er høringsnotatet færdigt?
round-report-text = Høringen bliver afsluttet og kan ikke åbnes igen. Svar, der kommer senere, bliver stadig gemt og mærket.

round-check-title = Høringstjek
round-check-clean = :white_check_mark: Tjekket fandt intet at rette.
round-severity = { $severity ->
        [blocks] Skal rettes, før høringen kan godkendes
       *[warns] Værd at se på
    }
round-finding = { $code ->
        [deadline_past] Fristen er udløbet.
        [under_four_weeks] Der er kun { $count } dage til at svare. Under fire uger bør begrundes i brevet.
        [deadline_on_weekend] Fristen ligger i en weekend: { $day }.
        [deadline_on_holiday] Fristen ligger på en lukkedag: { $day }.
        [deadline_in_school_holiday] Fristen, { $day }, ligger i skolernes sommerferie.
        [closing_time_not_stated] Fristen har intet klokkeslæt, så hele dagen gælder.
        [nobody_invited] Ingen er inviteret endnu.
        [missing_address] { $organisation } mangler en adresse.
        [bounced_address] Post til { $address } ({ $organisation }) kom retur sidst.
        [duplicate_address] { $address } er inviteret { $count } gange.
        [party_missing] { $organisation } var med sidst, men er ikke inviteret nu.
        [no_questions] Høringen stiller ingen spørgsmål.
        [two_questions] Spørgsmålet "{ $called }" spørger om to ting på én gang: { $text }
        [leading_question] Spørgsmålet "{ $called }" lægger op til et bestemt svar: { $text }
        [document_without_text] Der kan ikke læses nogen tekst i "{ $called }". Er det scannet?
        [consent_missing] Ingen bliver spurgt, om svaret må offentliggøres.
       *[feedback_missing] Der er ingen dato for, hvornår parterne hører, hvad der blev af deres svar.
    }

round-plan-title = Plan og rykkere
round-plan-group = { $count ->
        [one] { $count } part
       *[other] { $count } parter
    }
round-plan-reminder = :bell: Rykkes { $moment ->
        [halfway] halvvejs
        [before] tre arbejdsdage før fristen
       *[after] dagen efter fristen
    }: { $when }
round-plan-nothing = :no_bell: Ingen rykkere: { $reason }
round-plan-skipped = :no_bell: Rykkes ikke { $moment ->
        [halfway] halvvejs
        [before] tre arbejdsdage før fristen
       *[after] dagen efter fristen
    }: { $reason }
round-plan-phone = :telephone_receiver: Ringes op fra { $when }, hvis der stadig ikke er kommet svar
round-reason = { $reason ->
        [not_invited] endnu ikke inviteret
        [round_not_open] høringen er ikke åben
        [answered] har svaret
        [no_remarks] har ingen bemærkninger
        [declined] deltager ikke
        [outside_remit] emnet ligger uden for området
        [delegated] har sendt høringen videre
        [undeliverable] breve kommer retur
        [put_off] et brev sendes igen først
        [unread] en besked skal først afgøres
        [asks_for_time] venter på svar om længere frist
        [promised] har lovet at svare
        [phone] skal høres, så nogen ringer i stedet
        [three_sent] har fået tre rykkere
        [too_close] det ville komme for tæt på et andet brev
        [too_late] det er for sent
        [absent] væk, til det er for sent
        [not_planned] høringen har ingen rykker dér
        [moved] planen er ændret
        [not_yet] det er ikke tid endnu
       *[other] det venter på arbejdstid
    }
round-due = { $count ->
        [0] Ingen skal rykkes lige nu.
        [one] *En part skal rykkes nu.* Den får brevet i arbejdstiden.
       *[other] *{ $count } parter skal rykkes nu.* De får brevet i arbejdstiden.
    }
round-reminded = { $count ->
        [0] Ingen blev rykket: der er ingen, der skal rykkes lige nu.
        [one] :white_check_mark: En rykker er på vej.
       *[other] :white_check_mark: { $count } rykkere er på vej.
    }

round-parties-title = Høringsparter
round-party-pick = Vælg en part …
round-party-title = Høringspart
round-party-state = { $state ->
        [invited] Afventer svar
        [undeliverable] Kan ikke nås
        [put_off] Ikke nået endnu, forsøges igen
        [promised] Har lovet svar
        [answered] Har svaret
        [no_remarks] Ingen bemærkninger
        [declined] Deltager ikke
        [outside_remit] Uden for området
        [delegated] Har sendt videre
        [silent] Har ikke svaret
       *[uninvited] Har svaret uden at være spurgt
    }
round-proved = { $state } – ifølge beskeden fra { $when }
round-unproved = { $invited ->
        [yes] { $state } – det seneste er vores invitation
       *[no] { $state }
    }
round-own-deadline = :calendar: Egen frist { $when } ({ $reason })
round-absent = :palm_tree: Væk til { $day }
round-must-hear = :telephone_receiver: Skal høres: ringes op, hvis den ikke svarer
round-no-messages = Den har ikke skrevet til os om høringen.
round-is-proof = :pushpin: det gælder nu
round-is-undecided = :grey_question: skal afgøres
round-decided-by = afgjort af { $who }
round-letter = :outbox_tray: { $kind ->
        [invitation] Invitation
        [reminder] Rykker
        [receipt] Kvittering
        [new_deadline] Ny frist
        [new_document] Nyt bilag
        [deadline_stands] Fristen fastholdes
        [cancelled] Aflysning
       *[feedback] Tilbagemelding
    } · { $when } · { $state ->
        [held] på vej
        [sent] sendt
        [dropped] ikke sendt
       *[failed] kunne ikke leveres
    } · { $to }
round-party-older = Ældre beskeder og breve, der ikke vises: { $count }
round-page-more = Der er mere, end Slack kan vise. It-driften kan se alt med: fondsdialog round { $what } { $called }

round-more-time-for = { $who } beder om længere frist.
round-field-party = Kun for
round-party-all = Alle parter
round-party-hint = Vælg en part, hvis kun den skal have længere frist. Ellers gælder den nye frist alle.
round-extend-title = { round-button-extend }
round-extend-hint = Skal skrives, når kun én part får længere frist. De, der ikke har svaret, får et brev om den nye frist.
round-cancel-title = { round-button-cancel }
round-cancel-text = { $out ->
        [yes] *{ $title }* aflyses, og alle, der er spurgt, får besked med begrundelsen.
       *[no] *{ $title }* aflyses. Ingen er spurgt endnu, så ingen får besked.
    }
round-cancel-hint = Begrundelsen står i brevet til parterne.
round-invite-title = Invitér parter
round-field-invitees = Høringsparter
round-invitees-hint = En linje til hver: Organisation; adresse; sprog (da eller en). Du kan også indsætte fra et regneark.
round-row = Linje { $line }: { $why }
round-row-problem = { $problem ->
        [organisation_missing] organisationen mangler.
        [not_one_line] et navn har et linjeskift eller et andet kontroltegn i sig.
        [address_missing] adressen mangler.
        [bad_address] adressen er ikke en mailadresse.
        [doubled_address] adressen står også i en tidligere linje.
        [unknown_language] sproget skal være da eller en.
       *[too_many_fields] der er for mange felter.
    }
round-rows-more = Og { $count ->
        [one] { $count } linje
       *[other] { $count } linjer
    } til.

# /hoering: listen, en hørings forløb, hjælpen og formularen.

round-list = { $count ->
        [0] :scroll: Jeres kontor har ingen høringer endnu. Skriv `/hoering ny` for at oprette en.
        [one] :scroll: *En høring*
       *[other] :scroll: *{ $count } høringer*
    }
round-list-more = Ældre høringer, der ikke vises: { $count }
round-list-help = `/hoering NAVN` viser én høring · `/hoering ny` opretter en · `/hoering hjælp` forklarer
round-days-left = { $count ->
        [0] i dag
        [one] { $count } dag tilbage
       *[other] { $count } dage tilbage
    }
round-answers = { $settled } af { $invited } har svaret
round-progress = Svar dag for dag, siden høringen blev sendt ud { $days ->
        [0] i dag
        [one] for { $days } dag siden
       *[other] for { $days } dage siden
    }:
    `{ $bar }`
round-reconciled = :white_check_mark: Regnskabet stemmer: { $taken } beskeder ind = { $answers } svar + { $others } andet end svar + { $aside } lagt til side + { $open } ikke afgjort
round-not-reconciled = :warning: Regnskabet stemmer *ikke*: { $taken } beskeder ind, men { $answers } svar + { $others } andet end svar + { $aside } lagt til side + { $open } ikke afgjort
round-no-chart = Der er ikke noget at vise endnu: ingen har svaret.
round-chart-in-thread = Grafen er på vej til tråden under høringens kort.
round-party-others = Passer også: { $names }
round-help = *Sådan bruges { $command }*
    • `{ $command }` – jeres kontors høringer: hvor de står, fristen, og hvor mange der har svaret
    • `{ $command } ny` – opret en høring i en formular (`{ $command } ny politik` med spørgsmål til et politisk oplæg)
    • `{ $command } uip-2027` – én høring med knapper, svar dag for dag og regnskab
    • `{ $command } uip-2027 Fonden Nordlys` – én part: hvor den står, og hvad der er skrevet frem og tilbage
round-help-more = Hver høring har også et kort i kontorets kanal. Kommer der et bilag til siden, kan it-driften lægge det på med: fondsdialog round document
round-button-create = Opret
round-create-title = Ny høring
round-created = :white_check_mark: *Høringen er oprettet som `{ $called }`.* Dens kort står i kontorets kanal: dér tjekkes, godkendes og sendes den.
round-kind-of = { $kind ->
        [uip] UIP: fokusområder og udviklingsprojekter
       *[policy] Politisk oplæg
    }
round-consent = { $value ->
        [yes] Ja, spørg, om svaret må offentliggøres
       *[no] Nej
    }
round-create-kind = Slags
round-create-kind-hint = Retter du ikke i spørgsmålene, bruges de spørgsmål, der hører til den slags høring, du vælger.
round-field-title = Titel
round-create-title-hint = Står i emnet på alle breve.
round-create-text = Følgetekst
round-create-text-hint = Det, parterne læser først. Hilsenerne først og sidst sættes ind automatisk.
round-create-questions = Spørgsmål
round-create-questions-hint = Et på hver linje, med et kort navn foran: behov: Hvem bør have fokus?
round-create-deadline = Frist
round-create-deadline-hint = For eksempel 2027-03-12 12:00 eller 12. marts 2027 kl. 12. Fire uger er det normale.
round-create-office = Kontor
round-create-office-hint = Kortet kommer i kontorets kanal, og dets medlemmer tager sig af høringen.
round-create-documents = Bilag
round-create-documents-hint = Op til 10 filer, som alle parter får med brevet: PDF, Word, tekst, regneark, præsentationer eller billeder. Tilsammen må de højst fylde det, et brevs bilag må fylde.
round-documents-being-read = :hourglass_flowing_sand: Bilagene bliver hentet og læst, og høringen oprettet. Det tager et øjeblik; vinduet skifter af sig selv.
round-document-refused = { $why ->
        [type] { $name } kan ikke sendes med. Det kan kun PDF, Word, tekst, regneark, præsentationer og billeder.
        [empty] { $name } er tom.
        [doubled] To filer hedder { $name }. Giv den ene et andet navn.
       *[too_large] Bilagene fylder for meget: tilsammen højst { $most } MB, for alle parter får dem med brevet.
    }
round-document-not-fetched = :warning: { $name } kunne ikke hentes fra Slack. It-driften kan tilføje den med: fondsdialog round document { $called } FIL
round-create-tags = Tags
round-create-tags-hint = Alle i registret med et af disse tags bliver spurgt, for eksempel: alle fonde, børn og unge
round-create-consent = Spørg om offentliggørelse
round-create-consent-hint = Partens ønske følges i alt, vi skriver om høringen.
round-create-feedback = Tilbagemelding senest
round-create-feedback-hint = Dagen, hvor parterne hører, hvad der blev af deres svar, for eksempel 2027-06-01.
round-create-approver = Godkendes af
round-create-approver-hint = Kun nødvendigt, hvis en bestemt person skal godkende.
round-create-key = Kort navn
round-create-key-hint = Bruges i kommandoer og i brevenes emne, for eksempel uip-2027. Lad feltet stå tomt, så finder vi et.
round-mistake = { $wrong ->
        [missing] Skal udfyldes.
        [empty] { $field ->
            [invitee] Skriv mindst én høringspart, eller vælg tags.
           *[other] Skal udfyldes.
        }
        [wrong_kind] Skriv en dag og et klokkeslæt, for eksempel 2027-03-12 12:00.
        [past] Fristen skal ligge ude i fremtiden.
        [not_after_deadline] Skal ligge efter fristen.
        [not_one_line] Skal være én linje, uden kontroltegn.
        [bad_key] Et kort navn er bogstaver, tal, bindestreg og understreg, højst 64 tegn: { $given }
        [doubled] Det korte navn { $given } står to gange.
        [bad_address] { $given } er ikke en mailadresse.
       *[other] { $given } kan ikke bruges her.
    }

round-button-feedback = Send tilbagemelding
round-button-look = Læs og vis et brev
round-button-feedback-send = Send brevene
round-button-letter-look = Se et brev
round-feedback-title = Tilbagemelding
round-feedback-text = Hver part får et brev om, hvad der er blevet af dens egne punkter. Vælg høringsnotatet med ministeriets bemærkninger og vurderinger; inden noget sendes, ser du et brev.
round-field-note = Høringsnotatet
round-note-hint = Notatet som .docx eller .csv, sådan som det blev skrevet ud, med jeres bemærkninger i.
round-note-being-read = :hourglass_flowing_sand: Notatet bliver læst, og brevene skrevet. Det tager et øjeblik; vinduet skifter af sig selv.
round-note-not-fetched = Filen kunne ikke hentes fra Slack. Prøv igen; et notat må højst fylde 20 MB.
round-feedback-leaving = { $count ->
        [0] *Ingen breve er klar til at blive sendt.*
        [one] *1 brev er klar til at blive sendt.*
       *[other] *{ $count } breve er klar til at blive sendt.*
    }
round-feedback-second = En anden skal bekræfte på høringens kort, før brevene går ud.
round-feedback-had = { $count ->
        [one] 1 part har fået sit brev før og får ikke et til.
       *[other] { $count } parter har fået deres brev før og får ikke et til.
    }
round-feedback-waits = { $count ->
        [0] { $who }: ingen adresse virker.
        [one] { $who } venter: 1 punkt mangler bemærkning og vurdering, eller er ændret siden.
       *[other] { $who } venter: { $count } punkter mangler bemærkning og vurdering, eller er ændret siden.
    }
round-feedback-waits-more = { $count ->
        [one] Og 1 part mere venter.
       *[other] Og { $count } parter mere venter.
    }
round-feedback-pick = Vis brevet til …
round-feedback-one = Sådan ser brevet til *{ $who }* ud:
