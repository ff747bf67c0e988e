import smtplib
import threading

import pytest
from imapclient import IMAPClient

RAW = b"From: a@fond.example\r\nTo: fonde@ministerium.example\r\nSubject: Hej\r\n\r\nK\xc3\xa6re alle\r\n"


def test_what_is_delivered_is_in_the_inbox_with_its_trace(mailbox):
    mailbox.deliver(RAW, sender="a@fond.example")

    [message] = mailbox.messages()
    assert message.startswith(b"Return-Path: <a@fond.example>\r\nDelivered-To: ")
    assert message.endswith(RAW)


def test_a_plus_address_is_the_same_mailbox(mailbox):
    mailbox.deliver(RAW, to=mailbox.address.replace("@", "+i42.abc@"), sender="")

    [message] = mailbox.messages()
    assert message.startswith(b"Return-Path: <>\r\n")


def test_each_mailbox_starts_empty(mailbox):
    assert mailbox.messages() == []
    assert mailbox.folders() == ["INBOX"]


def test_an_unknown_user_is_refused(dovecot):
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        dovecot.deliver(RAW, to="ukendt@andetsteds.example", sender="a@fond.example")


def test_an_idling_client_is_told_of_new_mail(mailbox):
    with mailbox.open() as client:
        client.select_folder("INBOX")
        client.idle()
        delivery = threading.Thread(target=mailbox.deliver, args=(RAW,))
        delivery.start()
        seen = client.idle_check(timeout=10)
        client.idle_done()
        delivery.join()

    assert (1, b"EXISTS") in seen


def test_mail_is_moved_between_folders(mailbox):
    mailbox.deliver(RAW)
    with mailbox.open() as client:
        client.create_folder("Behandlet")
        client.select_folder("INBOX")
        client.move(client.search("ALL"), "Behandlet")

    assert mailbox.folders() == ["Behandlet", "INBOX"]
    assert mailbox.messages() == []
    assert len(mailbox.messages("Behandlet")) == 1


def test_a_kicked_client_is_told_so(mailbox):
    with mailbox.open() as client:
        client.select_folder("INBOX")
        client.idle()

        mailbox.kick()

        assert client.idle_check(timeout=10)[0][0] == b"BYE"
        client.shutdown()


@pytest.mark.parametrize("folder", ["INBOX", "Behandlet"])
def test_a_renumbered_folder_has_a_new_validity_and_the_same_mail(mailbox, folder):
    with mailbox.open() as client:
        if folder != "INBOX":
            client.create_folder(folder)
        for number in range(3):
            client.append(folder, RAW + b"%d\r\n" % number)
        before = client.select_folder(folder)
        client.delete_messages(client.search("ALL")[:1])
        client.expunge()

    mailbox.renumber(folder)

    with mailbox.open() as client:
        after = client.select_folder(folder)
        assert after[b"UIDVALIDITY"] > before[b"UIDVALIDITY"]
        assert client.search("ALL") == [1, 2]


def test_it_comes_back_on_the_same_port_with_its_mail(mailbox, dovecot):
    mailbox.deliver(RAW)
    dovecot.stop()
    with pytest.raises(OSError, match="refused"):
        IMAPClient("127.0.0.1", dovecot.imap_port, ssl=False)

    dovecot.start()

    assert len(mailbox.messages()) == 1


def test_starttls_is_offered_with_the_certificate(mailbox, dovecot, certificate):
    with IMAPClient("localhost", dovecot.imap_port, ssl=False, timeout=10) as client:
        client.starttls(certificate.client_context())
        client.login(mailbox.address, mailbox.password)

        assert client.select_folder("INBOX")[b"EXISTS"] == 0
