"""A PostgreSQL driver waits a second for the answer to a query."""
import os
import subprocess
import sys

import harness

# How psycopg 3 is to be loaded is read from the environment, before it is imported.
for word in sys.argv[3:]:
    name, _, value = word.partition('=')
    os.environ[name] = value
harness.patch(sys.argv[1])

SERVER = r'''
import socket, struct, time

def message(kind, body):
    return kind + struct.pack('!i', len(body) + 4) + body

def setting(name, value):
    return message(b'S', name + bytes(1) + value + bytes(1))

READY = message(b'Z', b'I')
WELCOME = message(b'R', struct.pack('!i', 0)) + setting(b'server_version', b'16.0') + setting(b'client_encoding', b'UTF8')
WELCOME += setting(b'DateStyle', b'ISO, MDY') + setting(b'standard_conforming_strings', b'on') + READY
REFUSED = message(b'E', b'SERROR' + bytes(1) + b'C42000' + bytes(1) + b'Mno' + bytes(2))
listening = socket.socket()
listening.bind(('127.0.0.1', 0))
listening.listen(5)
print(listening.getsockname()[1], flush=True)
client, _ = listening.accept()
client.recv(10000)
client.sendall(WELCOME)
while client.recv(10000):
    time.sleep(1)
    client.sendall(REFUSED + READY)
'''
driver = __import__(sys.argv[2])
child = subprocess.Popen([sys.executable, '-S', '-c', SERVER], stdout=subprocess.PIPE)
where = 'host=127.0.0.1 port=%d user=x dbname=y sslmode=disable gssencmode=disable' % int(child.stdout.readline())
connection = driver.connect(where)
connection.autocommit = True


def query():
    try:
        connection.cursor().execute('select 1')
    except driver.Error as error:
        if 'no' not in str(error):
            raise


harness.hub_during(query)
