"""The local mailbox: takes mails as Amazon SES v2 does, keeps them as files, shows them."""
