# Kort og tråde i Slack. Teksten udefra er gjort sikker, før den kommer hertil.

card-status-new = :large_yellow_circle: Ny – ingen har taget sagen
card-status-claimed = :large_blue_circle: { $who } har sagen
card-status-waiting = :zzz: Udsat
card-status-answered = :white_check_mark: Besvaret
card-status-closed = :file_folder: Lukket
card-snoozed = :zzz: Udsat til { $when }
card-holder = { $who } har sagen
card-unheld = Ingen har taget sagen endnu
card-deadline = Svar { $deadline }
card-deadline-late = :alarm_clock: *Fristen er overskredet* – svar skulle være sendt { $deadline }
card-confidence = { $level }, { $percent } %
card-unsure = :grey_question: *Hvor hører den til?* Læsningen er usikker: vælg et af buddene, eller brug Send videre.
card-guess = { $initiative } → { $office } ({ $percent } %)
card-which-round = :ballot_box_with_ballot: *Hører brevet til en høring?* Afsenderen er spurgt. Et tryk lægger brevet dér som svar og lukker sagen her.
card-round-guess = { $title } [{ $called }] – frist { $deadline }
card-handed = :ballot_box_with_ballot: Brevet er lagt til høringen { $title }
card-to-round = Læg til { $title }
card-doubt-unproven = :warning: *Hvem har skrevet det?* Domænet bag { $sender } står ikke inde for brevet: det kan være skrevet af en anden. Det er ikke lagt i en igangværende sag, og der er ikke kvitteret for det.
card-doubt-looks-like = :warning: *Er det den rigtige?* Adressen ligner { $domain }, som hører til { $name }, men er en anden.
card-doubt-new-address = :warning: *Er det den rigtige?* Vi har ikke skrevet til { $sender } før. Adressen har samme domæne som { $name }, og brevet er underskrevet for dem. Det tæller som deres svar; høringens breve går fortsat kun til de adresser, vi kendte.
card-doubt-encrypted = :lock: *Brevet er krypteret*, så vi kan ikke læse det eller det, der er krypteret i det. Intet er tabt: hele mailen ligger under Hent filer. Der er ikke kvitteret for det, der ikke kan læses. Skriv til afsenderen og bed om brevet igen uden kryptering – eller ring.
card-doubt-winmail = :package: *Noget af brevet kan ikke læses her.* Det er pakket i Outlooks eget format (winmail.dat). Hele mailen ligger under Hent filer.
card-doubt-cut = :scissors: *Brevet er usædvanlig stort*, og vi har ikke læst det hele. Hele mailen ligger under Hent filer.
attachment-program = et program – åbn det ikke
attachment-infected = virus – må ikke åbnes
attachment-unchecked = ikke undersøgt for virus
attachment-disguised = ikke det, som navnet siger – åbn den ikke
card-doubt-refused = :no_entry: *Vores breve når ikke frem til { $name }*: { $cause }. Ring, eller find en anden adresse.
card-doubt-again = :hourglass_flowing_sand: *Vores brev nåede ikke frem til { $name }*: { $cause }. Vi sender det igen { $when }. Det kan stoppes i tråden.
card-linked = Hænger sammen med { $references }
card-phoned = :telephone_receiver: Ringet ind, taget ned af { $who }
card-more-attachments = og { $count } til
card-no-text = _Ingen tekst_
card-no-subject = (intet emne)
card-unknown-sender = Ukendt afsender
card-moved = :arrow_right: { $reference } er sendt videre til { $office }.
card-bare = *{ $reference }* – Slack kunne ikke vise henvendelsens tekst. Den kan læses under Vis original.
card-fallback = { $reference } fra { $who }: { $subject }

thread-follow-up = :incoming_envelope: *{ $who }* skrev igen { $when }
thread-note = :memo: Notat af { $who }
thread-preview = :outbox_tray: Dette brev sendes kl. { $clock }. Tryk på Fortryd for at stoppe det.
thread-sent = :white_check_mark: Sendt af { $who } { $when }
thread-withdrawn = :leftwards_arrow_with_hook: Brevet fra { $who } blev stoppet og er ikke sendt. Teksten ligger klar under Svar.
thread-failed = :x: Brevet fra { $who } kunne ikke leveres. Grunden står i tråden.
thread-overtaken = :warning: Der er kommet nyt, så brevet er ikke sendt. Se det nye først – teksten ligger klar under Svar.
thread-undeliverable = :x: Brevet til { $to } kunne ikke leveres: { $reason }
thread-returned = :x: *Vores brev kom ikke frem til { $to }*: { $cause }. Ring, eller send det til en anden adresse.
thread-delayed = :hourglass: Vores brev til { $to } er ikke nået frem endnu: { $cause }. Mailserveren bliver ved med at prøve.
thread-again = :hourglass_flowing_sand: *Vores brev nåede ikke frem til { $to }*: { $cause }. Vi sender det igen { $when } ({ $number }. gang af { $most }). Er der skrevet i sagen forinden, sendes det ikke.
thread-again-over = { $outcome ->
        [sent] :outbox_tray: Brevet til { $to } blev sendt igen { $when }.
        [stopped] :no_entry: Brevet til { $to } sendes ikke igen. Det stoppede { $who } { $when }. Ring, eller send det til en anden adresse.
        [dropped] :white_check_mark: Brevet til { $to } blev ikke sendt igen: det er ikke længere nødvendigt.
       *[lost] :x: *Brevet til { $to } kunne heller ikke sendes igen* { $when }. Ring, eller send det til en anden adresse.
    }
thread-spent = :repeat: { $who } har fået så mange automatiske breve i dag, som én adresse må få, så der er ikke kvitteret for dette. Det kan være en maskine, der svarer på vores breve. Alt er gemt; svar selv, hvis det er et menneske.
thread-complained = :no_entry: { $to } har meldt vores brev som uønsket. Det er kommet frem.
thread-absent = :palm_tree: { $who } er ikke til stede og er tilbage { $day }.
thread-automatic = :palm_tree: Automatisk svar fra { $who }. Det skal ikke besvares.
thread-somebody = modtageren
bounce-cause = { $cause ->
        [no_address] adressen findes ikke
        [no_domain] mailserveren bag adressen findes ikke
        [closed] postkassen er lukket
        [full] postkassen er fuld
        [too_large] brevet er for stort
        [not_wanted] modtagerens mailserver afviser det
        [gave_up] mailserveren svarede ikke i tide
       *[other] mailserveren siger ikke hvorfor
    }
thread-bounce = :x: Et brev er kommet retur: { $details }
thread-auto-reply = :palm_tree: Automatisk svar: { $details }
thread-shortened = Teksten er længere end vist her. Hele teksten står under Vis original på kortet.
thread-not-shown = :warning: Slack kunne ikke vise en besked her. Se { $reference } under Vis original på kortet.
thread-reminder =
    { $late ->
        [yes] :alarm_clock: { $reference } "{ $subject }" skulle være besvaret { $deadline }. Du har sagen.
       *[no] :bell: { $reference } "{ $subject }" skal besvares { $deadline }. Du har sagen.
    }
thread-reminder-deputy =
    { $late ->
        [yes] :alarm_clock: { $reference } "{ $subject }" skulle være besvaret { $deadline }. { $who } har sagen, men er væk, og du er stedfortræder.
       *[no] :bell: { $reference } "{ $subject }" skal besvares { $deadline }. { $who } har sagen, men er væk, og du er stedfortræder.
    }
thread-unclaimed =
    { $late ->
        [yes] :alarm_clock: { $reference } "{ $subject }" skulle være besvaret { $deadline }, og ingen har taget sagen endnu.
       *[no] :bell: { $reference } "{ $subject }" skal besvares { $deadline }, og ingen har taget sagen endnu.
    }
thread-escalation =
    { $late ->
        [yes] :rotating_light: { $reference } "{ $subject }" skulle være besvaret { $deadline }, men er det ikke endnu. { $holder }.
       *[no] :rotating_light: { $reference } "{ $subject }" er ikke besvaret endnu. Det skal ske { $deadline }. { $holder }.
    }

letter-to = Til { $to } · { $subject }
letter-copies = Kopi til { $to }

quarantine-card = :warning: *En mail skal ses af et menneske* og ligger i karantæne. Hele mailen er gemt.
quarantine-card-talk = :warning: *En besked fra Slack skal ses af et menneske* og ligger i karantæne. Hele beskeden er gemt.
quarantine-direct = en direkte besked
quarantine-facts = Modtaget { $when } i { $source } · { $size } · Grund: { $reason }
quarantine-reason = { $reason ->
        [ends_processes] den er ikke læst: tjenesten brød sammen, hver gang den læste den
        [empty] den er tom
        [not_a_message] det er ikke en mail
        [no_content] den har hverken afsender eller indhold
        [no_sender] der står ikke, hvem den er fra
        [too_large] den er større, end vi tager imod
        [too_slow] den tager for lang tid at læse
       *[other] den kunne ikke læses ({ $reason })
    }
quarantine-opened = :white_check_mark: Beskeden i karantæne blev til { $reference } ({ $who }).
quarantine-discarded = :wastebasket: Beskeden i karantæne er kasseret af { $who }. Den ligger stadig i arkivet.
quarantine-retried = :repeat: Beskeden i karantæne er læst igen: { $outcome }.
quarantine-known = :white_check_mark: Beskeden i karantæne er hentet ind på anden vis og hører til { $reference }.
quarantine-subject = Besked, der ikke kunne læses
