"""Names and classes that were taken out of a module before the patch."""
import sys
import harness

what = sys.argv[1]
import time, select, socket, os, subprocess, threading
from time import sleep
from select import select as bound_select
from socket import socket as bound_socket, create_connection
from os import waitpid
from queue import Queue
from subprocess import Popen, call, check_call, run, PIPE
from threading import Condition, Event, Lock, RLock, Semaphore, Thread


def nap(sleep=time.sleep):
    sleep(1)


class Wire(socket.socket):
    pass


import eventlet
eventlet.monkey_patch()
SECOND = [sys.executable, '-S', '-c', 'import time; time.sleep(1)']


def silent_server():
    # A blocked hub would block a green server too, so a child process answers.
    code = ('import socket,time,sys\ns=socket.socket()\ns.bind(("127.0.0.1",0))\ns.listen(1)\n'
            'print(s.getsockname()[1],flush=True)\nc,_=s.accept()\ntime.sleep(1)\nc.send(b"x")\ntime.sleep(1)')
    child = subprocess.Popen([sys.executable, '-S', '-c', code], stdout=PIPE)
    return ('127.0.0.1', int(child.stdout.readline()))


def read(kind):
    address = silent_server()
    if kind is create_connection:
        wire = create_connection(address)
    else:
        wire = kind()
        wire.connect(address)
    return lambda: wire.recv(1)


def wait_for_event():
    event = Event()
    eventlet.spawn_after(1, event.set)
    return lambda: event.wait(3)


def wait_for_item():
    items = Queue()
    eventlet.spawn_after(1, items.put, 1)
    return lambda: items.get(timeout=3)


def wait_for_condition():
    condition = Condition()

    def tell():
        with condition:
            condition.notify()

    def wait():
        with condition:
            condition.wait(3)

    eventlet.spawn_after(1, tell)
    return wait


def wait_for_semaphore():
    semaphore = Semaphore(0)
    eventlet.spawn_after(1, semaphore.release)
    return semaphore.acquire


def wait_for_thread():
    thread = Thread(target=lambda: time.sleep(1))
    thread.start()
    return thread.join


if what in ('Lock', 'RLock'):
    harness.locked({'Lock': Lock, 'RLock': RLock}[what](), lambda: eventlet.sleep(0.1))
if what == 'waitpid':
    child = subprocess.Popen(SECOND)
    work = lambda: waitpid(child.pid, 0)
elif what in ('Event', 'Queue', 'Condition', 'Semaphore', 'Thread'):
    work = {'Event': wait_for_event, 'Queue': wait_for_item, 'Condition': wait_for_condition,
            'Semaphore': wait_for_semaphore, 'Thread': wait_for_thread}[what]()
elif what in ('socket', 'Wire', 'create_connection'):
    work = read({'socket': bound_socket, 'Wire': Wire, 'create_connection': create_connection}[what])
elif what == 'select':
    pipe, _ = os.pipe()
    work = lambda: bound_select([pipe], [], [], 1)
else:
    work = {
        'sleep': lambda: sleep(1),
        'nap': nap,
        'time.sleep': lambda: time.sleep(1),
        'Popen': lambda: Popen(SECOND, stdout=PIPE).communicate(),
        'run': lambda: run(SECOND),
        'call': lambda: call(SECOND),
        'check_call': lambda: check_call(SECOND),
    }[what]
harness.hub_during(work)
