"""A signing gateway as one writes it in an afternoon: aiosmtpd takes the mail, cryptography signs it, smtplib hands it on.
arguments: own port, next hop's port, key (PEM), certificate (PEM), further certificates of the chain (PEM)"""
import asyncio
import smtplib
import sys
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7

PORT, HOP = int(sys.argv[1]), int(sys.argv[2])
KEY = serialization.load_pem_private_key(open(sys.argv[3], "rb").read(), None)
CERT = x509.load_pem_x509_certificate(open(sys.argv[4], "rb").read())
CHAIN = [one for path in sys.argv[5:] for one in x509.load_pem_x509_certificates(open(path, "rb").read())]


def signed(content: bytes) -> bytes:
    mail = message_from_bytes(content, policy=policy.SMTP)
    inner = [(name, value) for name, value in mail.items() if name.lower().startswith("content-")]
    outer = [(name, value) for name, value in mail.items() if not name.lower().startswith(("content-", "mime-version"))]
    body = content.split(b"\r\n\r\n", 1)[1]
    part = b"".join(f"{name}: {value}\r\n".encode() for name, value in inner) + b"\r\n" + body
    builder = pkcs7.PKCS7SignatureBuilder().set_data(part).add_signer(CERT, KEY, hashes.SHA256())
    for one in CHAIN:
        builder = builder.add_certificate(one)
    smime = builder.sign(serialization.Encoding.SMIME, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary])
    return b"".join(f"{name}: {value}\r\n".encode("utf-8", "surrogateescape") for name, value in outer) + smime


def hand_on(sender, recipients, content):
    with smtplib.SMTP("127.0.0.1", HOP) as hop:
        hop.sendmail(sender, recipients, signed(content))


class Gateway:
    async def handle_DATA(self, server, session, envelope):
        await asyncio.to_thread(hand_on, envelope.mail_from, envelope.rcpt_tos, envelope.content)
        return "250 OK"


controller = Controller(Gateway(), hostname="127.0.0.1", port=PORT)
controller.start()
print("listening", flush=True)
sys.stdin.read()
