# Case 3 of databases/blocking-driver “Drivers that cooperate”
URLS = ['mysql+pymysql://nova@127.0.0.1/nova',
        'mariadb+pymysql://nova@127.0.0.1/nova',
        'postgresql+psycopg2://nova@127.0.0.1/nova']
