# The home tab and its forms. Slack shows at most 24 characters in a form's title.

home-title = My inquiries
home-closed = This is where the offices' staff work. If you belong to an office, ask whoever looks after the system to add you.
home-language = Language: English
home-hours = Working hours: { $starts }–{ $ends }
home-away =
    { $now ->
        [yes] :palm_tree: You are away and back on { $until }. { $deputy }
       *[no] :palm_tree: You are away from { $since } and back on { $until }. { $deputy }
    }
home-deputy = { $who } is reminded meanwhile.
home-no-deputy = The office's channel is reminded meanwhile.

settings-title = Settings
settings-language-hint = For forms, messages to you and this tab. The offices' channels keep the house's language.
settings-hours-hint = You are reminded only within your own working hours.
away-title = Absence
away-until-hint = The first day on which you are back.
away-deputy-hint = Gets your reminders while you are away. If you choose nobody, the office's channel gets them.

field-language = Language
field-day-starts = The working day begins
field-day-ends = The working day ends
field-away-since = First day away
field-away-until = Back again
field-deputy = Deputy

button-settings = Choose language and hours
button-away = Report an absence
button-back = I am back
