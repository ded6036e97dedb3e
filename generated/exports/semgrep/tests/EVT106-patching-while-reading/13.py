# Case 9 of eventlet/patching-while-reading “Importing the module patches nothing”
import eventlet


def main():
    # todook: EVT106-patching-while-reading
    eventlet.monkey_patch()


if __name__ == '__main__':
    main()
