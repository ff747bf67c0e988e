"""A certificate for 127.0.0.1 and localhost that signs itself, for servers that speak TLS.

A client under test trusts it through `$SSL_CERT_FILE`, which every default context reads.
"""

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.servers.missing import OPENSSL, find_program


@dataclass(frozen=True)
class Certificate:
    """Files in PEM form."""

    certificate: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        """Return what a server needs to offer TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context

    def client_context(self) -> ssl.SSLContext:
        """Return what a client needs to trust it, and it alone."""
        return ssl.create_default_context(cafile=self.certificate)


def self_signed(folder: Path) -> Certificate:
    """Make one in ``folder``, valid for a day. Raises `ProgramMissing` without openssl."""
    openssl = find_program("openssl", line=OPENSSL)
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]
    files = ["-keyout", str(made.key), "-out", str(made.certificate)]
    subprocess.run([openssl, "req", *kind, *subject, *files], check=True, capture_output=True)
    return made
