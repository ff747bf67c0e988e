# Fanen Hjem og dens formularer. Slack viser højst 24 tegn i en formulars overskrift.

home-title = Mit overblik
home-closed = Fanen er for kontorernes medarbejdere. Hører du til et kontor, så bed den, der passer systemet, om at få dig med.
home-mine = Mine
home-mine-hint = Du har taget dem. Den korteste frist står øverst.
home-mine-none = Du har ingen ubesvarede sager.
home-unclaimed = Ikke taget endnu
home-unclaimed-hint = Nye i dit kontor.
home-unclaimed-none = Alt i dit kontor er taget.
home-foundation = Venter på fonden
home-foundation-hint = Du har svaret eller udsat dem. Luk dem, hvor der ikke skal ske mere.
home-foundation-none = Du venter ikke på svar fra nogen.
home-late = Over fristen
home-late-hint = I dit kontor, uanset hvem der har dem.
home-above =
    { $count ->
        [one] 1 står ovenfor.
       *[other] { $count } står ovenfor.
    }
home-late-none = Intet er over fristen i dit kontor.
line-late = :alarm_clock: *Skulle være besvaret { $when }*
home-span = { $first }–{ $last } af { $count }
home-rounds = Åbne høringer
home-round = *{ $title }* (`{ $round }`)
    { $left } – svar { $deadline }   ·   { $answered } af { $asked } har svaret
home-days-left =
    { $over ->
        [yes] Fristen er udløbet
       *[no] { $days ->
            [0] Sidste dag
            [1] 1 dag tilbage
           *[other] { $days } dage tilbage
        }
    }
home-deeds = Det gjorde du sidst
home-deed =
    { $what ->
        [claimed] Du tog { $reference } "{ $subject }" { $when }
        [answer_written] Du skrev et svar i { $reference } "{ $subject }" { $when }
        [answer_withdrawn] Du fortrød et svar i { $reference } "{ $subject }" { $when }
        [answer_approved] Du godkendte et svar i { $reference } "{ $subject }" { $when }
        [answer_sent_back] Du sendte et svar i { $reference } "{ $subject }" tilbage { $when }
        [answered] Dit svar i { $reference } "{ $subject }" blev sendt { $when }
        [again_stopped] Du stoppede et brev i { $reference } "{ $subject }" { $when }
        [released] Du gav { $reference } "{ $subject }" tilbage { $when }
        [handed_over] Du gav { $reference } "{ $subject }" til en kollega { $when }
        [linked] Du forbandt { $reference } "{ $subject }" { $when }
        [corrected] Du rettede { $reference } "{ $subject }" { $when }
        [merged] Du lagde { $reference } "{ $subject }" sammen med en anden sag { $when }
        [merged_with] Du lagde en sag sammen med { $reference } "{ $subject }" { $when }
        [parted] Du skilte { $reference } "{ $subject }" ud igen { $when }
        [parted_from] Du skilte en sag ud fra { $reference } "{ $subject }" { $when }
        [sealed] Du gjorde { $reference } "{ $subject }" fortrolig { $when }
        [unsealed] Du ophævede fortroligheden i { $reference } "{ $subject }" { $when }
        [to_round] Du lagde { $reference } "{ $subject }" til en høring { $when }
        [brought_in] Du lavede { $reference } "{ $subject }" af en besked { $when }
        [rerouted] Du sendte { $reference } "{ $subject }" videre { $when }
        [initiative_confirmed] Du bekræftede initiativet i { $reference } "{ $subject }" { $when }
        [initiative_corrected] Du rettede initiativet i { $reference } "{ $subject }" { $when }
        [noted] Du skrev et notat i { $reference } "{ $subject }" { $when }
        [snoozed] Du udsatte { $reference } "{ $subject }" { $when }
        [closed] Du lukkede { $reference } "{ $subject }" { $when }
        [reopened] Du genåbnede { $reference } "{ $subject }" { $when }
        [phoned] Du oprettede { $reference } "{ $subject }" { $when }
        [split] Du delte { $reference } "{ $subject }" op { $when }
        [asked] Du stillede { $reference } "{ $subject }" { $when }
        [question_withdrawn] Du tog { $reference } "{ $subject }" tilbage { $when }
        [question_ended] Du afsluttede { $reference } "{ $subject }" { $when }
        [question_answered] Du besvarede { $reference } "{ $subject }" { $when }
        [part_answered] Du besvarede et spørgsmål i { $reference } "{ $subject }" { $when }
        [took_back] Du tog et spørgsmål i { $reference } "{ $subject }" tilbage { $when }
       *[other] Du ændrede { $reference } "{ $subject }" { $when }
    }
home-language = Sprog: dansk
home-hours = Arbejdstid: { $starts }–{ $ends }
home-away =
    { $now ->
        [yes] :palm_tree: Du er væk og er tilbage { $until }. { $deputy }
       *[no] :palm_tree: Du er væk fra { $since } og er tilbage { $until }. { $deputy }
    }
home-deputy = { $who } får påmindelserne imens.
home-no-deputy = Kontorets kanal får påmindelserne imens.

settings-title = Indstillinger
settings-language-hint = Gælder formularer, beskeder til dig og denne fane. Kontorernes kanaler har altid systemets eget sprog.
settings-hours-hint = Du får kun påmindelser i din egen arbejdstid.
away-title = Fravær
away-until-hint = Den første dag, hvor du er tilbage.
away-deputy-hint = Får dine påmindelser, mens du er væk. Vælger du ingen, får kontorets kanal dem.

field-language = Sprog
field-day-starts = Arbejdsdagen begynder
field-day-ends = Arbejdsdagen slutter
field-away-since = Første fraværsdag
field-away-until = Tilbage igen
field-deputy = Stedfortræder

button-all = Vis alle { $count }
button-overview = Til overblikket
button-before = Forrige
button-after = Næste
button-settings = Vælg sprog og arbejdstid
button-away = Meld fravær
button-back = Jeg er tilbage
