# Det, der ligger under "Mere …", og historikken.

button-release = Giv tilbage
button-handover = Giv til kollega
button-link = Forbind
button-correct = Ret
button-history = Vis historik
button-files = Hent filer
button-older = Ældre
button-newest = De nyeste
button-newer = Nyere

further-release = *Giv sagen tilbage* til kontoret, så en anden kan tage den.
further-release-done = :white_check_mark: Sagen er givet tilbage til kontoret.
further-handover = *Giv sagen til en kollega*, som får besked i tråden.
further-link = *Forbind med en anden sag eller en høring*, uden at de bliver til én.
further-correct = *Ret emner og organisation*, hvis de er læst forkert.
further-history = *Hvad er der sket?* Alt, hvad der er gjort i sagen, med tid og navn.
further-files = *Mails og bilag, som de kom*, sendt til dig i en direkte besked.

handover-title = { button-handover }
handover-hint = Kollegaen skal høre til kontoret. Skal sagen til et andet kontor, så brug Send videre.
link-title = { button-link }
link-hint = Sagens nummer, for eksempel FD-2026-00031. Hver sag beholder sin egen tråd og sit eget svar.
correct-title = { button-correct }
correct-hint = Organisationens navn eller maildomæne. Et nyt navn opretter en ny organisation, og afsenderen hører til den fra nu af.
field-colleague = Kollega
field-other = Sag
field-round = Høring
field-topics = Emner
field-organisation = Organisation

files-coming = :package: Filerne er på vej til dig i en direkte besked. Er der mange, kan det tage et øjeblik.
files-none = Der er ingen mails med filer i sagen.
files-comment = :package: { $reference }: mails og bilag, som de kom. Åbn kun filer, du venter.
files-infected = :biohazard_sign: { $reference }: { $count ->
        [one] Én fil indeholder virus og er ikke hentet
       *[other] { $count } filer indeholder virus og er ikke hentet
    }. Intet er slettet: det ligger hos os. Spørg it-driften.
files-left-out = { $count ->
        [one] Der er ikke plads til en af filerne her.
       *[other] Der er ikke plads til { $count } af filerne her.
    } It-driften kan hente hele sagen med: fondsdialog inquiry export { $reference }

card-rounds = :ballot_box_with_ballot: Om høringen { $titles }
thread-handed = :handshake: { $who } gav sagen til { $to }

history-title = Historik { $reference }
history-empty = Der er ikke sket noget endnu.

event-opened = Oprettet: { $who } skrev
event-followed-up = { $who } skrev igen
event-reopened = Genåbnet af { $who }
event-phoned = { $who } oprettede sagen efter et opkald
event-claimed = { $who } tog sagen
event-released = { $who } gav sagen tilbage ({ $before } havde den)
event-handed-over = { $who } gav sagen til { $to }
event-answer-written = { $who } skrev et svar
event-answer-withdrawn = { $who } fortrød svaret
event-answer-overtaken = Svaret blev ikke sendt, for der kom nyt
event-answered = Svaret fra { $who } blev sendt
event-undeliverable = Et brev kunne ikke leveres: { $reason }
event-acknowledged = Kvittering sendt
event-rerouted = { $who } sendte sagen til { $office } som { $initiative }
event-initiative-confirmed = { $who } bekræftede initiativet: { $initiative }
event-initiative-corrected = { $who } rettede initiativet til { $initiative }
event-noted = { $who } skrev et notat
event-snoozed = { $who } udsatte sagen
event-woken = Sagen kom igen efter udsættelsen
event-reminded = Påmindelse til den, der har sagen
event-escalated = Påmindelse til kontoret
event-closed = { $who } lukkede sagen
event-merged = { $who } lagde sagen sammen med { $into }
event-merged-with = { $who } lagde { $reference } sammen med denne sag
event-parted = { $who } skilte sagen ud fra { $main }
event-parted-from = { $who } skilte { $reference } ud igen
event-linked = { $who } forbandt sagen med { $to }
event-to-round = { $who } lagde brevet til høringen { $title }
event-corrected = { $who } rettede { $changed }
event-corrected-topics = emner til { $topics }
event-corrected-organisation = organisation til { $name }
event-bounce = Et brev kom retur: { $details }
event-sent-again = Et brev blev sendt igen til { $details }
event-again-stopped = { $who } stoppede et brev, der skulle sendes igen
event-auto-reply = Automatisk svar: { $details }
event-not-shown = Slack kunne ikke vise en besked: { $reason }
event-other = { $what } ({ $who })

refused-not-claimed = Ingen har sagen, så der er intet at give tilbage.
refused-not-theirs = { $who } hører ikke til { $office }: vælg en kollega dér, eller send sagen videre.
