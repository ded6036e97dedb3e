# Example “An API with its own server”, good
from paste import deploy

from designate import conf


def build():
    return deploy.loadapp('config:%s' % conf.CONF.paste, name='osapi')


application = build()
