# Kontorets henvendelser om morgenen, i dets kanal.

morning-title = Henvendelser hos { $office }
morning-new =
    { $count ->
        [one] { "*" }1* ny siden { $since }
       *[other] { "*" }{ $count }* nye siden { $since }
    }
morning-unclaimed = { "*" }{ $count }* har ingen taget
morning-due =
    { $count ->
        [one] { "*" }1* skal besvares i dag
       *[other] { "*" }{ $count }* skal besvares i dag
    }
morning-late =
    { $count ->
        [one] { "*" }1* er over fristen :alarm_clock:
       *[other] { "*" }{ $count }* er over fristen :alarm_clock:
    }
morning-machines =
    { $count ->
        [one] { "*" }1* mail blev lagt til side som maskinpost: se den med `/henvendelse maskinpost`
       *[other] { "*" }{ $count }* mails blev lagt til side som maskinpost: se dem med `/henvendelse maskinpost`
    }
morning-oldest = Har ventet længst:
morning-answers = Tid til første svar: halvdelen fik svar inden for
morning-week = uge { $week }  { $bar }  { $days } dage ({ $count })
morning-week-none = uge { $week }  { $bar }  ingen svar
