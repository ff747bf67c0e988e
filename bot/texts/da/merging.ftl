# To henvendelser, der er én sag.

button-further = Mere …
button-unmerge = Skil ad

card-merged-into = :link: *Lagt sammen med { $main }* – sagen fortsætter dér. Nye mails til denne sag kommer også dér.
card-merged = :link: Her er også { $references }

thread-merged = :link: { $who } lagde { $reference } sammen med denne sag. Svar her: det når også dem, der skrev dér.
thread-parted = :scissors: { $who } skilte { $reference } ud igen. Den har sit eget kort.

merge-title = { button-merge }
merge-what-happens = { $reference } lukkes og fortsætter i den sag, du nævner. Breve, deltagere og kladder følger med, og intet går tabt: du kan altid skille dem ad igen.
merge-hint = Nummeret på den sag, der skal fortsætte, for eksempel FD-2026-00031
merge-others = Andre sager fra samme afsender:
field-into = Fortsæt i

further-title = Mere { $reference }
further-why = *Hvorfor ligger den her?* Se de ord, der afgjorde det.
further-original = *Hele brevvekslingen*, som den blev skrevet.

refused-merged = Sagen er lagt sammen med { $into }: arbejd videre dér, eller skil dem ad først.
refused-not-merged = Sagen er ikke lagt sammen med nogen.
refused-same-inquiry = Det er samme sag: skriv nummeret på en anden.
refused-letter-underway = Et svar er på vej ud eller venter på godkendelse: vent, til det er sendt, eller fortryd det i tråden først.
refused-no-such-number = Ingen sag har nummeret { $given } – se efter på kortet.
