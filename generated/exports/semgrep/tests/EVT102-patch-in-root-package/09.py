# Case 9 of eventlet/patch-in-root-package “A program of its own”
import eventlet

if __name__ == '__main__':
    eventlet.monkey_patch()
