# Example “An API with its own server”, bad
import eventlet
import eventlet.wsgi
from paste import deploy

from designate import conf


def main():
    app = deploy.loadapp('config:%s' % conf.CONF.paste, name='osapi')
    sock = eventlet.listen((conf.CONF.host, conf.CONF.port), backlog=4096)
    # ruleid: EVT507-eventlet-wsgi
    eventlet.wsgi.server(sock, app, max_size=conf.CONF.threads)
