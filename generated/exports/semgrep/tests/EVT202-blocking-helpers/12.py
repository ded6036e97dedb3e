# Case 8 of processes/blocking-helpers “The same code in a service”
import os
# ruleid: EVT202-blocking-helpers
os.system('x')
