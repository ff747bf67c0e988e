# Fanen Hjem og dens formularer. Slack viser højst 24 tegn i en formulars overskrift.

home-title = Mine sager
home-closed = Her arbejder kontorernes medarbejdere. Hører du til et kontor, så bed den, der passer systemet, om at skrive dig på.
home-language = Sprog: dansk
home-hours = Arbejdstid: { $starts }–{ $ends }
home-away =
    { $now ->
        [yes] :palm_tree: Du er væk og er tilbage { $until }. { $deputy }
       *[no] :palm_tree: Du er væk fra { $since } og er tilbage { $until }. { $deputy }
    }
home-deputy = { $who } rykkes imens.
home-no-deputy = Kontorets kanal rykkes imens.

settings-title = Indstillinger
settings-language-hint = Gælder formularer, beskeder til dig og denne fane. Kontorets kanaler følger husets sprog.
settings-hours-hint = Du rykkes kun i din egen arbejdstid.
away-title = Fravær
away-until-hint = Den første dag, hvor du er tilbage.
away-deputy-hint = Får dine påmindelser, mens du er væk. Vælger du ingen, får kontorets kanal dem.

field-language = Sprog
field-day-starts = Arbejdsdagen begynder
field-day-ends = Arbejdsdagen slutter
field-away-since = Første fraværsdag
field-away-until = Tilbage igen
field-deputy = Stedfortræder

button-settings = Vælg sprog og arbejdstid
button-away = Meld fravær
button-back = Jeg er tilbage
