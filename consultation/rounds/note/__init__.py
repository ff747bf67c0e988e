"""The consultation note (høringsnotat): one frozen value in, a `.docx`, an `.html` and a `.csv` out.

`content` is what a note is made of, `publication` what may be read of it, `points` what the ministry answers,
`chapters` what the note says, `paper`, `page` and `sheet` the three files, `carry` the way back.
"""
