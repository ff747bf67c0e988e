# Hvad triagekontoret får at vide, når noget ikke virker. Grunden er systemets egne ord, til it-driften.

alarm-since = Siden { $since }
alarm-over = Virker igen siden { $over }. Det begyndte { $since }.
alarm-reason = Til it-driften: { $reason }

alarm-imap = Post kan ikke hentes
alarm-imap-means = Ingen breve går tabt: de bliver på mailserveren og læses af sig selv, når det virker igen. Indtil da kommer der ingen nye henvendelser.
alarm-imap-over = Det, der kom imens, er ved at blive læst.
alarm-imap-letter = Et brev kan ikke hentes fra mailserveren
alarm-imap-letter-means = Det ligger stadig i indbakken, og vi prøver igen senere, mindst hver dag. De øvrige breve er læst. It-driften kan åbne det i mailprogrammet.
alarm-imap-letter-over = Brevet er hentet.
alarm-smtp = Breve kan ikke sendes
alarm-smtp-means = Svar, kvitteringer og rykkere venter og sendes af sig selv, når det virker igen. Haster det, så ring til modtageren.
alarm-smtp-over = Det, der ventede, er ved at blive sendt.
alarm-slack = Slack kan ikke nås
alarm-slack-means = Post læses stadig, og kort og beskeder kommer, når Slack virker igen. Indtil da kan ingen tage eller besvare henvendelser.
alarm-slack-over = Kort og beskeder fra imens er på vej.
alarm-channel = Et kontors kanal tager ikke imod opslag
alarm-channel-means = Kontoret ser ikke sine nye henvendelser. Er kanalen arkiveret, eller er appen ikke med i den?
alarm-channel-over = Opslagene, der ventede, kommer nu.
alarm-disk = Disken er næsten fuld
alarm-disk-means = Er den helt fuld, kan der ikke læses eller sendes post, før der er plads igen. It-driften skal skaffe plads.
alarm-disk-over = Der er plads igen.
alarm-database = Databasen svarer langsomt
alarm-database-means = Kort og svar kommer senere end ellers. Der går ikke noget tabt.
alarm-database-over = Den svarer, som den plejer.
alarm-database-gone = Databasen kan ikke nås
alarm-database-gone-means = Der kommer ingen nye kort, svar eller breve, og knapper virker ikke, før den er tilbage. Ingen breve går tabt: de bliver på mailserveren. It-driften skal se på databasen.
alarm-database-gone-over = Det, der ventede, er ved at blive læst og sendt.
alarm-silent = En del af tjenesten står stille
alarm-silent-means = Noget af arbejdet bliver ikke gjort. It-driften skal starte tjenesten igen; det, der ventede, tages op, hvor det var.
alarm-silent-over = Arbejdet er taget op igen.
alarm-loops = En del af tjenesten hænger
alarm-loops-means = { alarm-silent-means }
alarm-loops-over = { alarm-silent-over }
