# Example “A green version of a standard module”, good
import socket


def probe(host, port):
    with socket.create_connection((host, port), timeout=5):
        return True
