# The home tab and its forms. Slack shows at most 24 characters in a form's title.

home-title = My overview
home-closed = This tab is for the offices' staff. If you belong to an office, ask whoever looks after the system to add you.
home-mine = Mine
home-mine-hint = You have taken them. The shortest deadline comes first.
home-mine-none = You have no unanswered inquiries.
home-unclaimed = Not taken yet
home-unclaimed-hint = New in your office.
home-unclaimed-none = Everything in your office is taken.
home-foundation = Waiting for the foundation
home-foundation-hint = You have answered or snoozed them. Close those that need nothing more.
home-foundation-none = You are not waiting for anybody's answer.
home-late = Past the deadline
home-late-hint = In your office, whoever has them.
home-above =
    { $count ->
        [one] 1 is listed above.
       *[other] { $count } are listed above.
    }
home-late-none = Nothing is past its deadline in your office.
line-late = :alarm_clock: *Should have been answered { $when }*
home-span = { $first }–{ $last } of { $count }
home-rounds = Open rounds
home-round = *{ $title }* (`{ $round }`)
    { $left } – answers { $deadline }   ·   { $answered } of { $asked } have answered
home-days-left =
    { $over ->
        [yes] The deadline has passed
       *[no] { $days ->
            [0] Last day
            [1] 1 day left
           *[other] { $days } days left
        }
    }
home-deeds = What you did last
home-deed =
    { $what ->
        [claimed] You took { $reference } "{ $subject }" { $when }
        [answer_written] You wrote an answer in { $reference } "{ $subject }" { $when }
        [answer_withdrawn] You undid an answer in { $reference } "{ $subject }" { $when }
        [answer_approved] You approved an answer in { $reference } "{ $subject }" { $when }
        [answer_sent_back] You sent back an answer in { $reference } "{ $subject }" { $when }
        [answered] Your answer in { $reference } "{ $subject }" was sent { $when }
        [again_stopped] You stopped a letter in { $reference } "{ $subject }" { $when }
        [released] You gave back { $reference } "{ $subject }" { $when }
        [handed_over] You gave { $reference } "{ $subject }" to a colleague { $when }
        [linked] You connected { $reference } "{ $subject }" { $when }
        [corrected] You corrected { $reference } "{ $subject }" { $when }
        [merged] You merged { $reference } "{ $subject }" into another inquiry { $when }
        [merged_with] You merged an inquiry into { $reference } "{ $subject }" { $when }
        [parted] You separated { $reference } "{ $subject }" again { $when }
        [parted_from] You separated an inquiry from { $reference } "{ $subject }" { $when }
        [sealed] You made { $reference } "{ $subject }" confidential { $when }
        [unsealed] You opened { $reference } "{ $subject }" to the office again { $when }
        [to_round] You added { $reference } "{ $subject }" to a round { $when }
        [brought_in] You made { $reference } "{ $subject }" from a message { $when }
        [rerouted] You sent { $reference } "{ $subject }" on { $when }
        [initiative_confirmed] You confirmed the initiative of { $reference } "{ $subject }" { $when }
        [initiative_corrected] You corrected the initiative of { $reference } "{ $subject }" { $when }
        [noted] You wrote a note in { $reference } "{ $subject }" { $when }
        [snoozed] You snoozed { $reference } "{ $subject }" { $when }
        [closed] You closed { $reference } "{ $subject }" { $when }
        [reopened] You reopened { $reference } "{ $subject }" { $when }
        [phoned] You created { $reference } "{ $subject }" { $when }
        [split] You split { $reference } "{ $subject }" { $when }
        [asked] You asked { $reference } "{ $subject }" { $when }
        [question_withdrawn] You took back { $reference } "{ $subject }" { $when }
        [question_ended] You ended { $reference } "{ $subject }" { $when }
        [question_answered] You answered { $reference } "{ $subject }" { $when }
        [part_answered] You answered a question in { $reference } "{ $subject }" { $when }
        [took_back] You took back a question in { $reference } "{ $subject }" { $when }
       *[other] You changed { $reference } "{ $subject }" { $when }
    }
home-language = Language: English
home-hours = Working hours: { $starts }–{ $ends }
home-away =
    { $now ->
        [yes] :palm_tree: You are away and will be back on { $until }. { $deputy }
       *[no] :palm_tree: You are away from { $since } and will be back on { $until }. { $deputy }
    }
home-deputy = { $who } gets the reminders meanwhile.
home-no-deputy = The office's channel gets the reminders meanwhile.

settings-title = Settings
settings-language-hint = For forms, messages to you and this tab. The offices' channels always use the system's own language.
settings-hours-hint = You are reminded only within your own working hours.
away-title = Absence
away-until-hint = The first day you are back.
away-deputy-hint = Gets your reminders while you are away. If you choose nobody, the office's channel gets them.

field-language = Language
field-day-starts = The working day begins
field-day-ends = The working day ends
field-away-since = First day away
field-away-until = Back again
field-deputy = Deputy

button-all = Show all { $count }
button-overview = To the overview
button-before = Previous
button-after = Next
button-settings = Choose language and hours
button-away = Report an absence
button-back = I am back
