# Hvorfor noget ikke kan lade sig gøre: én venlig sætning hver.

refused-not-a-member = Sagen hører til { $office }: bed en kollega dér om at tage den eller sende den videre til jer.
refused-barred = Du er inhabil i denne fonds sager: en kollega i kontoret tager sig af den her.
refused-colleague-barred = { $who } er inhabil i denne fonds sager: vælg en anden kollega.
refused-already-claimed = { $who } har allerede taget sagen.
refused-not-now =
    { $status ->
        [answered] Sagen er allerede besvaret – genåbn den først, hvis der skal ske mere.
        [closed] Sagen er lukket – genåbn den først, hvis der skal ske mere.
       *[other] Sagen er allerede åben.
    }
refused-bad-recipients = Skriv en eller flere mailadresser med komma imellem.
refused-empty-answer = Skriv et svar, før det sendes.
refused-empty-note = Skriv et notat, før det gemmes.
refused-past-day = Vælg en dag efter i dag.
refused-hours = Arbejdsdagen skal slutte, efter at den er begyndt.
refused-back-too-early = Vælg en dag efter i dag og efter den første fraværsdag.
refused-own-deputy = Vælg en kollega: du kan ikke være din egen stedfortræder.
refused-stranger-deputy = Vælg en kollega fra et af kontorerne.
refused-nobody-phoned = Skriv, hvem der ringede, eller hvor de ringede fra.
refused-no-address = Skriv den mailadresse, som kvitteringen skal sendes til.
refused-empty-search = Skriv mindst ét ord, eller vælg i et felt.
refused-something-new = Der er kommet nyt i sagen: se det først.
refused-changed-meanwhile = En kollega har imens rettet sagen eller sendt den videre, og den hører nu til { $office }: luk vinduet, og se på kortet.
refused-in-round-already = { $who } har allerede lagt brevet til høringen { $given }.
refused-taken-by-no-round = Brevet kan ikke længere lægges til høringen: den tager ikke imod svar fra afsenderen, eller sagen er kommet videre.
refused-too-late = Brevet kan ikke længere fortrydes – tråden viser, hvad der skete.
refused-too-slow = Vinduet nåede ikke at åbne, før Slack gav op – tryk én gang til.
refused-ends-processes = Den besked har standset tjenesten før: it-driften kan læse den igen med `fondsdialog quarantine retry { $given }`, og *Opret henvendelse* virker stadig.
refused-unknown = Sagen findes ikke længere.
refused-no-database = Databasen svarer ikke lige nu, så det er uvist, om det lykkedes. Se efter om lidt, og prøv igen, hvis intet er sket.
refused-no-slack = Slack svarede ikke, så det er uvist, om det lykkedes. Se efter om lidt, og prøv igen, hvis intet er sket.
refused-broken = Noget gik galt, og fejlen er noteret (nr. { $id }) – prøv igen om lidt.
