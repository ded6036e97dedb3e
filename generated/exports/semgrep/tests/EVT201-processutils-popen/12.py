# Case 10 of processes/processutils-popen “A program for people”
import subprocess

if __name__ == '__main__':
    subprocess.Popen(['x'])
