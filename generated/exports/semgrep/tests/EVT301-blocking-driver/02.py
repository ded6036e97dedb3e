# Example “The default of a connection option”, good
from oslo_config import cfg

db_opts = [
    cfg.StrOpt('archive_connection',
               default='mysql+pymysql://cinder:secret@127.0.0.1/archive?charset=utf8',
               help='Where deleted volumes are archived.'),
]
