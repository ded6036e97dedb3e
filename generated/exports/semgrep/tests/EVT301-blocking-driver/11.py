# Case 7 of databases/blocking-driver “The same code in a service”
# ruleid: EVT301-blocking-driver
URL = 'mysql://a@b/c'
