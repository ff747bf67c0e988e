import pytest

from bot.front_desk.attachment_kinds import DISGUISED, PROGRAM, mark


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("svar.pdf", b"%PDF-1.7"),
        ("svar.pdf", b"\xef\xbb\xbf\n%PDF-1.4"),
        ("svar.pdf", b"lost on its way"),
        ("svar.docx", b"PK\x03\x04"),
        ("hemmeligt.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("gammelt.doc", b"{\\rtf1"),
        ("regneark.xls", b"<html><table>"),
        ("billede.jpg", b"\x89PNG\r\n\x1a\n"),
        ("noter.txt", b"MZ"[:1] + b"enter i projektet"),
        ("bilag.zip", b"PK\x03\x04"),
        ("uden-endelse", b"\x00\x01"),
        ("", b""),
    ],
)
def test_files_that_are_what_they_are_called_bear_no_mark(name, head):
    assert mark(name, head) is None


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("ansøgning.pdf", b"MZ\x90\x00"),
        ("ansøgning.pdf", b"PK\x03\x04"),
        ("svar.docx", b"%PDF-1.7"),
        ("brev.TXT", b"<script>alert(1)</script>"),
        ("billede.png", b"\x7fELF"),
        ("møde.ics", b"  <html>"),
        ("skema.xlsx", b"Rar!\x1a\x07"),
    ],
)
def test_a_file_that_is_something_else_than_its_name_says_is_marked(name, head):
    assert mark(name, head) == DISGUISED


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("setup.EXE", b"anything"),
        ("faktura.pdf.js", b"var x"),
        ("makro.docm", b"PK\x03\x04"),
        ("genvej.lnk. ", b""),
        ("data.bin", b"MZ\x90\x00"),
        ("uden-endelse", b"#!/bin/sh"),
    ],
)
def test_a_file_that_runs_when_it_is_opened_is_marked(name, head):
    assert mark(name, head) == PROGRAM
