# Case 8 of databases/blocking-driver “Other f-strings”
def url(host):
    return f'amqp://{host}/'
