"""A webhook that really runs: a process of its own, TLS, a certificate made here."""

import contextlib
import http.client
import ipaddress
import json
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

WAIT = 20.0


def certificate(folder: Path, name: str = "localhost") -> tuple[Path, Path]:
    """Write a certificate for this machine that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    here = [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(here), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    paths = folder / "tls.crt", folder / "tls.key"
    paths[0].write_bytes(made.public_bytes(pem))
    paths[1].write_bytes(private)
    return paths


def command(**options: object) -> list[str]:
    """Return the command line with ``options``; one that is True has no value."""
    words = [sys.executable, "-P", "-m", "mlgate", "serve", "webhook"]
    for name, value in options.items():
        words.append(f"--{name.replace('_', '-')}")
        words += [] if value is True else [str(value)]
    return words


class Running:
    """A client of a webhook that runs."""

    def __init__(self, process: "subprocess.Popen[str]", port: int, ca: Path) -> None:
        self.process, self.port, self._ca = process, port, ca

    def connect(self) -> http.client.HTTPSConnection:
        context = ssl.create_default_context(cafile=self._ca)
        return http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=WAIT, context=context
        )

    def ask(
        self, method: str, path: str, body: bytes | None = None
    ) -> tuple[int, bytes]:
        """Return status and body of one request."""
        with contextlib.closing(self.connect()) as connection:
            connection.request(method, path, body)
            with connection.getresponse() as answer:
                return answer.status, answer.read()

    def review(self, value: object, timeout: str = "5s") -> dict[str, Any]:
        body = json.dumps(value).encode()
        status, said = self.ask("POST", f"/validate?timeout={timeout}", body)
        assert status == 200, said
        response: dict[str, Any] = json.loads(said)["response"]
        return response


@contextlib.contextmanager
def running(folder: Path, **options: object) -> Iterator[Running]:
    """Run a webhook until the block ends; it is ended by its own handle."""
    cert, key = certificate(folder)
    options = {"host": "127.0.0.1", "port": 0, "cert": cert, "key": key} | options
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command(**options), stdout=subprocess.PIPE, stderr=log, text=True
        )
    # Whatever happens, nothing waits for ever and nothing is left behind.
    end = threading.Timer(6 * WAIT, process.kill)
    end.start()
    try:
        assert process.stdout
        said = process.stdout.readline()
        assert said.startswith("listening on "), (folder / "log").read_text()
        yield Running(process, int(said.rpartition(":")[2]), cert)
    finally:
        end.cancel()
        process.terminate()
        process.communicate(timeout=WAIT)
