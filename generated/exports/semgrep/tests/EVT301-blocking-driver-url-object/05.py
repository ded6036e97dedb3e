# Example “PostgreSQL without a named driver”, bad
from oslo_db import options
from oslo_config import cfg

options.set_defaults(cfg.CONF,
                     connection='postgresql://manila@127.0.0.1/manila')
