# Overblikket over et kontors høringer, i Slack og som mail.

digest-title = Nyt om høringer hos { $office } siden { $since }
digest-to-do = Det venter på jer
digest-approve = Godkend: { $what }
digest-phone = Ring til: { $what }
digest-decide = Afgør: { $what }
digest-approve-item = { $act ->
        [approve] høringen { $round }
        [open] at { $round } sendes ud
        [extend] længere frist for alle i { $round }
        [extend_party] længere frist for en part i { $round }
        [close] at { $round } lukkes
        [cancel] at { $round } aflyses
       *[report] afslutningen af { $round }
    }
digest-decide-item = { $who } ({ $what ->
        [extension_request] beder om længere frist
       *[unclear] hvad svaret betyder
    })
digest-more = og { $count } til
digest-more-rounds = { $count ->
        [one] Der er nyt om { $count } høring mere: skriv `/hoering` i Slack for at se den.
       *[other] Der er nyt om { $count } høringer mere: skriv `/hoering` i Slack for at se dem.
    }
digest-state = { $state ->
        [draft] kladde
        [approved] godkendt, ikke sendt ud
        [closed] lukket
        [reported] afsluttet
       *[cancelled] aflyst
    }
digest-over = fristen er udløbet
digest-left = { $days ->
        [0] frist i dag
        [one] { $days } dag tilbage
       *[other] { $days } dage tilbage, { $working ->
            [0] heraf ingen arbejdsdage
            [one] heraf { $working } arbejdsdag
           *[other] heraf { $working } arbejdsdage
        }
    }
digest-answered = { $answered } af { $asked } har svaret ({ $percent } %)
digest-earlier = {"; "}{ $round } på samme tidspunkt: { $percent } %
digest-unclear = et svar, der skal afgøres
digest-came = { $who }: { $kind }{ $late ->
        [yes] , efter fristen
       *[no] {""}
    }
digest-moved = { $act ->
        [approve] Høringen blev godkendt
        [open] Høringen blev sendt ud
        [extend] Fristen blev flyttet for alle
        [extend_party] { $who } fik længere frist
        [close] Høringen blev lukket
        [feedback] Parterne fik brev om deres punkter
        [report] Høringen blev afsluttet
       *[cancel] Høringen blev aflyst
    }
digest-chart = Svar over tid: { $round }
digest-chart-days = dage siden udsendelsen
digest-chart-share = andel, der har svaret
digest-chart-deadline = frist
digest-chart-alt = { $round }: { $said }
