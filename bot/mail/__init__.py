"""Mail in and out: mailbox, reading, letters, delivery."""
