"""Compares the leaves of mails before and after signing: LEAVES.PY BEFORE AFTER [BEFORE AFTER ...]
A leaf's decoded content must be the same; text may differ only in its line ends' encoding, never in its characters."""
import email, email.policy, sys


def leaves(message):
    for part in message.walk():
        if part.get_content_maintype() == "multipart" or part.get_content_type() == "message/rfc822":
            continue
        content = part.get_payload(decode=True)
        if content is None:
            content = b""
        yield part.get_content_type(), part.get_filename(), content


def signed_part(message):
    assert message.get_content_type() == "multipart/signed", message.get_content_type()
    first, second = message.get_payload()
    assert second.get_content_type() == "application/pkcs7-signature", second.get_content_type()
    return first


def read(name):
    with open(name, "rb") as file:
        return email.message_from_bytes(file.read(), policy=email.policy.compat32)


def end_of_text(kind, content):
    # A final line end belongs to the transport when the leaf is the mail's last; it is neither text nor attachment.
    content = content.replace(b"\r\n", b"\n")
    return content.rstrip(b"\n") if kind.startswith("text/") else content


def main(names):
    pairs = list(zip(names[::2], names[1::2]))
    for before, after in pairs:
        left = [(k, f, end_of_text(k, c)) for k, f, c in leaves(read(before))]
        right = [(k, f, end_of_text(k, c)) for k, f, c in leaves(signed_part(read(after)))]
        if left != right:
            sys.exit(f"{before} and {after} differ:\n{left}\n{right}")
        for field in ("From", "To", "Subject", "Date", "Message-ID"):
            if read(before).get_all(field) != read(after).get_all(field):
                sys.exit(f"{after}: {field} differs")
    print(f"{len(pairs)} mails compared")


main(sys.argv[1:])
