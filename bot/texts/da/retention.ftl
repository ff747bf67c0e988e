# Sager, hvis tid er gået: det, der stod i dem, er slettet.

card-emptied = *{ $reference }*  ·  🗑 Slettet
card-emptied-when = Sagen blev lukket { $closed }, og det, der stod i den, er slettet { $emptied }.
refused-emptied = { $reference } er lukket for længe siden, og det, der stod i den, er slettet: skriver afsenderen igen, bliver det en ny sag.
event-emptied = Det, der stod i sagen, blev slettet
post-emptied = 🗑 Slettet efter frist
