# Fortrolige sager: hvem der må se dem, og hvad kanalen ser i stedet.

button-seal = Gør fortrolig
button-reseal = Ret kredsen
button-unseal = Ophæv fortrolighed
button-show = Vis

further-seal = *Gør sagen fortrolig*, så kun dem, du vælger, kan se den.
further-reseal = *Ret, hvem der kan se sagen*. Den er fortrolig.
further-unseal = *Ophæv fortroligheden*, så kontoret igen kan se sagen.
further-unseal-done = :unlock: Sagen er ikke længere fortrolig: kontoret kan se den igen.

card-sealed = *{ $reference }*  ·  🔒 Fortrolig
sealed-subject = 🔒 Fortrolig
sealed-something = Der er sket noget i sagen.

seal-title = { button-seal }
seal-told = Kun dem, du vælger, kan se sagen fra nu af. Kanalen ser kun nummeret, fristen og navnet på den, der har sagen. Det, der allerede står i tråden, bliver stående.
seal-hint = Du selv og den, der har sagen, er altid med. Skal svaret godkendes, så vælg også den, der godkender.
field-members = Hvem må se sagen?

event-sealed = { $who } gjorde sagen fortrolig: kun { $members } kan se den
event-unsealed = { $who } ophævede fortroligheden

refused-confidential = Sagen er fortrolig: spørg den, der har sagen, hvis du skal være med.
refused-colleague-not-named = { $who } er ikke blandt dem, der må se den fortrolige sag: ret kredsen først.
refused-while-confidential = Sagen er fortrolig, og her ville andre kunne se den: ophæv fortroligheden først.
refused-differently-confidential = To sager kan kun lægges sammen, når de samme må se dem begge: ret kredsen først.
