# Formularer i Slack. Slack viser højst 24 tegn i en overskrift; en formular hedder som den knap, der åbner den.

reply-title = Svar { $reference }
reply-came = { $who } skrev { $when }:
reply-overtaken = :warning: *Der er kommet nyt: se det først.* Din tekst står nedenfor; intet er sendt endnu.
reply-left-out = Venter også på svar, men står ikke blandt modtagerne: { $who }
reply-hint = Brevet vises i tråden og kan fortrydes, inden det sendes. Skriv også hilsen og navn.
reroute-title = { button-reroute }
reroute-hint = Hvad handler henvendelsen om? Valget gør næste gæt bedre.
note-title = Internt notat
note-hint = Notatet ses kun her i Slack. Det sendes aldrig ud af huset.
snooze-title = Udsæt sagen
snooze-hint = Sagen kommer igen, når arbejdsdagen begynder. Fristen for svar flytter sig ikke.
original-title = { $reference }
original-head = *{ $who }* · { $when }
original-not-sent =
    { $state ->
        [awaiting] Ikke sendt: venter på godkendelse
        [held] Ikke sendt endnu
        [failed] Nåede ikke frem
       *[withdrawn] Ikke sendt: trukket tilbage
    }
original-more = Der er mere, end Slack kan vise. It-driften kan hente hele sagen med: fondsdialog inquiry export { $reference }
why-title = Hvorfor? { $reference }
why-waiting = :hourglass_flowing_sand: Modellen læser beskeden igen …
why-read = Beskeden blev læst som *{ $initiative }* ({ $sure }).
why-read-by = Læst { $when } af model { $model }
why-unread = Ingen model læste beskeden, da den kom ind: en kollega oprettede sagen fra karantænen.
why-chosen = :pencil2: { $who } valgte *{ $after }* { $when }.
why-confirmed = :white_check_mark: { $who } bekræftede det { $when }.
why-corrected = :pencil2: { $who } rettede det { $when } fra *{ $before }* til *{ $after }*.
why-best = *Bedste bud: { $initiative }* ({ $share })
why-second = *Næstbedste bud: { $initiative }* ({ $share })
why-share =
    { $percent ->
        [0] under 1 %
       *[other] { $percent } %
    }
why-most = Vejede tungest: { $words }
why-also = Vejede også: { $words }
why-against = Talte imod: { $words }
why-no-word = Ingen bestemte ord trak i den retning.
why-no-words = Beskeden har ingen ord, som modellen kan gå efter.
why-other-model = :information_source: Ordene her kommer fra den model, der bruges nu ({ $model }), ikke fra dengang beskeden kom.
why-unavailable = :warning: Modellen kan ikke svare lige nu, så ordene kan ikke vises. Prøv igen om lidt.
why-mend = Ordene viser, hvad modellen lagde vægt på – ikke om den har ret. Er det forkert? Tryk på *{ $button }* på kortet, og vælg det rigtige initiativ: det gør næste gæt bedre.

field-recipients = Til
field-subject = Emne
field-body = Svar
field-office = Kontor
field-initiative = Initiativ
field-note = Notat
field-until = Udsæt til

button-send = Send svar
button-save = Gem
button-cancel = Annullér
button-confirm = Ja
button-dismiss = Luk
