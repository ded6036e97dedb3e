# Case 1 of eventlet/wsgi-cannot-run-unpatched “The factory of the application”
import os


def init_application():
    if os.environ.get('GREEN'):
        from eventlet import monkey_patch
        # ruleid: EVT108-wsgi-cannot-run-unpatched
        monkey_patch(os=False)
    from paste import deploy
    return deploy.loadapp('config:/etc/murano/api-paste.ini')
