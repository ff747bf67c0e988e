# Hvad /henvendelse svarer, og formularen til et opkald.

command-help =
    { "*" }Henvendelser* – det kan du skrive:
    `{ $command } find hjemløse unge` – find henvendelser med de ord
    `{ $command } vis FD-2026-00042` – vis én henvendelse med dens knapper
    `{ $command } mine` – dem, du har taget
    `{ $command } sen` – dem, der er over fristen i dit kontor
    `{ $command } ny` – opret en henvendelse for en, der ringer
    `{ $command } standardsvar` – se standardsvarene, og tag dem ud af brug
    `{ $command } maskinpost` – se mails, der blev lagt til side, fordi en maskine ser ud til at have sendt dem (for det kontor, der fordeler sagerne)
    `{ $command } hjælp` – denne hjælp
    Kun du kan se svaret. Dit overblik ligger under fanen Hjem.
command-found = { $count ->
        [one] 1 henvendelse
       *[other] { $count } henvendelser
    } om "{ $words }"
command-found-nothing = Ingen henvendelse, du kan se, handler om "{ $words }". Prøv færre eller andre ord.
command-found-page = Henvendelser om "{ $words }", nr. { $first }–{ $last }
found-span = Nr. { $first }–{ $last }, nyeste først
found-no-more = Der er ikke flere.
found-newest-only = Kun de nyeste { $letters } breve med de ord er set igennem. Skriv et ord mere for at nå længere tilbage.
machine-mail-title = Lagt til side som maskinpost, nyeste først
machine-mail-none = Ingen mails er lagt til side som maskinpost de sidste 30 dage.
machine-mail-entry = { "*" }{ $subject }* fra { $sender } · { $when } · læst som { $what }
machine-mail-no-subject = Uden emne
machine-mail-no-sender = ukendt afsender
machine-mail-hint = Det, der hører til en sag eller en høring, står dér. Har et menneske skrevet en af disse, så opret en henvendelse: afsenderen får ingen automatisk kvittering.
machine-mail-opened = :white_check_mark: { $reference } er oprettet hos det kontor, der fordeler sagerne. Der er ikke sendt nogen kvittering.
button-to-card = Gå til kortet

search-title = Søg i henvendelser
search-words = Ord eller nummer
search-organisation = Organisation
search-office = Kontor
search-initiative = Initiativ
search-status = Status
search-since = Modtaget fra og med
search-until = Modtaget til og med
search-nothing = Ingen henvendelse, du kan se, passer. Prøv færre ord, eller ryd et felt.
button-search = Søg
button-call = Nyt opkald

call-title = { button-call }
call-hint = Teksten læses og sendes til det rette kontor, ligesom en mail.
call-address-hint = Hvis de vil have et skriftligt svar.
call-acknowledge = Send en kvittering til mailadressen
call-underway = Opkaldet læses og oprettes. Det tager et øjeblik.
call-failed = :warning: Opkaldet kunne ikke oprettes lige nu. Alt, du har skrevet, står her endnu: prøv igen om lidt.
call-opened = :telephone_receiver: { $reference } er oprettet. Kortet kommer i <#{ $channel }>.
field-caller = Hvem ringede?
field-address = Mailadresse
field-acknowledge = Kvittering
field-call = Hvad handler det om?
