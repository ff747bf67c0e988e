# Udsagn i svar på høringer, som et menneske gennemgår

round-button-statements = Gennemgå udsagn
round-statements-wait = { $count ->
        [one] :mag: *Et udsagn venter på, at et menneske bekræfter det eller lægger det til side.*
       *[other] :mag: *{ $count } udsagn venter på, at et menneske bekræfter dem eller lægger dem til side.*
    }
statements-title = { round-button-statements }
statements-reading = :hourglass_flowing_sand: Svaret læses …
statements-none = :white_check_mark: *Alle udsagn i høringen er gennemgået.*
statements-head = { $who } · { $count ->
        [0] der er ingen udsagn at gennemgå
        [one] ét udsagn
       *[other] { $count } udsagn
    }{ $waiting ->
        [0] { $count ->
            [0] {""}
           *[other] , ingen venter
        }
       *[other] , { $waiting } venter
    }
statements-in-part = :lock: *Parten ønsker kun en del offentliggjort.* Læs brevet, bekræft det, der må stå i notatet, og læg resten til side. Af brevet gengives kun det bekræftede.
statements-unread = :paperclip: *{ $name }* kan ikke læses af maskinen: læs det, og skriv, hvad der er blevet af det.
statements-letter = Brevet
statements-to-read = :hourglass: Venter på, at et menneske læser det
statements-proposed = :robot_face: Foreslået af maskinen
statements-confirmed = :white_check_mark: Bekræftet af { $who }
statements-aside = :file_folder: Lagt til side: { $reason }
statements-stance = { $stance ->
        [support] Støtte
        [criticism] Kritik
        [proposal] Forslag
        [question] Spørgsmål
        [evidence] Viden
       *[information] Oplysning
    }
statements-page = Side { $page } af { $pages }
statements-others = { $count ->
        [one] Et udsagn venter i et andet svar
       *[other] { $count } udsagn venter i andre svar
    }
statements-button-all = Bekræft alle viste
statements-button-confirm = Bekræft
statements-button-correct = Ret
statements-button-aside = Læg til side
statements-button-back = Fortryd
statements-button-before = Forrige side
statements-button-after = Næste side
statements-button-return = Tilbage til udsagnene
statements-button-next = Næste svar
statements-back-title = Skal udsagnet vente igen?
statements-back-text = Det står igen som maskinens forslag, indtil et menneske bekræfter det eller lægger det til side.
statements-correct-title = Ret udsagnet
statements-field-topics = Temaer
statements-field-stance = Hvad udsagnet gør
statements-field-groups = Målgrupper
statements-aside-title = Læg udsagnet til side
statements-set-aside-hint = Begrundelsen står i høringsnotatets liste over udsagn, der er lagt til side.
digest-review = Gennemgå udsagn i: { $what }
digest-review-item = { $round } ({ $count })
