"""What stands between the program and a real server: a line that is cut, one that is encrypted, a proxy."""

import http.client
import http.server
import signal
import socket
import socketserver
import ssl
import subprocess
import threading
import urllib.parse

from review import Program


class Cut(http.server.ThreadingHTTPServer):
    """Passes requests on. If `how` says so, the server is killed at the next review that is posted, the line breaks, and
    the server is started again: `before` half of the review has come, when all of it is `sent`, or when it is `done`."""

    daemon_threads = True

    def __init__(self, server, tls=None):
        super().__init__(("127.0.0.1", 0), Line)
        self.server_behind, self.how, self.posts, self.again = server, None, 0, None
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls / "own.pem", tls / "own.key")
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A line that breaks is what this is for."""


class Line(http.server.BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    def pass_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        own, how = self.server, None
        if self.command == "POST" and self.path.endswith("/review"):
            own.posts, how, own.how = own.posts + 1, own.how, None
        address = urllib.parse.urlsplit(own.server_behind.url)
        behind = http.client.HTTPConnection(address.hostname, address.port, timeout=120)
        behind.putrequest(self.command, self.path, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in ("host", "connection"):
                behind.putheader(name, value)
        behind.endheaders(body[:len(body) // 2] if how == "before" else body or None)
        if how in ("before", "sent"):
            own.server_behind.stop(signal.SIGKILL)
        else:
            answer = behind.getresponse()
            text = answer.read()
        if how:
            own.server_behind.stop(signal.SIGKILL)
            self.close_connection = True
            own.again = threading.Thread(target=own.server_behind.start)
            own.again.start()
            return
        self.send_response(answer.status)
        for name in ("Content-Type", "Content-Encoding"):
            if answer.headers[name]:
                self.send_header(name, answer.headers[name])
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = pass_on

    def log_message(self, *_):
        """Nothing is told."""


class Through(socketserver.ThreadingTCPServer):
    """A proxy that asks nobody where hosts are: all of them are at one port of this machine."""

    daemon_threads = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", 0), Tunnel)
        self.behind, self.asked = port, []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Tunnel(socketserver.BaseRequestHandler):
    """One connection through the proxy."""

    def handle(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            more = self.request.recv(1)
            if not more:
                return
            head += more
        self.server.asked.append(head.split(b"\r\n")[0].decode())
        with socket.create_connection(("127.0.0.1", self.server.behind)) as behind:
            self.request.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            back = threading.Thread(target=self.copy, args=(behind, self.request))
            back.start()
            self.copy(self.request, behind)
            back.join()

    @staticmethod
    def copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def authority(folder, name):
    """Makes an authority of its own in a folder, and a certificate for a host."""
    folder.mkdir()
    run = lambda *arguments: subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
    (folder / "own.cnf").write_text(f"subjectAltName = DNS:{name}\n")
    run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=An authority")
    run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "own.key", "-out", "own.csr", "-subj", f"/CN={name}")
    run("x509", "-req", "-in", "own.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "own.cnf",
        "-out", "own.pem")
    return folder


class Elsewhere(Program):
    """The program, told another address and environment than it would find."""

    def __init__(self, path, server, who, url=None, **also):
        super().__init__(path, server, who)
        self.url, self.also = url, also

    def environment(self):
        also = {**super().environment(), **({"RULEBOOK_FORGE_URL": self.url} if self.url else {}), **self.also}
        return {name: value for name, value in also.items() if value is not None}
