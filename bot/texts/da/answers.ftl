# Svar: kladder, standardsvar, lignende svar, filer og godkendelse.

button-put-in = Sæt ind
button-approve = Godkend
button-send-back = Send tilbage
button-keep-answer = Gem som standardsvar

reply-template = Vælg et standardsvar
reply-template-used = { $count ->
        [0] Ikke brugt endnu
        [one] Brugt 1 gang
       *[other] Brugt { $count } gange
    }
reply-template-until = gælder til { $day }
library-title = Standardsvar
library-none = Der er ingen standardsvar endnu. Gem et godt svar med *Gem som standardsvar* i tråden.
library-out-of-use = tilbydes ikke længere
library-more = { $count ->
        [one] Der er 1 mere, som ikke kan vises her.
       *[other] Der er { $count } mere, som ikke kan vises her.
    }
button-retire = Tag ud af brug
button-reinstate = Tag i brug igen
reply-template-put-in = :page_facing_up: *{ $title }* er sat ind. { $told } · { $owner } holder det ved lige
reply-similar = :bulb: Ligner *{ $reference }*, besvaret i { $when }
reply-quote = Citér brevet nedenunder
language-da = Dansk
language-en = Engelsk
reply-in-thread = { $name }, i Slack-tråden
reply-in-thread-nameless = Den, der spurgte, i Slack-tråden
field-threads = Svar i Slack
field-recipients-mail = Til (mail)
field-copies = Kopi til
copies-hint = Mailadresser med komma imellem. Svarer de, kommer det ind i sagen.
field-quoted = Citat
field-kept = Filer fra kladden
field-received = Filer fra fonden
field-attachments = Filer, der skal med

letter-quotes = Citeret nedenfor:
letter-approved = :ballot_box_with_check: Godkendt af { $who }

thread-awaiting = :eyes: Svaret fra { $who } venter på, at en kollega godkender det. Det sendes præcis, som det står her.
thread-sent-back = :leftwards_arrow_with_hook: { $who } sendte svaret tilbage til { $to }. Teksten ligger klar under Svar.
thread-file-lost = :warning: Filen { $name } kunne ikke hentes fra Slack, så brevet er ikke sendt. Teksten ligger klar under Svar: vedhæft filen igen.
thread-file-infected = :warning: Filen { $name } fra { $who } indeholder en virus og er ikke hentet. Den kan hverken åbnes eller sendes videre.
thread-file-found-infected = :warning: Filen { $name } fra { $who } indeholder en virus. Da brevet kom, kunne den ikke undersøges. Den udleveres ikke længere: slet den, hvis nogen har hentet den.
thread-own-file-infected = :warning: Filen { $name } indeholder en virus, så brevet er ikke sendt. Teksten ligger klar under Svar uden filen.
thread-file-not-fetched = :warning: Filen { $name } fra { $who } kunne ikke hentes fra Slack ({ $reason }). Bed om at få den sendt igen.

template-form-title = Standardsvar
template-title-hint = Et kort navn, som kolleger kan finde det på. Bruger du en af dine egne titler igen, erstatter du det gamle svar.
template-shortened = :warning: Svaret er længere, end et standardsvar kan være: slutningen er ikke med. Ret teksten til, før du gemmer.
template-hint = Disse felter udfyldes, når svaret sættes ind: { $fields }
field-title = Titel
field-body-da = Svar på dansk
field-body-en = Svar på engelsk
field-valid-until = Gælder til og med
send-back-title = { button-send-back }
send-back-hint = Ses kun her i Slack. Det sendes aldrig ud af huset.
field-reason = Hvad skal ændres?

event-answer-approved = { $who } godkendte svaret
event-answer-sent-back = { $who } sendte svaret tilbage
event-file-lost = En fil kunne ikke hentes fra Slack: { $name }
event-file-infected = En fil udefra indeholder en virus: { $name }
event-own-file-infected = En vedhæftet fil indeholder en virus: { $name }
event-file-not-fetched = Filen { $name } kunne ikke hentes fra Slack: { $reason }

refused-files-too-large = Filerne fylder mere end { $most } MB: send færre, eller fordel dem på flere breve.
refused-file-gone = En fil, du har valgt, er her ikke længere: fjern fluebenet ved den, eller vedhæft den igen.
refused-file-underway = En fil er stadig på vej: prøv igen om et øjeblik.
refused-not-awaiting = Svaret er allerede behandlet – tråden viser, hvad der skete.
refused-own-answer = Du har selv skrevet svaret: bed en kollega om at godkende det.
refused-unknown-field = Der er intet felt, der hedder { $given } – ret det, eller fjern klammerne.
refused-title-taken = { $who } har et standardsvar med den titel: vælg en anden.
