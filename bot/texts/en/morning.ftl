# An office's inquiries in the morning, in its channel.

morning-title = Inquiries at { $office }
morning-new =
    { $count ->
        [one] { "*" }1* new since { $since }
       *[other] { "*" }{ $count }* new since { $since }
    }
morning-unclaimed = { "*" }{ $count }* not taken yet
morning-due =
    { $count ->
        [one] { "*" }1* needs an answer today
       *[other] { "*" }{ $count }* need an answer today
    }
morning-late =
    { $count ->
        [one] { "*" }1* is past its deadline :alarm_clock:
       *[other] { "*" }{ $count }* are past their deadline :alarm_clock:
    }
morning-machines =
    { $count ->
        [one] { "*" }1* email was set aside as machine mail: see it with `/inquiry machine-mail`
       *[other] { "*" }{ $count }* emails were set aside as machine mail: see them with `/inquiry machine-mail`
    }
morning-oldest = Has waited longest:
morning-answers = Time to the first answer: half were answered within
morning-week = week { $week }  { $bar }  { $days } days ({ $count })
morning-week-none = week { $week }  { $bar }  no answers
