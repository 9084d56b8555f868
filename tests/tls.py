"""Certificates for tests: an authority, and what it signs."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Authority:
    """Signs certificates. All files lie in its folder, which is made: `ca.pem`, and per name a `.pem` and a `.key`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder, self.key, self.name = folder, ec.generate_private_key(ec.SECP256R1()), _named(folder.name)
        self.ca = str(folder / "ca.pem")
        rights = x509.BasicConstraints(ca=True, path_length=0)
        made = self._begun(self.name, self.key).add_extension(rights, critical=True)
        Path(self.ca).write_bytes(_pem(made.sign(self.key, hashes.SHA256())))

    def certificate(self, name: str, password: bytes = b"") -> tuple[str, str]:
        """The files of a new certificate for a host or client with this name, and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        known = x509.SubjectAlternativeName([x509.DNSName(name)])
        made = self._begun(_named(name), key).add_extension(known, critical=False)
        cert, file = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        cert.write_bytes(_pem(made.sign(self.key, hashes.SHA256())))
        sealed = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        file.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, sealed))
        return str(cert), str(file)

    def server(self, name: str = "localhost") -> ssl.SSLContext:
        """How a server with this name speaks TLS, to those alone who show a certificate of this authority."""
        found = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=self.ca)
        found.load_cert_chain(*self.certificate(name))
        found.verify_mode = ssl.CERT_REQUIRED
        return found

    def _begun(self, subject: x509.Name, key: Any) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
        )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
