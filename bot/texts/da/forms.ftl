# Formularer i Slack. Slack viser højst 24 tegn i en overskrift.

reply-title = Svar { $reference }
reply-came = { $who } skrev { $when }:
reply-overtaken = :warning: *Der er kommet nyt: se det først.* Din tekst står nedenfor; intet er sendt endnu.
reply-hint = Brevet vises i tråden og kan fortrydes, inden det sendes. Skriv også hilsen og navn.
reroute-title = Send videre
reroute-hint = Hvad handler henvendelsen om? Valget gør næste gæt bedre.
note-title = Internt notat
note-hint = Notatet ses kun her i Slack. Det sendes aldrig ud af huset.
snooze-title = Udsæt sagen
snooze-hint = Sagen kommer igen, når arbejdsdagen begynder. Fristen for svar flytter sig ikke.
original-title = { $reference }
original-head = *{ $who }* · { $when }
original-more = Der er mere, end Slack kan vise. Hele sagen hentes med: fondsdialog inquiry export { $reference }

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
button-dismiss = Luk
