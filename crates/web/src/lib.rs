//! The web door: drop a mail and read what it means; look a certificate up; pages about one's own mail.
