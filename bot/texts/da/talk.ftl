# Det, nogen skriver til os i Slack, og det, de får at vide dér.

talk-received = Tak for beskeden. Den er registreret som { $reference }, og du får svar her i tråden { $deadline }.
talk-made = :white_check_mark: Beskeden er nu henvendelsen { $reference }. Svaret kommer i beskedens tråd.
talk-not-made = Der kunne ikke laves en henvendelse af beskeden. Den ligger hos det kontor, der fordeler sagerne.
talk-footer = { $name } · sag { $reference }
talk-goes-on = Svaret er længere end det, Slack viser i en besked. Det hele ligger i filen ovenfor.
talk-not-shown = Der er et svar i sag { $reference }, men Slack kunne ikke vise det. Skriv til os, så sender vi det på en anden måde.
thread-message-edited = :pencil2: *{ $who }* rettede sin besked { $when }. Nu står der:
thread-message-deleted = :wastebasket: *{ $who }* slettede en besked { $when }. Den er stadig gemt i sagen.
event-went-on = { $who } skrev videre på sin besked
event-brought-in = { $who } lavede en henvendelse af beskeden
event-message-edited = { $who } rettede sin besked i Slack
event-message-deleted = { $who } slettede sin besked i Slack
refused-only-staff = Kun medarbejdere i et af kontorerne kan det – bed en kollega dér om hjælp.
refused-nothing-said = Vælg en besked, som et menneske har skrevet uden for sagernes egne tråde.
