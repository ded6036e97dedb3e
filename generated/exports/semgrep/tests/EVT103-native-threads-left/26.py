# Case 20 of eventlet/native-threads-left “Functions of the same name”
from gevent import monkey
from mylib import monkey_patch


class Patcher(object):
    def monkey_patch(self, thread=True):
        pass


monkey.patch_all(thread=False)
monkey_patch(thread=False)
Patcher().monkey_patch(thread=False)
