# Example “The default of a connection option”, bad
from oslo_config import cfg

db_opts = [
    cfg.StrOpt('archive_connection',
               # ruleid: EVT301-blocking-driver
               default='mysql://cinder:secret@127.0.0.1/archive?charset=utf8',
               help='Where deleted volumes are archived.'),
]
