# Én henvendelse delt i spørgsmål til flere kontorer, med ét samlet svar til fonden.

button-split = Del op
button-ask = Spørg kontorerne
button-take-back = Tag tilbage
button-answer-colleague = Svar kollegaen

further-split = *Del op i spørgsmål til flere kontorer*, som hver får et kort. Du samler deres svar i ét brev.

split-title = { button-split }
split-told = Skriv to til fem spørgsmål, og vælg et kontor til hvert. Kontorerne kan læse hele { $reference } og svarer dig her i Slack: fonden ser intet, før du sender ét samlet svar.
split-taken-back = Et spørgsmål, der tages tilbage, lukkes i kontoret. Det kan gøres, indtil svaret til fonden er sendt.
split-none-left = Der er ingen spørgsmål ude. Vil du dele sagen op igen, så vælg Del op under "Mere …".
field-question = Spørgsmål { $number }
field-question-office = Kontor til spørgsmål { $number }

card-parts = :jigsaw: *Delt op:* { $answered } af { $count } spørgsmål er besvaret
card-part = { $number }. *{ $office }* ({ $reference }): { $question } – { $standing }
part-answered = :white_check_mark: besvaret
part-closed = :file_folder: lukket uden svar
part-held = :large_blue_circle: { $who } har det
part-free = :large_yellow_circle: ingen har taget det
card-question-of = :jigsaw: *Spørgsmål { $number } i { $main }*, stillet af { $who }, som samler svarene i ét brev
card-question-withdrawn = :leftwards_arrow_with_hook: *Spørgsmål { $number } i { $main }* er taget tilbage af { $who }. Der skal ikke svares.
card-question-letter = Fonden skrev:
card-question-answer = :white_check_mark: *{ $who } svarede kollegaen:*
card-question-stays = Dit svar går til kollegaen. Det sendes ikke til fonden, før det står i det samlede brev.

thread-part-answered = :jigsaw: { $who } har besvaret spørgsmål { $number } ({ $reference }). { $missing ->
        [one] Ét svar mangler.
       *[other] { $missing } svar mangler.
    }
thread-parts-answered = :jigsaw: { $who } har besvaret spørgsmål { $number } ({ $reference }). Alle svar er inde: { $to }, tryk på Svar, så står de i brevet.

reply-parts = :jigsaw: { $answered } af { $count } spørgsmål er besvaret. Det, der mangler, lukkes, når brevet er sendt.
reply-part = :white_check_mark: { $number }. { $question }
reply-part-missing = :hourglass_flowing_sand: { $number }. { $question } – intet svar endnu
field-body-goes-on = Svar (fortsat)
answer-colleague-told = { $who } spørger jer i { $main }. Svaret bliver i huset, til det står i det samlede brev.

event-split = { $who } delte sagen op: { $references }
event-asked = { $who } stillede spørgsmålet i { $main }
event-question-answered = { $who } besvarede spørgsmålet
event-part-answered = { $who } besvarede { $reference }
event-took-back = { $who } tog { $reference } tilbage
event-question-withdrawn = { $who } tog spørgsmålet tilbage
event-question-ended = Spørgsmålet blev lukket, da { $who } afsluttede hele sagen

refused-only-whole = Det her er et spørgsmål i { $into }: gør det dér, for hele sagen.
refused-in-parts = Andre kontorer er spurgt i sagen: vent på deres svar, eller tag spørgsmålene tilbage med Del op under "Mere …".
refused-questions-missing = Skriv mindst to spørgsmål, og vælg et kontor til hvert.
refused-part-settled = Der ventes ikke længere på svar på det spørgsmål.
