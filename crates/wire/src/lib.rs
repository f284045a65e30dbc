//! SMTP, both ends, as state machines without sockets
