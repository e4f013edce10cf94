"""A host with the daemon on it, and a NetBird for it: what daemon.py measures."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from sandbox_control import control, write

TOKEN = "nbp_benchbenchbenchbenchbenchben0001cwKv"
ISSUERS = ["https://one.example.com", "https://two.example.com", "https://three.example.com"]


class Sandbox:
    """The NetBird of the tests, over https or plain http."""

    def __init__(self, program, directory, tls):
        self.ca_file = Path(directory) / "ca.pem"
        command = [program, "--max-seconds", "900", "--token", TOKEN + ":owner", "--until-stdin-closes"]
        for issuer in ISSUERS:
            command += ["--issuer-url", issuer]
        if tls:
            command += ["--tls", "--tls-ca-file", str(self.ca_file)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        self.trust = ssl.create_default_context(cafile=self.ca_file) if tls else None

    def control(self, method, path, body=None):
        return control(self.url, method, path, body, self.trust)

    def fail(self, **fault):
        self.control("POST", "faults", fault)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class AwayServer:
    """Answers every request with 503, and remembers when each came."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.arrivals = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            threading.Thread(target=self.talk, args=(self.socket.accept()[0],), daemon=True).start()

    def talk(self, connection):
        while data := connection.recv(65536):
            if data.startswith(b"GET "):
                self.arrivals.append(time.monotonic())
                connection.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")


class Daemon:
    """One installation; start() runs the program as systemd would."""

    def __init__(self, program, url, ca_file=None):
        self.program = program
        self.directory = Path(tempfile.mkdtemp(prefix="netbird-idp-sync-bench."))
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(str(self.directory / "notify"))
        self.notify.settimeout(60)
        (self.directory / "state").mkdir(mode=0o700)
        self.write("token", TOKEN)
        self.write("secret", "not-a-real-secret")
        self.configure(url, ca_file)
        self.process = None

    def write(self, name, text):
        write(self.directory / name, text)

    def configure(self, url, ca_file=None, interval="5m", name="config.yaml", more=()):
        lines = ["version: 1", "management:", f"  url: {url}", "  token: { file: token }"]
        lines += [f"  ca_file: {ca_file}"] if ca_file else []
        # The issuers answer to NetBird alone: there is nothing to look at between passes.
        lines += ["verify: { interval: 0, credentials: 0 }"]
        lines += [*more, "reconcile:", f"  interval: {interval}", "identity_providers:"]
        for number, issuer in enumerate(ISSUERS):
            lines += [f"  provider-{number}:", "    type: oidc", f"    issuer: {issuer}",
                      "    client_id: netbird", "    client_secret: { file: secret }"]
        self.write(name, "\n".join(lines))

    def replace_configuration(self, url, interval):
        self.configure(url, interval=interval, name="config.new")
        moment = time.monotonic()
        (self.directory / "config.new").rename(self.directory / "config.yaml")
        return moment

    def start(self, wrapper=(), stderr=subprocess.DEVNULL, **environment):
        """Gives the time from exec to READY=1, in seconds."""
        command = [*wrapper, self.program, "run", "--config", str(self.directory / "config.yaml"), "--state-dir",
                   str(self.directory / "state")]
        variables = {"NOTIFY_SOCKET": str(self.directory / "notify"), **environment}
        began = time.monotonic()
        self.process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=stderr)
        self.wait_for("READY=1")
        return time.monotonic() - began

    def wait_for(self, text):
        while text not in (message := self.notify.recv(4096).decode()):
            continue
        return message

    def signal(self, number):
        self.process.send_signal(number)
        return time.monotonic()

    def reload(self):
        """One more pass."""
        self.signal(signal.SIGHUP)
        self.wait_for("STATUS=")

    def stop(self):
        """Gives exit status and the time it took."""
        began = self.signal(signal.SIGTERM)
        status = self.process.wait()
        took = time.monotonic() - began
        self.notify.setblocking(False)
        try:
            while self.notify.recv(4096):
                continue
        except BlockingIOError:
            self.notify.settimeout(60)
        return status, took

    def proc(self, name):
        return Path(f"/proc/{self.process.pid}/{name}").read_text(encoding="utf-8")

    def resident(self):
        """In bytes."""
        return next(int(line.split()[1]) for line in self.proc("status").splitlines() if "VmRSS" in line) * 1024

    def peak(self):
        """The most that was resident, in bytes."""
        return next(int(line.split()[1]) for line in self.proc("status").splitlines() if "VmHWM" in line) * 1024

    def cpu(self):
        """In seconds."""
        return int(self.proc("schedstat").split()[0]) / 1e9

    def switches(self):
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/status")
        return sum(int(line.split()[1]) for task in tasks
                   for line in task.read_text(encoding="utf-8").splitlines() if "ctxt_switches" in line)

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def heap(self):
        """Bytes in use on the heap; unused memory is given back. Needs the probe."""
        answer = self.directory / "heap"
        answer.unlink(missing_ok=True)
        self.signal(signal.SIGUSR2)
        while not answer.exists() or not answer.read_text(encoding="utf-8").endswith("\n"):
            time.sleep(0.01)
        return int(answer.read_text(encoding="utf-8"))

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.notify.close()
        shutil.rmtree(self.directory)
