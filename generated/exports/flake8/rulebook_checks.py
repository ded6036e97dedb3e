# flake8: noqa
# pylint: skip-file
"Eventlet best practices: checks for flake8, made by `rulebook export flake8`; do not edit."
import ast
import builtins
import copy
import functools
import keyword
import math
import os
import re
import sys

# The project's own names for others' functions: `{"nova.monkey_patch.patch": "eventlet.monkey_patch"}`.
SAME_AS = {}
# The project's own packages, beside those that lie in its root or in src/.
PACKAGES = ()
VERSION = "653d6f5fd7c0e863"
FORMER_BUILTINS = [
 "apply",
 "basestring",
 "buffer",
 "cmp",
 "coerce",
 "execfile",
 "file",
 "intern",
 "long",
 "raw_input",
 "reduce",
 "reload",
 "unichr",
 "unicode",
 "xrange",
 "WindowsError",
]
FORMER_MODULES = [
 "BaseHTTPServer",
 "CGIHTTPServer",
 "ConfigParser",
 "Cookie",
 "DocXMLRPCServer",
 "HTMLParser",
 "Queue",
 "SimpleHTTPServer",
 "SimpleXMLRPCServer",
 "SocketServer",
 "StringIO",
 "Tkinter",
 "UserDict",
 "UserList",
 "UserString",
 "__builtin__",
 "anydbm",
 "cPickle",
 "cStringIO",
 "commands",
 "cookielib",
 "copy_reg",
 "dbhash",
 "dummy_thread",
 "exceptions",
 "htmlentitydefs",
 "httplib",
 "md5",
 "new",
 "popen2",
 "robotparser",
 "sets",
 "sha",
 "thread",
 "urllib2",
 "urlparse",
 "whichdb",
 "xmlrpclib",
 "aifc",
 "asynchat",
 "asyncore",
 "audioop",
 "cgi",
 "cgitb",
 "chunk",
 "crypt",
 "distutils",
 "imghdr",
 "imp",
 "lib2to3",
 "mailcap",
 "msilib",
 "nis",
 "nntplib",
 "ossaudiodev",
 "pipes",
 "smtpd",
 "sndhdr",
 "spwd",
 "sunau",
 "telnetlib",
 "uu",
 "xdrlib",
]
RULES = [
 {
  "code": "EVT101",
  "check": "eventlet/patch-first",
  "words": ["monkey_patch"],
  "message": "third-party code is imported before this patch, and what it copied or made stays native; patch first, or not at all",
  "find": {
   "all": [
    {"call": {"name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"]}},
    {"path": {"exclude": ["**/test_*.py", "**/tests/**/base.py"]}},
    {"after": {"find": {"import": {"except": ["eventlet.**", "greenlet.**"], "class": "third_party"}}}},
   ],
  },
 },
 {
  "code": "EVT101",
  "check": "eventlet/patch-first-project",
  "words": ["monkey_patch"],
  "message": "other modules of the project are imported before this patch, and with them all that they import; move these imports below the patch",
  "find": {
   "all": [
    {"call": {"name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"]}},
    {"path": {"exclude": ["**/test_*.py", "**/tests/**/base.py"]}},
    {
     "after": {
      "find": {"import": {"except": ["**.*patch*.**", "**.*eventlet*.**", "**.concurrency"], "class": "first_party"}},
     },
    },
   ],
  },
 },
 {
  "code": "EVT102",
  "check": "eventlet/patch-in-root-package",
  "words": ["monkey_patch"],
  "message": "the root package patches everybody who imports anything of the project; patch in the package of the entry points instead",
  "find": {
   "all": [
    {"call": {"name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"]}},
    {
     "path": {
      "include": ["*/__init__.py", "src/*/__init__.py"],
      "exclude": "{test,tests,doc,docs,tools,bin,scripts,examples,samples}/__init__.py",
     },
    },
    {"not": {"inside": {"function": {}}}},
    {"not": {"inside": "main"}},
   ],
  },
 },
 {
  "code": "EVT103",
  "check": "eventlet/native-threads-left",
  "words": ["monkey_patch"],
  "message": "this patch leaves thread native, and a lock held across a switch then stops the whole process; call monkey_patch() without keywords, or add all=True",
  "find": {
   "all": [
    {
     "call": {
      "name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"],
      "arguments": [
       {"thread": "falsy"},
       {"thread": "absent", "all": {"equals": [False, 0]}},
       {"thread": "absent", "all": {"any": ["absent", {"type": "none"}]}, "**": {"equals": [True, 1]}},
      ],
     },
    },
    {"path": {"exclude": "doc/**"}},
   ],
  },
 },
 {
  "code": "EVT104",
  "check": "eventlet/tests-patched-differently",
  "words": ["monkey_patch"],
  "message": "whether a test runs patched then depends on what else its worker has imported; patch in the test package's __init__.py, through the helper of the services",
  "find": {
   "all": [
    {"call": {"name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"]}},
    {
     "path": {
      "include": ["**/tests/**/*.py", "test/**/*.py", "**/test_*.py", "*/test.py"],
      "exclude": ["**/__init__.py", "**/*monkey_patch*.py"],
     },
    },
    {
     "any": [{"not": {"inside": {"function": {}}}}, {"file_has": {"import": {"module": "eventlet.**", "scope": "module"}}}],
    },
   ],
  },
 },
 {
  "code": "EVT104",
  "check": "eventlet/tests-patched-differently-arguments",
  "words": ["monkey_patch"],
  "message": "the tests choose arguments of their own; call the helper that the services use, so that both are patched alike",
  "find": {
   "all": [
    {"call": {"name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"], "arguments": {"**": "present"}}},
    {"path": {"include": ["**/tests/**/__init__.py", "test/**/__init__.py"]}},
    {"file_has": {"import": {"module": "eventlet.**"}}},
   ],
  },
 },
 {
  "code": "EVT105",
  "check": "eventlet/scattered-patching",
  "words": ["monkey_patch"],
  "message": "this entry point patches for itself, so the next one can forget it or choose other arguments; call one helper from the package's __init__.py",
  "find": {
   "all": [
    {"call": {"name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"]}},
    {
     "path": {
      "include": ["**/cmd/**/*.py", "**/command/**/*.py", "**/commands/**/*.py", "**/bin/**/*.py"],
      "exclude": ["**/__init__.py", "**/*patch*.py", "**/tests/**", "test/**"],
     },
    },
    {"file_has": {"import": {"module": "eventlet.**"}}},
   ],
  },
 },
 {
  "code": "EVT105",
  "check": "eventlet/scattered-patching-twice",
  "words": ["monkey_patch"],
  "message": "the process was patched before; a second call takes nothing back, and what was made between the two stays native, so patch once",
  "find": {
   "all": [
    {"call": {"name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"]}},
    {"after": {"find": {"call": {"name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"]}}}},
   ],
  },
 },
 {
  "code": "EVT106",
  "check": "eventlet/patching-while-reading",
  "words": ["monkey_patch"],
  "message": "linters and documentation builds that import this are patched too; let an environment variable switch the patch off",
  "find": {
   "all": [
    {"call": {"name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"]}},
    {"path": {"exclude": ["**/tests/**", "test/**", "**/test_*.py", "*/test.py", "doc/**", "tools/**"]}},
    {"not": {"guarded_by": {"env": "."}}},
    {"not": {"inside": "main"}},
    {
     "any": [
      {"not": {"inside": {"function": {}}}},
      {
       "all": [
        {"call": {"name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"]}},
        {"inside": {"function": {"name": "patch", "innermost": True}}},
        {"file_lacks": {"use": {"name": ["os.environ", "os.getenv"]}}},
       ],
      },
     ],
    },
    {"file_has": {"import": {"module": "eventlet.**"}}},
   ],
  },
 },
 {
  "code": "EVT107",
  "check": "eventlet/primitives-before-patch",
  "words": ["monkey_patch"],
  "message": "{name} is made before the patch and stays native, so waiting for it can stop the whole process; make it after the patch",
  "find": {
   "all": [
    {
     "call": {
      "name": [
       "threading.Lock",
       "threading.Thread",
       "threading.Timer",
       "_thread.allocate_lock",
       "_thread.start_new_thread",
       "queue.SimpleQueue",
       "concurrent.futures.ThreadPoolExecutor",
       "concurrent.futures.thread.ThreadPoolExecutor",
       "multiprocessing.pool.ThreadPool",
       "futurist.ThreadPoolExecutor",
      ],
     },
    },
    {"before": {"find": {"call": {"name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"]}}}},
   ],
  },
 },
 {
  "code": "EVT107",
  "check": "eventlet/primitives-before-patch-converted",
  "words": ["monkey_patch"],
  "message": "{name} is made before the patch; that it works is a detail of eventlet and of this Python, so make it after the patch",
  "find": {
   "all": [
    {
     "call": {
      "name": [
       "threading.RLock",
       "threading.Condition",
       "threading.Semaphore",
       "threading.BoundedSemaphore",
       "threading.Event",
       "threading.Barrier",
       "queue.Queue",
       "queue.LifoQueue",
       "queue.PriorityQueue",
      ],
     },
    },
    {"path": {"exclude": "**/test_*.py"}},
    {"before": {"find": {"call": {"name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"]}}}},
   ],
  },
 },
 {
  "code": "EVT108",
  "check": "eventlet/wsgi-cannot-run-unpatched",
  "words": ["monkey_patch"],
  "message": "a WSGI server has threads of its own and loads this late; leave the patch to the entry points that are commands",
  "find": {
   "all": [
    {
     "call": {
      "name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"],
      "arguments": {"backend": {"not": {"equals": "threading"}}},
     },
    },
    {"path": {"include": ["**/wsgi/**/*.py", "**/*wsgi*.py"], "exclude": ["**/tests/**", "test/**", "**/test_*.py"]}},
    {
     "any": [
      {"not": {"inside": {"function": {}}}},
      {"inside": {"function": {"name": "^(_?(init|get|build|make|load|setup)_)?(wsgi_)?app(lication)?$"}}},
     ],
    },
    {"file_lacks": {"import": {"module": ["eventlet.wsgi.**", "oslo_service.wsgi.**"]}}},
    {"not": {"inside": "main"}},
   ],
  },
 },
 {
  "code": "EVT109",
  "check": "eventlet/names-bound-before-patch",
  "words": ["monkey_patch"],
  "message": "{name} is taken out of its module before the patch and stays native; patch first, or import the module and not the name",
  "find": {
   "all": [
    {
     "any": [
      {"import": {"module": "time", "member": "sleep"}},
      {"import": {"module": "select", "member": ["select", "poll", "epoll"]}},
      {"import": {"module": "socket", "member": ["socket", "socketpair", "fromfd"]}},
      {"import": {"module": "ssl", "member": ["SSLSocket", "SSLContext"]}},
      {"import": {"module": "os", "member": ["read", "write", "wait", "waitpid"]}},
      {"import": {"module": "subprocess", "member": "Popen"}},
      {"import": {"module": "queue", "member": "SimpleQueue"}},
      {"import": {"module": "threading", "member": ["Lock", "RLock", "local", "current_thread", "get_ident"]}},
      {"import": {"module": "_thread", "member": ["allocate_lock", "start_new_thread", "get_ident"]}},
      {
       "import": {"module": ["time", "select", "socket", "ssl", "os", "subprocess", "queue", "threading"], "form": "star"},
      },
     ],
    },
    {"path": {"exclude": ["**/test_*.py", "**/tests/**/base.py"]}},
    {
     "before": {
      "find": {
       "call": {
        "name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"],
        "arguments": {
         "not": [
          {"all": {"equals": [False, 0]}},
          {"all": {"any": ["absent", {"type": "none"}]}, "**": {"equals": [True, 1]}},
         ],
        },
       },
      },
     },
    },
   ],
  },
 },
 {
  "code": "EVT109",
  "check": "eventlet/names-bound-before-patch-held",
  "words": ["monkey_patch"],
  "message": "this holds on to something of the standard library that the patch replaces only afterwards; look it up in its module when it is used, or patch first",
  "find": {
   "all": [
    {
     "any": [
      {
       "def": {
        "parameter": {
         "default": {
          "refers": [
           "time.sleep",
           "select.select",
           "select.poll",
           "select.epoll",
           "socket.socket",
           "os.read",
           "os.write",
           "os.wait",
           "os.waitpid",
           "subprocess.Popen",
           "queue.SimpleQueue",
           "threading.Lock",
           "threading.RLock",
           "threading.current_thread",
           "threading.get_ident",
          ],
         },
        },
       },
      },
      {
       "def": {
        "kind": "class",
        "bases": ["socket.socket", "ssl.SSLSocket", "ssl.SSLContext", "subprocess.Popen", "threading.local"],
       },
      },
      {
       "assign": {
        "value": {
         "refers": [
          "time.sleep",
          "select.select",
          "select.poll",
          "select.epoll",
          "socket.socket",
          "os.read",
          "os.write",
          "os.wait",
          "os.waitpid",
          "subprocess.Popen",
          "queue.SimpleQueue",
          "threading.Lock",
          "threading.RLock",
          "threading.current_thread",
          "threading.get_ident",
         ],
        },
       },
      },
     ],
    },
    {"path": {"exclude": ["**/test_*.py", "**/tests/**/base.py"]}},
    {
     "before": {
      "find": {
       "call": {
        "name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"],
        "arguments": {
         "not": [
          {"all": {"equals": [False, 0]}},
          {"all": {"any": ["absent", {"type": "none"}]}, "**": {"equals": [True, 1]}},
         ],
        },
       },
      },
     },
    },
   ],
  },
 },
 {
  "code": "EVT201",
  "check": "processes/processutils",
  "words": ["check_call", "posix_spawn", "spawn", "subprocess"],
  "message": "{name} starts a child process; processutils.execute does it in a way that cooperates everywhere, and logs, retries and limits it",
  "find": {
   "all": [
    {"call": {"name": ["subprocess.run", "subprocess.call", "subprocess.check_call", "os.spawn*", "os.posix_spawn"]}},
    {"project": {"uses": "oslo.concurrency"}},
    {
     "path": {
      "exclude": [
       "**/tests/**",
       "**/test_*.py",
       "test/**",
       "**/doc/**",
       "**/source/conf.py",
       "plugins/**",
       "tools/**",
       "bin/**",
       "**/hacking/**",
       "setup.py",
       "*/test.py",
       "oslo_concurrency/**",
      ],
     },
    },
    {"not": {"inside": "main"}},
   ],
  },
 },
 {
  "code": "EVT201",
  "check": "processes/processutils-popen",
  "words": ["popen", "subprocess"],
  "message": "{name} is for programs whose output is read while they run; otherwise use processutils.execute",
  "find": {
   "all": [
    {"call": {"name": ["subprocess.Popen", "os.popen"]}},
    {"project": {"uses": "oslo.concurrency"}},
    {
     "path": {
      "exclude": [
       "**/tests/**",
       "**/test_*.py",
       "test/**",
       "**/doc/**",
       "**/source/conf.py",
       "plugins/**",
       "tools/**",
       "bin/**",
       "**/hacking/**",
       "setup.py",
       "*/test.py",
       "oslo_concurrency/**",
      ],
     },
    },
    {"not": {"inside": "main"}},
    {"file_lacks": {"call": {"name": "subprocess.Popen", "arguments": {"stdin": {"like": "$A.stdout"}}}}},
   ],
  },
 },
 {
  "code": "EVT202",
  "check": "processes/blocking-helpers",
  "words": ["check_output", "getoutput", "getstatusoutput", "system"],
  "message": "{name} stops every other green thread until the program ends, even where everything is patched; use processutils.execute",
  "find": {
   "all": [
    {
     "any": [
      {
       "call": {
        "name": "subprocess.check_output",
        "arguments": {
         "timeout": {"any": ["absent", {"type": "none"}]},
         "input": "absent",
         "not": {"stderr": {"refers": "subprocess.PIPE"}},
        },
       },
      },
      {"call": {"name": ["subprocess.getoutput", "subprocess.getstatusoutput", "os.system"]}},
     ],
    },
    {
     "path": {
      "exclude": ["**/tests/**", "**/test_*.py", "test/**", "doc/**", "tools/**", "**/hacking/**", "setup.py", "*/test.py"],
     },
    },
    {"not": {"inside": "main"}},
    {"not": {"inside": {"arguments": "eventlet.tpool.**"}}},
   ],
  },
 },
 {
  "code": "EVT203",
  "check": "processes/green-module-run",
  "words": ["eventlet"],
  "message": "{name} waits natively and stops every other green thread; use processutils.execute, or the standard subprocess.run in a patched process",
  "find": {
   "any": [
    {
     "call": {
      "name": [
       "eventlet.green.subprocess.run",
       "eventlet.green.subprocess.getoutput",
       "eventlet.green.subprocess.getstatusoutput",
      ],
     },
    },
    {
     "call": {
      "name": "eventlet.green.subprocess.check_output",
      "arguments": {
       "timeout": {"any": ["absent", {"type": "none"}]},
       "input": "absent",
       "not": {"stderr": {"refers": ["subprocess.PIPE", "eventlet.green.subprocess.PIPE"]}},
      },
     },
    },
   ],
  },
 },
 {
  "code": "EVT205",
  "check": "processes/partial-patch-processes",
  "words": ["monkey_patch"],
  "message": "this patch leaves subprocess native, and waiting for a child process then stops every other green thread; call monkey_patch() without keywords, or add all=True",
  "find": {
   "all": [
    {
     "call": {
      "name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"],
      "arguments": [
       {"subprocess": "falsy"},
       {"subprocess": "absent", "all": {"equals": [False, 0]}},
       {"subprocess": "absent", "all": {"any": ["absent", {"type": "none"}]}, "**": {"equals": [True, 1]}},
      ],
     },
    },
    {"path": {"exclude": ["**/tests/**", "**/test_*.py", "test/**", "doc/**"]}},
    {"requires": {"eventlet": ">=0.20"}},
   ],
  },
 },
 {
  "code": "EVT301",
  "check": "databases/blocking-driver",
  "words": [
   "\\\x0d\n",
   "\\14",
   "\\15",
   "\\16",
   "\\17",
   "\\N{",
   "\\U0",
   "\\u00",
   "\\x6",
   "\\x7",
   "a\\\n",
   "b\\\n",
   "d\\\n",
   "i\\\n",
   "l\\\n",
   "m\\\n",
   "mariadb",
   "mysql",
   "mysqldb",
   "q\\\n",
   "r\\\n",
   "s\\\n",
   "y\\\n",
  ],
  "message": "this URL selects MySQLdb, which waits in C and stops every other green thread; write mysql+pymysql:// instead",
  "find": {
   "all": [
    {
     "any": [
      {"literal": {"matches": "^(?:mysql|mariadb)(?:\\+mysqldb)?://."}},
      {"literal": {"kind": "fstring", "matches": "^(?:mysql|mariadb)(?:\\+mysqldb)?://"}},
     ],
    },
    {"path": {"exclude": ["**/tests/**", "**/test_*.py", "test/**", "doc/**", "tools/**", "*/test.py"]}},
   ],
  },
 },
 {
  "code": "EVT301",
  "check": "databases/blocking-driver-url-object",
  "words": ["sqlalchemy"],
  "message": "this URL selects MySQLdb, which waits in C and stops every other green thread; name the driver, as in mysql+pymysql",
  "find": {
   "all": [
    {
     "call": {
      "name": [
       "sqlalchemy.engine.URL.create",
       "sqlalchemy.engine.url.URL.create",
       "sqlalchemy.URL.create",
       "sqlalchemy.engine.url.URL",
       "sqlalchemy.engine.URL",
      ],
      "arguments": {"0/drivername": {"equals": ["mysql", "mysql+mysqldb", "mariadb", "mariadb+mysqldb"]}},
     },
    },
    {"path": {"exclude": ["**/tests/**", "**/test_*.py", "test/**", "doc/**", "tools/**"]}},
   ],
  },
 },
 {
  "code": "EVT302",
  "check": "databases/mysqldb-import",
  "words": ["MySQLdb", "_mysql"],
  "message": "{module} waits in C and stops every other green thread; use SQLAlchemy's or oslo.db's exceptions and the driver PyMySQL",
  "find": {
   "all": [
    {"import": {"module": ["MySQLdb.**", "_mysql"]}},
    {"path": {"exclude": ["**/tests/**", "**/test_*.py", "test/**", "doc/**", "tools/**"]}},
    {"file_lacks": {"use": {"name": "eventlet.tpool.**"}}},
    {"file_lacks": {"call": {"name": "pymysql.install_as_MySQLdb"}}},
   ],
  },
 },
 {
  "code": "EVT303",
  "check": "databases/sqlite-in-services",
  "words": ["Connection", "connect"],
  "message": "SQLite never lets another green thread run; keep shared state in a database server, or run the calls through eventlet.tpool",
  "find": {
   "all": [
    {"call": {"name": ["sqlite3.connect", "sqlite3.dbapi2.connect", "sqlite3.Connection"]}},
    {
     "path": {
      "exclude": ["**/tests/**", "**/test_*.py", "test/**", "doc/**", "tools/**", "bin/**", "**/cli/**", "*/test.py"],
     },
    },
    {"not": {"inside": "main"}},
    {"not": {"inside": {"arguments": "eventlet.tpool.**"}}},
   ],
  },
 },
 {
  "code": "EVT401",
  "check": "verifying/unnamed-modules",
  "words": ["warn_eventlet_not_patched"],
  "message": "without names this warns in every patched process; pass the modules that the code depends on, such as ['thread', 'time']",
  "find": {
   "call": {
    "name": "oslo_utils.eventletutils.warn_eventlet_not_patched",
    "arguments": [
     {"0/expected_patched_modules": "absent"},
     {"0/expected_patched_modules": "falsy"},
     {
      "0/expected_patched_modules": {
       "like": ["['all', $...]", "[$..., 'all']", "('all', $...)", "($..., 'all')", "{'all', $...}", "{$..., 'all'}"],
      },
     },
    ],
   },
  },
 },
 {
  "code": "EVT401",
  "check": "verifying/unnamed-modules-unknown",
  "words": ["warn_eventlet_not_patched"],
  "message": "`{value}` is no name that this function knows, so the call raises ValueError; it knows os, select, socket, thread, time, psycopg and MySQLdb",
  "find": {
   "all": [
    {
     "literal": {
      "equals": [
       "subprocess",
       "threading",
       "_thread",
       "thread_local",
       "ssl",
       "queue",
       "Queue",
       "asyncio",
       "builtins",
       "signal",
       "psycopg2",
       "sqlite3",
       "multiprocessing",
       "concurrent",
       "http",
      ],
     },
    },
    {"inside": {"arguments": "oslo_utils.eventletutils.warn_eventlet_not_patched"}},
   ],
  },
 },
 {
  "code": "EVT402",
  "check": "verifying/eventletutils",
  "words": ["eventletutils"],
  "message": "oslo_utils.eventletutils is deprecated and goes away with eventlet; use threading and the project's own record of its mode",
  "find": {"all": [{"import": {"module": "oslo_utils.eventletutils.**"}}, {"requires": {"oslo.utils": ">=8.1"}}]},
 },
 {
  "code": "EVT501",
  "check": "leaving/new-eventlet-use",
  "words": ["eventlet"],
  "message": "this imports eventlet, which is deprecated; use threading, queue, socket and concurrent.futures of the standard library",
  "find": {
   "all": [
    {"import": {"module": "eventlet.**"}},
    {"path": {"exclude": ["**/_eventlet/**", "**/_eventlet.py", "**/test_*eventlet*.py"]}},
    {"file_lacks": {"call": {"name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"]}}},
   ],
  },
 },
 {
  "code": "EVT502",
  "check": "leaving/eventlet-primitives",
  "words": ["eventlet"],
  "message": "{name} knows the green threads of one hub only and does nothing useful on native threads; use the standard library's counterpart",
  "find": {
   "all": [
    {
     "any": [
      {
       "use": {
        "name": [
         "eventlet.spawn",
         "eventlet.spawn_n",
         "eventlet.spawn_after*",
         "eventlet.call_after_local",
         "eventlet.kill",
         "eventlet.getcurrent",
         "eventlet.GreenPool",
         "eventlet.GreenPile",
         "eventlet.Queue",
         "eventlet.Event",
         "eventlet.Semaphore",
         "eventlet.Timeout",
         "eventlet.with_timeout",
         "eventlet.connect",
         "eventlet.greenpool.Green*",
         "eventlet.queue.*",
         "eventlet.event.*",
         "eventlet.semaphore.*",
         "eventlet.timeout.*",
         "eventlet.pools.*",
         "eventlet.db_pool.*",
         "eventlet.coros.*",
         "eventlet.corolocal.*",
         "eventlet.tpool.*",
         "eventlet.convenience.*",
         "eventlet.greenthread.spawn",
         "eventlet.greenthread.spawn_n",
         "eventlet.greenthread.spawn_after*",
         "eventlet.greenthread.getcurrent",
         "eventlet.greenthread.kill",
         "eventlet.greenthread.GreenThread",
        ],
        "role": ["call", "base", "decorator", "value"],
       },
      },
      {"use": {"name": "eventlet.green.**", "role": ["call", "base"]}},
      {
       "call": {
        "name": ["eventlet.sleep", "eventlet.greenthread.sleep"],
        "arguments": {"0/seconds": {"any": ["unknown", {"not": {"any": ["absent", {"equals": 0}]}}]}},
       },
      },
     ],
    },
    {"path": {"exclude": ["**/*eventlet*", "**/*eventlet*/**"]}},
    {"not": {"inside": {"function": {"name": "(?i)eventlet|tpool|green_?thread"}}}},
    {
     "not": {"guarded_by": {"uses": ["eventlet.patcher.is_monkey_patched", "oslo_utils.eventletutils.is_monkey_patched"]}},
    },
    {"file_lacks": {"use": {"name": ["eventlet.hubs.trampoline", "eventlet.debug.hub_prevent_multiple_readers"]}}},
   ],
  },
 },
 {
  "code": "EVT503",
  "check": "leaving/sleep-zero",
  "words": ["eventlet", "sleep"],
  "message": "{name} of zero seconds is a yield for green threads and only costs time on native ones; delete it, wait for an event where it polls, or call the project's one function that yields",
  "find": {
   "all": [
    {
     "any": [
      {"call": {"name": "time.sleep", "arguments": {"0": {"equals": 0}}}},
      {
       "call": {
        "name": ["eventlet.sleep", "eventlet.greenthread.sleep", "eventlet.green.time.sleep"],
        "arguments": {"0/seconds": {"equals": 0}},
        "defaults": {"seconds": 0},
       },
      },
     ],
    },
    {"not": {"inside": {"function": {"name": "(?i)yield|cooperat|sleep"}}}},
    {"path": {"exclude": ["**/*eventlet*", "**/*eventlet*/**"]}},
    {"file_lacks": {"call": {"name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"]}}},
   ],
  },
 },
 {
  "code": "EVT504",
  "check": "leaving/implicit-backend",
  "words": ["oslo_service"],
  "message": "importing {name} chooses eventlet for the process, and the choice below comes too late; call init_backend before this import",
  "find": {
   "all": [
    {
     "import": {
      "module": [
       "oslo_service.service.**",
       "oslo_service.loopingcall.**",
       "oslo_service.threadgroup.**",
       "oslo_service.wsgi.**",
      ],
     },
    },
    {"before": {"find": {"call": {"name": "oslo_service.backend.init_backend"}}}},
    {"requires": {"oslo.service": ">=4.2"}},
   ],
  },
 },
 {
  "code": "EVT505",
  "check": "leaving/unpoisoned-imports",
  "words": ["monkey_patch"],
  "message": "this process chose native threads, and nothing stops it from importing eventlet; refuse the import before the backend is chosen",
  "find": {
   "all": [
    {
     "call": {
      "name": "oslo_service.backend.init_backend",
      "arguments": {"0/type_": {"refers": "oslo_service.backend.**.THREADING"}},
     },
    },
    {"file_has": {"call": {"name": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"]}}},
    {"file_lacks": {"use": {"name": "sys.meta_path"}}},
    {"file_lacks": {"assign": {"target": ["eventlet.monkey_patch", "eventlet.patcher.monkey_patch"]}}},
    {"file_lacks": {"expr": {"like": "sys.modules['eventlet']"}}},
    {"file_lacks": {"literal": {"equals": "sys.modules"}}},
   ],
  },
 },
 {
  "code": "EVT507",
  "check": "leaving/eventlet-wsgi",
  "words": ["eventlet", "oslo_service"],
  "message": "{name} serves one request after the other without eventlet; offer a WSGI application and let uWSGI, mod_wsgi or gunicorn serve it",
  "find": {
   "all": [
    {
     "use": {
      "name": [
       "eventlet.wsgi.server",
       "eventlet.wsgi.Server",
       "eventlet.wsgi.HttpProtocol",
       "eventlet.websocket.WebSocketWSGI",
       "oslo_service.wsgi.Server",
      ],
     },
    },
    {"path": {"exclude": ["**/tests/**", "**/test_*.py", "test/**", "*/test.py"]}},
   ],
  },
 },
 {
  "code": "EVT508",
  "check": "leaving/threads-before-fork",
  "words": ["oslo_service"],
  "message": "services are constructed before their workers are forked, and what starts here does not exist in a fork; start it in start()",
  "find": {
   "all": [
    {
     "any": [
      {
       "call": {
        "name": ["submit", "add_thread", "add_timer", "add_timer_args", "add_dynamic_timer", "add_dynamic_timer_args"],
        "resolve": "method",
       },
      },
      {
       "call": {
        "name": [
         "eventlet.spawn",
         "eventlet.spawn_n",
         "eventlet.greenthread.spawn",
         "eventlet.greenthread.spawn_n",
         "_thread.start_new_thread",
        ],
       },
      },
      {"expr": {"like": ["threading.Thread($...).start()", "threading.Timer($...).start()"], "resolve": "import"}},
     ],
    },
    {"inside": {"function": {"name": "^__init__$", "innermost": True}}},
    {
     "inside": {
      "class": {
       "base": [
        "oslo_service.service.Service",
        "oslo_service.service.ServiceBase",
        "oslo_service.backend.**.Service",
        "oslo_service.backend.**.ServiceBase",
       ],
      },
     },
    },
   ],
  },
 },
 {
  "code": "EVT508",
  "check": "leaving/threads-before-fork-import",
  "words": ["start_new_thread", "threading"],
  "message": "this thread starts while the module is imported, before the workers are forked, and does not exist in them; start it in the service's start()",
  "find": {
   "all": [
    {
     "any": [
      {"expr": {"like": ["threading.Thread($...).start()", "threading.Timer($...).start()"], "resolve": "import"}},
      {"call": {"name": "_thread.start_new_thread"}},
     ],
    },
    {"not": {"inside": {"function": {}}}},
    {"not": {"inside": "lambda"}},
    {"not": {"inside": "main"}},
    {"path": {"exclude": ["**/tests/**", "**/test_*.py", "test/**", "doc/**", "tools/**"]}},
   ],
  },
 },
 {
  "code": "EVT509",
  "check": "leaving/full-pool",
  "words": ["ThreadPoolExecutor"],
  "message": "{name} gets its size from the number of processors; state max_workers, from configuration, and what happens when the pool is full",
  "find": {
   "all": [
    {
     "call": {
      "name": [
       "concurrent.futures.ThreadPoolExecutor",
       "concurrent.futures.thread.ThreadPoolExecutor",
       "futurist.ThreadPoolExecutor",
      ],
      "arguments": {"0/max_workers": {"any": ["absent", {"type": "none"}]}},
     },
    },
    {"path": {"exclude": ["**/tests/**", "**/test_*.py", "test/**", "doc/**", "tools/**", "*/test.py"]}},
   ],
  },
 },
]

class Frame:
    """A construct around code; frames form a tree with the module at its root."""

    __slots__ = ("parent", "kind", "node", "branch", "suite", "stmt", "scope", "depth")

    def __init__(self, parent, kind, node, branch, suite, stmt, scope):
        self.parent, self.kind, self.node, self.branch = parent, kind, node, branch
        self.suite, self.stmt, self.scope = suite, stmt, scope
        self.depth = parent.depth + 1 if parent else 0

    def around(self):
        """This frame and those around it, from the inside out."""
        frame = self
        while frame is not None:
            yield frame
            frame = frame.parent

    def holds(self, inner):
        """Whether this frame is another one or around it."""
        while inner is not None and inner.depth > self.depth:
            inner = inner.parent
        return inner is self

    def function(self):
        """The innermost function or lambda around."""
        return next((f for f in self.around() if f.kind in ("function", "lambda")), None)


class Scope:
    """Names, and what binds them: (kind, value, from where on, frame)."""

    def __init__(self, kind, parent):
        self.kind, self.parent = kind, parent
        self.bindings, self.globals, self.nonlocals = {}, set(), set()
        self.stars, self.changes = [], []


class Import:
    """One imported name."""

    def __init__(self, form, module, member, alias, level, node, name_node, alone, site):
        self.form, self.module, self.member, self.alias = form, module, member, alias
        self.level, self.node, self.name_node, self.alone = level, node, name_node, alone
        self.frame, self.stmt = site

    @property
    def full(self):
        if self.member is None:
            return self.module
        return self.module + ("" if self.module.endswith(".") else ".") + self.member


def start(node):
    return node.lineno, node.col_offset


def end(node):
    return node.end_lineno, node.end_col_offset


def clauses(node):
    """The tests and bodies of an `if`, with its `elif` and `else`."""
    found = [(node.test, node.body)]
    while len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If) and node.orelse[0].col_offset == node.col_offset:
        node = node.orelse[0]
        found.append((node.test, node.body))
    if node.orelse:
        found.append((None, node.orelse))
    return found


def module_name(path):
    """A file's dotted name, and whether it is a package."""
    if not path.endswith(".py"):
        return None, False
    path = path[4:-3] if path.startswith("src/") else path[:-3]
    package = path.endswith("/__init__")
    name = path[:-9] if package else path
    fine = all(part.isidentifier() and not keyword.iskeyword(part) for part in name.split("/"))
    return (name.replace("/", "."), package) if fine else (None, False)

class Index:
    """What a module is made of, found in one walk."""

    def __init__(self, tree, path, lines):
        self.path, self.lines = path, lines
        self.name, self.package = module_name(path)
        self.nodes, self.calls, self.imports, self.defs, self.assigns = [], [], [], [], []
        self.docstrings, self.scopes, self.known = {}, [], {}
        self.top = self.new_scope("module", None)
        self.frame = Frame(None, "module", tree, 0, tree.body, None, self.top)
        self.stmt = None
        self.docstring(tree.body)
        self.statements(tree.body)
        for scope in self.scopes:
            for bindings in scope.bindings.values():
                bindings.sort(key=lambda binding: binding[2])

    def new_scope(self, kind, parent):
        self.scopes.append(Scope(kind, parent))
        return self.scopes[-1]

    def within(self, kind, node, branch, suite, scope, run):
        outer = self.frame
        self.frame = Frame(outer, kind, node, branch, suite, self.stmt, scope or outer.scope)
        run()
        inner, self.frame = self.frame, outer
        return inner

    def block(self, kind, node, suite, branch=0):
        self.within(kind, node, branch, suite, None, lambda: self.statements(suite))

    def docstring(self, suite):
        if suite and isinstance(suite[0], ast.Expr) and isinstance(suite[0].value, ast.Constant) and isinstance(suite[0].value.value, str):
            self.docstrings[suite[0].value] = suite

    def statements(self, suite):
        outer = self.stmt
        for position, stmt in enumerate(suite):
            self.stmt = stmt
            stmt.rulebook = (self.frame, position)
            getattr(self, "on_" + type(stmt).__name__, self.simple)(stmt)
        self.stmt = outer

    def simple(self, stmt):
        for child in ast.iter_child_nodes(stmt):
            self.visit(child)

    def visit(self, node, role="value"):
        if isinstance(node, ast.expr):
            self.expr(node, role)
        else:
            for child in ast.iter_child_nodes(node):
                self.visit(child, role)

    def expr(self, node, role="value"):
        kind = type(node)
        if kind in (ast.Name, ast.Attribute) and type(node.ctx) is not ast.Load:
            role = "store"
        node.rulebook = (self.frame, self.stmt, role)
        self.nodes.append(node)
        keep = role in ("except", "annotation", "base") if kind in (ast.Tuple, ast.Starred) else role == "annotation"
        inner = role if keep else "value"
        if kind is ast.Name or kind is ast.Constant:
            return
        if kind is ast.Attribute:
            self.expr(node.value, "object")
        elif kind is ast.Call:
            self.calls.append(node)
            self.expr(node.func, "call")
            self.note_call(node)
            self.within("arguments", node, 0, (), None, lambda: [self.visit(a) for a in node.args + node.keywords])
        elif kind is ast.Lambda:
            self.signature(node.args)
            site, scope = (self.frame, self.stmt), self.new_scope("function", self.frame.scope)
            def run():
                self.parameters(node.args)
                self.expr(node.body)
            self.defs.append((node, site, self.within("lambda", node, 0, (), scope, run)))
        elif kind is ast.IfExp:
            self.expr(node.test)
            self.within("choice", node, 0, (), None, lambda: self.expr(node.body))
            self.within("choice", node, 1, (), None, lambda: self.expr(node.orelse))
        elif kind is ast.BoolOp:
            self.expr(node.values[0])
            for at, value in enumerate(node.values[1:], 1):
                self.within("operand", node, at, (), None, lambda value=value: self.expr(value))
        elif kind in (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp):
            scope = self.new_scope("comprehension", self.frame.scope)
            def run():
                for generator in node.generators:
                    self.opaque_target(generator.target, (0, 0))
                self.each(node, inner)
            self.within("comprehension", node, 0, (), scope, run)
        elif kind is ast.JoinedStr:
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    self.each(part, inner)
        else:
            if kind is ast.NamedExpr:
                self.bind_named(node)
            self.each(node, inner)

    def each(self, node, role):
        for child in ast.iter_child_nodes(node):
            self.visit(child, role)

    # What binds names.

    def bind(self, name, kind, value, at, scope=None):
        scope = scope or self.frame.scope
        if name in scope.globals:
            scope = self.top
        elif name in scope.nonlocals:
            outer = scope.parent
            while outer and not (outer.kind == "function" and name in outer.bindings):
                outer = outer.parent
            scope = outer or scope
        scope.bindings.setdefault(name, []).append((kind, value, at, self.frame))

    def opaque_target(self, target, at):
        if isinstance(target, ast.Name):
            self.bind(target.id, "opaque", None, at)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for part in target.elts:
                self.opaque_target(part, at)
        elif isinstance(target, ast.Starred):
            self.opaque_target(target.value, at)

    def bind_named(self, node):
        self.assigns.append((node.target, node.value, False, node, (self.frame, self.stmt)))
        scope = self.frame.scope
        while scope.kind == "comprehension":
            scope = scope.parent
        self.bind(node.target.id, "assign", node.value, end(node), scope)

    def assign(self, target, value, annotated, stmt):
        if not isinstance(target, (ast.Tuple, ast.List)):
            self.assigns.append((target, value, annotated, stmt, (self.frame, self.stmt)))
        if value is None:
            return
        if isinstance(target, ast.Name):
            self.bind(target.id, "assign", value, end(stmt))
        elif isinstance(target, (ast.Tuple, ast.List)):
            parts = target.elts
            values = value.elts if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) else ()
            if len(parts) == len(values) and not any(isinstance(part, ast.Starred) for part in [*parts, *values]):
                for part, one in zip(parts, values):
                    self.assign(part, one, annotated, stmt)
                return
            for part in parts:
                self.assigns.append((part, None, annotated, stmt, (self.frame, self.stmt)))
                self.opaque_target(part, end(stmt))
                self.change_item(part, None)
        elif isinstance(target, ast.Subscript):
            self.change_item(target, value)

    def change_item(self, target, value):
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            self.frame.scope.changes.append((target.value.id, string(target.slice), value, self.frame))

    def note_call(self, node):
        func = node.func
        if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.attr in ("update", "setdefault", "pop", "popitem", "clear"):
            changes = self.frame.scope.changes
            changes.extend((func.value.id, one.arg, one.value, self.frame) for one in node.keywords)
            if not (func.attr == "update" and not node.args):
                changes.append((func.value.id, None, None, self.frame))
        last = func.id if isinstance(func, ast.Name) else getattr(func, "attr", None)
        module = string(node.args[0]) if node.args else None
        if module and (last == "import_module" or last == "__import__" and isinstance(func, ast.Name)):
            if module.startswith("."):
                rest = module.lstrip(".")
                module = self.relative(len(module) - len(rest), rest or None)
            if module:
                self.imports.append(Import("dynamic", module, None, None, 0, node, node, True, (self.frame, self.stmt)))

    def parameters(self, args):
        for one in args.posonlyargs + args.args + args.kwonlyargs + [args.vararg, args.kwarg]:
            if one:
                self.bind(one.arg, "opaque", None, (0, 0))

    def signature(self, args):
        for default in [*args.defaults, *args.kw_defaults]:
            if default:
                self.expr(default)
        for one in args.posonlyargs + args.args + args.kwonlyargs + [args.vararg, args.kwarg]:
            if one and one.annotation:
                self.annotation(one.annotation)

    def annotation(self, node):
        self.within("annotation", node, 0, (), None, lambda: self.expr(node, "annotation"))

    def relative(self, level, module):
        if self.name is None:
            return None
        base = self.name.split(".")
        up = level - 1 if self.package else level
        if up > len(base):
            return None
        return ".".join(base[:len(base) - up] + ([module] if module else [])) or None

    # Statements.

    def decorators(self, node):
        for one in node.decorator_list:
            self.within("decorator", one, 0, (), None, lambda one=one: self.expr(one, "decorator"))

    def on_FunctionDef(self, node):
        self.decorators(node)
        self.signature(node.args)
        if node.returns:
            self.annotation(node.returns)
        self.bind(node.name, "def", node, start(node))
        site, scope = (self.frame, self.stmt), self.new_scope("function", self.frame.scope)
        def run():
            self.parameters(node.args)
            self.docstring(node.body)
            self.statements(node.body)
        self.defs.append((node, site, self.within("function", node, 0, node.body, scope, run)))

    on_AsyncFunctionDef = on_FunctionDef

    def on_ClassDef(self, node):
        self.decorators(node)
        for base in node.bases:
            self.expr(base, "base")
        for one in node.keywords:
            self.expr(one.value)
        site, scope = (self.frame, self.stmt), self.new_scope("class", self.frame.scope)
        def run():
            self.docstring(node.body)
            self.statements(node.body)
        body = self.within("class", node, 0, node.body, scope, run)
        self.bind(node.name, "def", node, start(node))
        self.defs.append((node, site, body))

    def on_If(self, node):
        for branch, (test, body) in enumerate(clauses(node)):
            if test:
                self.expr(test)
            self.block("if", node, body, branch)

    def on_While(self, node):
        self.expr(node.test)
        self.block("while", node, node.body)
        self.block("while", node, node.orelse, 1)

    def on_For(self, node):
        self.expr(node.iter)
        self.expr(node.target)
        self.opaque_target(node.target, end(node.target))
        self.block("for", node, node.body)
        self.block("for", node, node.orelse, 1)

    on_AsyncFor = on_For

    def on_With(self, node):
        for item in node.items:
            self.expr(item.context_expr)
            if item.optional_vars:
                self.expr(item.optional_vars)
                self.opaque_target(item.optional_vars, end(item.optional_vars))
        self.block("with", node, node.body)

    on_AsyncWith = on_With

    def on_Try(self, node):
        self.block("try", node, node.body)
        for at, handler in enumerate(node.handlers):
            if handler.type:
                self.expr(handler.type, "except")
            def run(handler=handler):
                if handler.name:
                    self.bind(handler.name, "opaque", None, start(handler))
                self.statements(handler.body)
            self.within("except", node, at, handler.body, None, run)
        self.block("tryelse", node, node.orelse)
        self.block("finally", node, node.finalbody)

    on_TryStar = on_Try

    def on_Match(self, node):
        self.expr(node.subject)
        for at, case in enumerate(node.cases):
            def run(case=case):
                for part in ast.walk(case.pattern):
                    name = getattr(part, "name", None) or getattr(part, "rest", None)
                    if name:
                        self.bind(name, "opaque", None, end(part))
                self.visit(case.pattern)
                if case.guard:
                    self.expr(case.guard)
                self.statements(case.body)
            self.within("case", node, at, case.body, None, run)

    def on_Import(self, node):
        for alias in node.names:
            bound = alias.asname or alias.name.split(".")[0]
            self.bind(bound, "import", alias.name if alias.asname else bound, end(node))
            self.imports.append(Import("plain", alias.name, None, alias.asname, 0, node, alias, len(node.names) == 1, (self.frame, self.stmt)))

    def on_ImportFrom(self, node):
        module = node.module or ""
        if node.level:
            module = self.relative(node.level, node.module) or "." * node.level + module
        for alias in node.names:
            star = alias.name == "*"
            one = Import("star" if star else "from", module, None if star else alias.name, alias.asname, node.level, node, alias, len(node.names) == 1, (self.frame, self.stmt))
            self.imports.append(one)
            if star:
                self.frame.scope.stars.append(module)
            else:
                self.bind(alias.asname or alias.name, "import", one.full, end(node))

    def on_Assign(self, node):
        for target in node.targets:
            self.assign(target, node.value, False, node)
        self.simple(node)

    def on_AnnAssign(self, node):
        self.assign(node.target, node.value, True, node)
        self.annotation(node.annotation)
        for one in (node.value, node.target):
            if one:
                self.expr(one)

    def on_AugAssign(self, node):
        self.assigns.append((node.target, node.value, False, node, (self.frame, self.stmt)))
        self.opaque_target(node.target, end(node))
        self.simple(node)

    def on_Delete(self, node):
        for target in node.targets:
            self.opaque_target(target, end(node))
            self.change_item(target, None)
        self.simple(node)

    def on_Global(self, node):
        self.frame.scope.globals.update(node.names)

    def on_Nonlocal(self, node):
        self.frame.scope.nonlocals.update(node.names)

MOST, LONGEST = 16, 1000
BUILTINS = frozenset(dir(builtins)) | frozenset(FORMER_BUILTINS)
STDLIB = frozenset(getattr(sys, "stdlib_module_names", ())) | frozenset(FORMER_MODULES)
IMPORTERS = ("importlib.import_module", "oslo_utils.importutils.import_module")


class Fuel:
    """How much following of names one question may cost."""

    def __init__(self):
        self.left = 512

    def burn(self):
        self.left -= 1
        return self.left >= 0


def string(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def dotted(node, rest=None):
    """The dotted name of an expression as it is written; `rest` stands for what has no name."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    elif rest is None or not parts:
        return None
    else:
        parts.append(rest)
    return ".".join(reversed(parts))


def canonical(name):
    """What a name of the project's own means."""
    for _ in range(8):
        head = name
        while head and head not in SAME_AS:
            head = head.rpartition(".")[0]
        if not head:
            break
        name = SAME_AS[head] + name[len(head):]
    return name


class Meaning(Index):
    """What names refer to and expressions evaluate to."""

    def referents(self, node):
        """Everything that an expression may refer to: names, each with the calls of `functools.partial` on the way."""
        if node not in self.known:
            self.known[node] = self.follow(node, Fuel())
        return self.known[node]

    def follow(self, node, fuel):
        if node in self.known:
            return self.known[node]
        attributes, root = "", node
        while isinstance(root, ast.Attribute):
            attributes = "." + root.attr + attributes
            root = root.value
        roots = list(dict.fromkeys(self.follow_root(root, fuel)))[:MOST]
        if attributes:
            roots = [(name + attributes, ()) for name, partials in roots if not partials]
        return [one for one in roots if len(one[0]) < LONGEST and len(one[1]) < MOST]

    def follow_root(self, node, fuel):
        if not fuel.burn():
            return []
        kind = type(node)
        if kind is ast.Name:
            return self.follow_name(node, fuel)
        if kind is ast.NamedExpr:
            return self.follow(node.value, fuel)
        if kind is ast.IfExp:
            return self.follow(node.body, fuel) + self.follow(node.orelse, fuel)
        if kind is ast.BoolOp:
            return [one for value in node.values for one in self.follow(value, fuel)]
        if kind is ast.Call:
            return self.follow_call(node, fuel)
        if kind is ast.Subscript and string(node.slice) is not None and self.is_named(node.value, "sys.modules", fuel):
            return [(string(node.slice), ())]
        return []

    def is_named(self, node, name, fuel):
        return (name, ()) in self.follow(node, fuel)

    def follow_call(self, node, fuel):
        if not node.args:
            return []
        first, found = string(node.args[0]), []
        for callee, _ in self.follow(node.func, fuel):
            if callee in IMPORTERS and first is not None:
                found.append((first, ()))
            elif callee == "builtins.__import__" and first is not None:
                found.append((first.split(".")[0], ()))
            elif callee == "builtins.getattr" and len(node.args) > 1 and string(node.args[1]) is not None:
                found.extend((name + "." + string(node.args[1]), ()) for name, _ in self.follow(node.args[0], fuel))
            elif callee == "functools.partial":
                found.extend((name, (*partials, node)) for name, partials in self.follow(node.args[0], fuel))
        return found

    def follow_name(self, node, fuel):
        name, frame = node.id, node.rulebook[0]
        bound = self.lookup(name, frame, start(node))
        if bound is None:
            scopes, scope = [], frame.scope
            while scope:
                scopes.append(scope)
                scope = scope.parent
            found = [(star + "." + name, ()) for scope in scopes for star in scope.stars][:MOST]
            return found + [("builtins." + name, ())] if name in BUILTINS else found
        own = [(self.name + "." + name, ())] if bound[0] is self.top and self.name else []
        found = []
        for kind, value, _, _ in bound[1]:
            if kind == "import":
                found.append((value, ()))
            elif kind == "assign":
                found.extend(self.follow(value, fuel) or own)
            elif kind == "def":
                found.extend(own)
        return found

    def lookup(self, name, frame, at):
        """The scope that binds a name, and the bindings that may reach a place."""
        scope, crossed = frame.scope, False
        while scope:
            if name in scope.globals:
                bindings = self.top.bindings.get(name)
                return bindings and (self.top, self.reaching(bindings, frame, at, True))
            bindings = None if crossed and scope.kind == "class" else scope.bindings.get(name)
            if bindings:
                reaching = self.reaching(bindings, frame, at, crossed)
                if reaching or scope.kind != "class":
                    return scope, reaching
            crossed = crossed or scope.kind == "function"
            scope = scope.parent
        return None

    def reaching(self, bindings, frame, at, crossed):
        before = [one for one in bindings if crossed or one[2] <= at]
        found = []
        for one in reversed(before):
            if not crossed and self.excludes(one[3], frame):
                continue
            found.append(one)
            if len(found) >= MOST or self.is_unconditional(one[3], frame):
                return found
        return found if before or crossed else bindings[:MOST]

    def is_unconditional(self, binding, frame):
        through = ("with", "finally", "arguments", "comprehension", "annotation", "decorator")
        block = next((one for one in binding.around() if one.kind not in through), None)
        return block is not None and block.holds(frame)

    def excludes(self, one, other):
        """Whether two frames are branches of the same construct of which only one runs."""
        while one.depth > other.depth:
            if one.parent is other:
                return False
            one = one.parent
        while other.depth > one.depth:
            if other.parent is one:
                return False
            other = other.parent
        if one is other:
            return False
        while one.parent is not other.parent:
            one, other = one.parent, other.parent
        branches, handlers = ("if", "choice", "case"), ("except", "tryelse")
        both = lambda kinds: one.kind in kinds and other.kind in kinds
        return one.node is other.node and (both(branches) or both(handlers))

    # What expressions evaluate to: (expression, (constant,) or None, truth or None, whether anything is known).

    def values(self, node, fuel=None):
        fuel = fuel or Fuel()
        unknown = [(node, None, None, False)]
        if not fuel.burn():
            return unknown
        kind = type(node)
        if kind is ast.Constant:
            if node.value is Ellipsis or isinstance(node.value, int) and abs(node.value) >> 63:
                return [(node, None, True, True)]
            return [(node, None if isinstance(node.value, complex) else (node.value,), bool(node.value), True)]
        if kind is ast.Name:
            return self.values_of_name(node, fuel) or unknown
        if kind is ast.NamedExpr:
            return self.values(node.value, fuel)
        if kind is ast.IfExp:
            tests = [truth for _, _, truth, _ in self.values(node.test, fuel)]
            found = self.values(node.body, fuel) if any(truth is not False for truth in tests) else []
            found = found + (self.values(node.orelse, fuel) if any(truth is not True for truth in tests) else [])
            return found[:MOST]
        if kind is ast.UnaryOp:
            return [self.unary(node, one) for one in self.values(node.operand, fuel)]
        if kind is ast.BoolOp:
            stops, found = isinstance(node.op, ast.Or), []
            for at, operand in enumerate(node.values, 1):
                values = self.values(operand, fuel)
                found += [one for one in values if at == len(node.values) or one[2] is not (not stops)]
                if all(one[2] is stops for one in values) or len(found) >= MOST:
                    break
            return found
        if kind is ast.BinOp and isinstance(node.op, ast.Add):
            left, right = self.values(node.left, fuel), self.values(node.right, fuel)
            if len(left) == len(right) == 1 and left[0][1] and right[0][1]:
                (one,), (other,) = left[0][1], right[0][1]
                if type(one) is type(other) and type(one) in (str, int):
                    return [(node, (one + other,), bool(one + other), True)]
            return unknown
        if kind is ast.Call and len(node.args) == 1 and not node.keywords:
            if self.is_named(node.func, "builtins.bool", fuel):
                return [self.truth(node, one[2]) for one in self.values(node.args[0], fuel)]
            return unknown
        if kind in (ast.List, ast.Tuple, ast.Set):
            plain = not all(isinstance(one, ast.Starred) for one in node.elts)
            return [(node, None, plain or (None if node.elts else False), True)]
        if kind is ast.Dict:
            plain = any(key is not None for key in node.keys)
            return [(node, None, plain or (None if node.keys else False), True)]
        if kind in (ast.Lambda, ast.GeneratorExp):
            return [(node, None, True, True)]
        if kind in (ast.ListComp, ast.SetComp, ast.DictComp, ast.JoinedStr):
            return [(node, None, None, True)]
        return unknown

    def values_of_name(self, node, fuel):
        bound = self.lookup(node.id, node.rulebook[0], start(node))
        found = []
        for kind, value, _, _ in bound[1] if bound else ():
            if kind == "assign":
                # A list or dict may have been changed since.
                found += [one if one[1] else (one[0], None, None, one[3]) for one in self.values(value, fuel)]
            else:
                found.append((node, None, None, False))
        return found[:MOST]

    @staticmethod
    def truth(node, truth):
        return (node, None, None, False) if truth is None else (node, (truth,), truth, True)

    def unary(self, node, operand):
        _, constant, truth, _ = operand
        if isinstance(node.op, ast.Not):
            return self.truth(node, None if truth is None else not truth)
        if constant and type(constant[0]) in (int, float) and isinstance(node.op, (ast.USub, ast.UAdd)):
            value = -constant[0] if isinstance(node.op, ast.USub) else constant[0]
            return node, (value,), bool(value), True
        return node, None, None, False

    # The arguments that reach a function in the end: positional, by keyword (None: left out), and whether there may be more.

    def arguments(self, partials, call):
        args, fuel = ([], {}, [False, False]), Fuel()
        for partial in partials:
            self.add_arguments(partial, 1, args, fuel)
        if call is not None:
            self.add_arguments(call, 0, args, fuel)
        return args

    def add_arguments(self, call, skip, args, fuel):
        positional, keywords, open_ended = args
        for one in call.args[skip:]:
            if isinstance(one, ast.Starred):
                inner = getattr(one.value, "elts", None) if isinstance(one.value, (ast.List, ast.Tuple)) else None
                if inner is None or any(isinstance(part, ast.Starred) for part in inner):
                    open_ended[0] = True
                else:
                    positional.extend(inner)
            elif not open_ended[0]:
                positional.append(one)
        for one in call.keywords:
            if one.arg is not None:
                keywords[one.arg] = [one.value]
                continue
            mapping = self.mapping(one.value, fuel)
            if mapping is None:
                open_ended[1] = True
            else:
                keywords.update(mapping)

    def mapping(self, node, fuel):
        """A dict as keyword arguments; none if its keys cannot be known."""
        if not fuel.burn():
            return None
        kind, found = type(node), {}
        if kind is ast.Dict:
            for key, value in zip(node.keys, node.values):
                inner = self.mapping(value, fuel) if key is None else {string(key): [value]}
                if inner is None or None in inner:
                    return None
                found.update(inner)
            return found
        if kind is ast.Call and self.is_named(node.func, "builtins.dict", fuel):
            for base in node.args:
                inner = self.mapping(base, fuel)
                if inner is None:
                    return None
                found.update(inner)
            args = ([], found, [False, False])
            self.add_arguments(node, len(node.args), args, fuel)
            return None if args[2][1] else found
        if kind is ast.IfExp:
            return self.one_of([self.mapping(node.body, fuel), self.mapping(node.orelse, fuel)])
        if kind is ast.BinOp and isinstance(node.op, ast.BitOr):
            sides = [self.mapping(node.left, fuel), self.mapping(node.right, fuel)]
            return None if None in sides else {**sides[0], **sides[1]}
        if kind is ast.NamedExpr:
            return self.mapping(node.value, fuel)
        return self.mapping_of_name(node, fuel) if kind is ast.Name else None

    @staticmethod
    def one_of(mappings):
        if None in mappings:
            return None
        names = dict.fromkeys(name for mapping in mappings for name in mapping)
        return {name: [value for mapping in mappings for value in mapping.get(name, [None])] for name in names}

    def mapping_of_name(self, node, fuel):
        bound = self.lookup(node.id, node.rulebook[0], start(node))
        if not bound or any(kind != "assign" for kind, *_ in bound[1]):
            return None
        found = self.one_of([self.mapping(value, fuel) for _, value, _, _ in bound[1]])
        for name, key, value, frame in (change for scope in self.scopes for change in scope.changes):
            seen = name == node.id and self.lookup(name, frame, (math.inf, 0))
            if found is None or not seen or seen[0] is not bound[0]:
                continue
            if key is None:
                return None
            found[key] = found.get(key, [None]) + [value]
        return found

class Order(Meaning):
    """What runs before what, and which tests decide whether it runs."""

    def calls_of(self, frame):
        """Where a function is called by its plain name, but for calls from within itself."""
        name = getattr(frame.node, "name", None)
        for call in self.calls if name else ():
            if isinstance(call.func, ast.Name) and call.func.id == name and not frame.holds(call.rulebook[0]):
                yield call.rulebook[0], start(call), call.rulebook[1]

    def runs_before(self, first, second, far=4, fuel=None):
        """Whether what stands at one place runs before another; a place is a frame and a position."""
        fuel = fuel or Fuel()
        one, other = first[0].function(), second[0].function()
        if one is other:
            return self.falls_through(first, second)
        if not fuel.burn():
            return False
        if one and far and not one.holds(second[0]):
            if any(self.runs_before(call, second, far - 1, fuel) for call in self.calls_of(one)):
                return True
        if other is None or other.holds(first[0]):
            return False
        for frame in second[0].around():
            if frame.kind in ("function", "lambda"):
                if frame is one:
                    break
                other = frame
        calls = list(self.calls_of(other))
        if calls and far:
            return any(self.runs_before(first, call, far - 1, fuel) for call in calls)
        # Without a call here, it runs when everything around it is done.
        return one is None or one.holds(second[0]) and first[1] < second[1]

    def falls_through(self, first, second):
        if first[1] >= second[1] or self.excludes(first[0], second[0]):
            return False
        for frame in first[0].around():
            if frame.holds(second[0]):
                return True
            if frame.kind != "try" and self.ends(frame.suite):
                return False
        return True

    @staticmethod
    def ends(suite):
        """Whether a block never reaches its end."""
        last = suite[-1] if suite else None
        if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
            return dotted(last.value.func) in ("sys.exit", "os._exit", "exit", "quit")
        return isinstance(last, (ast.Return, ast.Raise, ast.Break, ast.Continue))

    def guards(self, frame, stmt):
        """The tests that decide whether a place runs; a function that is called once runs when that place does."""
        found = []
        for _ in range(3):
            found.extend(self.guards_around(frame, stmt))
            function = frame.function()
            calls = list(self.calls_of(function)) if function else []
            if len(calls) != 1:
                break
            frame, _, stmt = calls[0]
        return found

    def guards_around(self, frame, stmt):
        for one in frame.around():
            if one.kind == "if":
                yield from (test for test, _ in clauses(one.node)[:one.branch + 1] if test)
            elif one.kind == "choice" or one.kind == "while" and one.branch == 0:
                yield one.node.test
            elif one.kind == "operand":
                yield from one.node.values[:one.branch]
            elif one.kind == "case":
                yield one.node.subject
                if one.node.cases[one.branch].guard:
                    yield one.node.cases[one.branch].guard
        while stmt is not None:
            frame, position = stmt.rulebook
            for earlier in frame.suite[:position]:
                if isinstance(earlier, ast.Assert):
                    yield earlier.test
                elif isinstance(earlier, ast.If) and any(self.ends(body) for _, body in clauses(earlier)):
                    yield from (test for test, _ in clauses(earlier) if test)
            stmt = frame.stmt

    def parts(self, test, fuel=None, far=3):
        """The expressions that a test is made of, and those that its names stand for."""
        fuel = fuel or Fuel()
        for node in ast.walk(test):
            if not isinstance(node, ast.expr) or not hasattr(node, "rulebook"):
                continue
            yield node
            if isinstance(node, ast.Name) and far and fuel.burn():
                bound = self.lookup(node.id, node.rulebook[0], start(node))
                for kind, value, _, _ in bound[1] if bound else ():
                    if kind == "assign":
                        yield from self.parts(value, fuel, far - 1)

    def environment(self, node):
        """The name of the environment variable that an expression reads."""
        def named(node, *names):
            return any(name in names for name, _ in self.referents(node))
        key = None
        if isinstance(node, ast.Call) and node.args:
            if named(node.func, "os.getenv", "os.getenvb", "os.environ.get", "os.environ.pop", "os.environ.setdefault"):
                key = node.args[0]
        elif isinstance(node, ast.Subscript):
            key = node.slice if named(node.value, "os.environ") else None
        elif isinstance(node, ast.Compare):
            key = node.left if any(named(one, "os.environ") for one in node.comparators) else None
        if key is None:
            return None
        constants = [one[1][0] for one in self.values(key) if one[1]]
        return constants[0] if constants and isinstance(constants[0], str) else self.text(key)

    @staticmethod
    def is_dead(frame):
        """Whether only type checkers read the code in a frame."""
        def checking(test):
            return test is not None and (dotted(test) or "").rpartition(".")[2] == "TYPE_CHECKING"
        for one in frame.around():
            if one.kind != "if":
                continue
            tests = [test for test, _ in clauses(one.node)]
            test = tests[one.branch]
            opposite = test is None and one.branch == 1 and isinstance(tests[0], ast.UnaryOp) and checking(tests[0].operand)
            if checking(test) or opposite:
                return True
        return False

    def text(self, node):
        """The text of a node; columns count bytes."""
        lines = self.lines[node.lineno - 1:node.end_lineno]
        if not lines:
            return ""
        lines[-1] = lines[-1].encode()[:node.end_col_offset].decode(errors="replace")
        lines[0] = lines[0].encode()[node.col_offset:].decode(errors="replace")
        return "".join(lines)

ABSENT, OPEN = ("absent",), ("open",)


def many(spec, key):
    """The values of a key that takes one or several."""
    value = spec.get(key, [])
    return value if isinstance(value, list) else [value]


@functools.lru_cache(maxsize=None)
def pattern(text):
    # `$` is the very end, as it is in the rulebook.
    return re.compile(re.sub(r"\\.|\[\^?\]?[^\]]*\]|\$", lambda found: r"\Z" if found[0] == "$" else found[0], text, flags=re.S))


@functools.lru_cache(maxsize=None)
def segment(text):
    return re.compile(".*".join(map(re.escape, text.split("*"))) + r"\Z")


def is_name(wanted, name, captures):
    """Whether a dotted name is meant: `*` is part of a segment, `**` any segments, `<x>` what the path captured."""
    if "*" not in wanted and "<" not in wanted:
        return wanted == name
    def fits(parts, names):
        if not parts:
            return not names
        if parts[0] == "**":
            return any(fits(parts[1:], names[at:]) for at in range(len(names) + 1))
        part = re.sub("<([a-z_]+)>", lambda found: captures.get(found[1], "\0"), parts[0])
        return bool(names) and segment(part).match(names[0]) is not None and fits(parts[1:], names[1:])
    return fits(wanted.split("."), name.split("."))


def equal(wanted, found):
    """Whether constants are the same; False is not 0, but 1 is 1.0."""
    if isinstance(wanted, str) and isinstance(found, bytes):
        return wanted.encode() == found
    number = lambda value: isinstance(value, (int, float)) and not isinstance(value, bool)
    return wanted == found and (type(wanted) is type(found) or number(wanted) and number(found))


def either(answers):
    """Whether one answer is yes; none where one may be."""
    result = False
    for answer in answers:
        if answer:
            return True
        result = None if answer is None else result
    return result


def opposite(answer):
    return None if answer is None else not answer


def both(answers):
    return opposite(either(map(opposite, answers)))


def is_number(node):
    node = node.operand if isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.Not) else node
    return isinstance(node, ast.Constant) and type(node.value) in (int, float, complex)


def constant_of(*types):
    return lambda node: isinstance(node, ast.Constant) and type(node.value) in types


def node_of(*types):
    return lambda node: isinstance(node, types)


KINDS = {str: "str", bytes: "bytes", int: "number", float: "number", complex: "number", bool: "bool", type(None): "none"}
TYPES = {
    "str": constant_of(str), "bytes": constant_of(bytes), "fstring": node_of(ast.JoinedStr), "number": is_number,
    "bool": constant_of(bool), "none": constant_of(type(None)), "list": node_of(ast.List), "tuple": node_of(ast.Tuple),
    "dict": node_of(ast.Dict), "set": node_of(ast.Set), "lambda": node_of(ast.Lambda), "call": node_of(ast.Call),
    "comprehension": node_of(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
    "name": node_of(ast.Name, ast.Attribute), "operation": node_of(ast.BinOp), "comparison": node_of(ast.Compare),
}


class Tests(Order):
    """What names mean, and whether values pass tests."""

    captures = {}

    # Names.

    def meant(self, names, node):
        """The first referent of an expression that one of the names means."""
        last = getattr(node, "attr", None)
        if last and not SAME_AS and not any(name.endswith(last) or name[-1] in "*>" or "*" in name.rpartition(".")[2] for name in names):
            return None
        for name, partials in self.referents(node):
            name = canonical(name)
            plain = name[9:] if name.startswith("builtins.") else None
            if any(wanted == plain or is_name(wanted, name, self.captures) for wanted in names):
                return name, partials
        return None

    def named(self, names, resolve, node):
        if resolve == "import":
            found = self.meant(names, node)
            return found and found[0]
        text = dotted(node, "?" if resolve == "method" else None)
        if text is None:
            return None
        if resolve == "text":
            return text if any(is_name(name, text, self.captures) for name in names) else None
        parts = text.split(".")
        tails = (".".join(parts[-name.count(".") - 1:]) for name in names)
        fits = len(parts) > 1 and any(is_name(name, tail, self.captures) for name, tail in zip(names, tails))
        return parts[-1] if fits else None

    def called(self, names, node):
        """Whether an expression, or what it calls, has one of these names."""
        return self.meant(names, node.func if isinstance(node, ast.Call) else node) is not None

    def mentions(self, names, test):
        return any(isinstance(part, (ast.Name, ast.Attribute)) and self.meant(names, part) for part in self.parts(test))

    # Tests of values: yes, no, or none where that cannot be told. A candidate is absent, open, given or a default.

    def judge(self, test, candidate):
        kind, spec = (test, None) if isinstance(test, str) else next(iter(test.items()))
        if kind == "not":
            if candidate[0] != "given":
                return opposite(self.judge(spec, candidate))
        elif kind in ("any", "all") and candidate[0] != "given":
            return (either if kind == "any" else both)([self.judge(one, candidate) for one in spec])
        if candidate is ABSENT:
            return kind == "absent"
        if candidate is OPEN:
            return True if kind == "unknown" else None
        if candidate[0] == "default":
            value = candidate[1]
            return kind == "absent" or self.constant(kind, spec, value, bool(value))
        return either([self.given(test, candidate[1], value) for value in self.values(candidate[1])])

    def constant(self, kind, spec, value, truth):
        """What a test says of a constant."""
        if kind == "truthy":
            return truth
        if kind == "falsy":
            return not truth
        if kind == "equals":
            return any(equal(wanted, value) for wanted in (spec if isinstance(spec, list) else [spec]))
        if kind == "matches":
            return isinstance(value, str) and pattern(spec).search(value) is not None
        if kind == "spells":
            names = spec if isinstance(spec, list) else [spec]
            return isinstance(value, str) and any(is_name(name, value, self.captures) for name in names)
        return False

    def given(self, test, node, value):
        kind, spec = (test, None) if isinstance(test, str) else next(iter(test.items()))
        names = spec if isinstance(spec, list) else [spec]
        found, constant, truth, known = value
        if kind == "not":
            return opposite(self.given(spec, node, value))
        if kind == "any" or kind == "all":
            return (either if kind == "any" else both)([self.given(one, node, value) for one in spec])
        if kind in ("absent", "present", "unknown"):
            return kind == "present" or kind == "unknown" and not known
        if kind in ("truthy", "falsy"):
            return truth if kind == "truthy" else opposite(truth)
        if kind in ("equals", "matches", "spells"):
            return self.constant(kind, spec, constant[0], truth) if constant else (False if known else None)
        if kind == "named":
            return self.named(names, "text", node) is not None
        if kind == "refers":
            return any(self.meant(names, one) for one in (node, found))
        if kind == "calls":
            return any(isinstance(one, ast.Call) and self.meant(names, one.func) is not None for one in (node, found))
        if kind == "type":
            return any(TYPES[name](one) for one in (node, found) for name in names)
        return any(self.fits(shape, "text", one) is not None for one in (node, found) for shape in names)

HOLE, REST = "hole__", "hole__rest"


@functools.lru_cache(maxsize=None)
def template(text):
    text = re.sub(r"\$(?:(\.\.\.)|([A-Z][A-Z0-9_]*|_))", lambda found: HOLE + found[2] if found[2] else REST, text)
    return ast.parse(text, mode="eval").body


def is_rest(node):
    node = node.value if isinstance(node, ast.Starred) else node
    return isinstance(node, ast.Name) and node.id == REST


class Shapes(Tests):
    """Whether an expression has a shape: a Python expression with holes."""

    def fits(self, text, resolve, node):
        """What the holes stand for if an expression has the shape."""
        shape, binds = template(text), {}
        quick = type(shape) is type(node) or resolve != "text" and isinstance(node, (ast.Name, ast.Attribute, ast.Call))
        return binds if quick and self.fit(shape, node, resolve, binds) else None

    def fit(self, shape, node, resolve, binds):
        if isinstance(shape, ast.Name) and shape.id.startswith(HOLE):
            return self.bind_hole(shape.id[len(HOLE):], node, binds)
        name = dotted(shape) if resolve != "text" and isinstance(shape, (ast.Name, ast.Attribute)) else None
        if name and HOLE not in name:
            return isinstance(node, ast.expr) and hasattr(node, "rulebook") and self.named([name], resolve, node) is not None
        if type(shape) is not type(node):
            return False
        if isinstance(shape, ast.Constant):
            return equal(shape.value, node.value) and type(shape.value) is type(node.value)
        if isinstance(shape, ast.Call):
            rest = any(is_rest(one) for one in shape.args)
            return (
                self.fit(shape.func, node.func, resolve, binds)
                and self.fit_list(shape.args, node.args, resolve, binds)
                and (rest or len(shape.keywords) == len(node.keywords))
                and all(any(one.arg == wanted.arg and self.fit(wanted.value, one.value, resolve, binds) for one in node.keywords) for wanted in shape.keywords)
            )
        for field in shape._fields:
            one, other = getattr(shape, field), getattr(node, field)
            if isinstance(one, list):
                if not self.fit_list(one, other, resolve, binds):
                    return False
            elif isinstance(one, ast.AST):
                if not isinstance(other, ast.AST) or not isinstance(one, ast.expr_context) and not self.fit(one, other, resolve, binds):
                    return False
            elif one != other and not (isinstance(one, str) and one.startswith(HOLE)):
                return False
        return True

    def fit_list(self, shape, found, resolve, binds):
        if not shape:
            return not found
        if not is_rest(shape[0]):
            return bool(found) and self.fit_one(shape[0], found[0], resolve, binds) and self.fit_list(shape[1:], found[1:], resolve, binds)
        before = dict(binds)
        for at in range(len(found) + 1):
            binds.clear()
            binds.update(before)
            if self.fit_list(shape[1:], found[at:], resolve, binds):
                return True
        return False

    def fit_one(self, shape, node, resolve, binds):
        return self.fit(shape, node, resolve, binds) if isinstance(shape, ast.AST) and node is not None else shape is node

    def bind_hole(self, name, node, binds):
        if name == "_":
            return True
        if name in binds:
            return self.text(binds[name]).split() == self.text(node).split()
        binds[name] = node
        return True

class Hit:
    """A place: its span, what to point at, its frame and statement, and what is captured of it."""

    def __init__(self, node, site, captures=None, report=None):
        self.span = (start(node), end(node))
        self.at = (start(report or node), end(report or node))
        self.frame, self.stmt = site
        self.captures = captures or {}


def name_node(node, module):
    """Where the name of a definition stands."""
    if isinstance(node, ast.Lambda):
        return node
    found = re.search(r"(?:def|class)\s+(\w+)", module.text(node))
    at = len(found[0][:found.start(1) - found.start()].encode()) if found else 0
    place = ast.Pass(lineno=node.lineno, end_lineno=node.lineno, col_offset=node.col_offset + at)
    place.end_col_offset = place.col_offset + len(node.name.encode())
    return place


@functools.lru_cache(maxsize=None)
def is_package(root, name):
    """Whether a folder of this name below the root is a package of the project."""
    return any(os.path.isfile(os.path.join(root, base, name, "__init__.py")) for base in ("", "src"))


class Places(Shapes):
    """One method for each kind of `find` that finds places."""

    def find_call(self, spec):
        names, resolve = many(spec, "name"), spec.get("resolve", "import")
        for node in self.calls:
            partials, call, name = (), node, None
            if not names:
                name = self.text(node.func)[:200]
            elif resolve != "import":
                name = self.named(names, resolve, node.func)
            else:
                found = self.meant(names, node.func)
                if found is None and self.holds_partial(node):
                    found, call = self.meant(names, node), None
                    found = found if found and found[1] and not self.is_called_later(node) else None
                name, partials = found or (None, ())
            if name is None or self.is_dead(node.rulebook[0]):
                continue
            args = self.arguments(partials, call)
            count = spec.get("positional")
            if count and (args[2][0] or not count.get("min", 0) <= len(args[0]) <= count.get("max", math.inf)):
                continue
            if "arguments" not in spec or self.allows(spec["arguments"], args, spec.get("defaults", {})):
                yield self.hit(node, spec, {"name": name})

    def holds_partial(self, node):
        return dotted(node.func, "?") is not None and any(name == "functools.partial" for name, _ in self.referents(node.func))

    def is_called_later(self, partial):
        return any(partial in partials for call in self.calls for _, partials in self.referents(call.func))

    def hit(self, node, spec, captures):
        frame, stmt, _ = node.rulebook
        return Hit(node, (frame, stmt), captures, stmt if spec.get("at") == "statement" else None)

    def allows(self, tests, args, defaults):
        choices = tests if isinstance(tests, list) else [tests]
        return either([both([self.allows_one(key, test, choice, args, defaults) for key, test in choice.items()]) for choice in choices])

    def allows_one(self, key, test, choice, args, defaults):
        if key == "not":
            return opposite(self.allows(test, args, defaults))
        return either([self.judge(test, one) for one in self.candidates(key, choice, args, defaults)])

    def candidates(self, key, choice, args, defaults):
        positional, keywords, (more, more_keywords) = args
        left_out = lambda name: ("default", defaults[name]) if name in defaults else ABSENT
        def by_keyword(name):
            if name in keywords:
                return [left_out(name) if value is None else ("given", value) for value in keywords[name]]
            return [OPEN if more_keywords else left_out(name)]
        if key == "**":
            named = {one.rpartition("/")[2] for one in choice}
            values = [value for name, all in keywords.items() if name not in named for value in all]
            return [("given", value) for value in values if value] + ([OPEN] if more_keywords else [])
        if key == "*":
            taken = {one.partition("/")[0] for one in choice}
            values = [value for at, value in enumerate(positional) if str(at) not in taken]
            return [("given", value) for value in values] + ([OPEN] if more else [])
        position, slash, name = key.partition("/")
        if not position.isdigit():
            return by_keyword(key)
        if int(position) < len(positional):
            return [("given", positional[int(position)])]
        if slash:
            return [OPEN] if more and name not in keywords else by_keyword(name)
        return [OPEN if more else ABSENT]

    def find_import(self, spec):
        module, member, excepted = many(spec, "module"), many(spec, "member"), many(spec, "except")
        for one in self.imports:
            if one.form == "dynamic" and not self.is_importer(one.node):
                continue
            name, full = canonical(one.module), canonical(one.full)
            is_one = lambda names, name: any(is_name(wanted, name, self.captures) for wanted in names)
            if member:
                meant = one.member is not None and (not module or is_one(module, name)) and is_one(member, one.member)
            else:
                meant = not module or is_one(module, name) or is_one(module, full)
            if not meant or is_one(excepted, name) or is_one(excepted, full):
                continue
            if self.is_such_import(one, spec):
                report = one.node if one.alone else one.name_node
                yield Hit(one.name_node if hasattr(one.name_node, "lineno") else one.node, (one.frame, one.stmt), {"module": one.module, "name": one.full}, report)

    def is_importer(self, call):
        return any(canonical(name) in (*IMPORTERS, "builtins.__import__") for name, _ in self.referents(call.func))

    def is_such_import(self, one, spec):
        own = one.member or one.module
        renamed = one.alias is not None and one.alias != own
        redundant = one.alias is not None and one.alias == own.rpartition(".")[2]
        inside, form = one.frame.function() is not None, many(spec, "form")
        presence = {"include": lambda has: True, "exclude": lambda has: not has, "only": lambda has: has}
        return (
            (not form or one.form in form)
            and {"any": True, "required": renamed, "forbidden": not renamed, "redundant": redundant}[spec.get("alias", "any")]
            and {"any": True, "absolute": one.level == 0, "relative": one.level > 0}[spec.get("level", "any")]
            and {"any": True, "module": not inside, "function": inside}[spec.get("scope", "any")]
            and (not many(spec, "class") or self.class_of(one) in many(spec, "class"))
            and presence[spec.get("type_checking", "exclude")](self.is_dead(one.frame))
            and presence[spec.get("fallback", "include")](self.has_fallback(one.frame))
        )

    def class_of(self, one):
        top = one.module.split(".")[0]
        if one.level or top in PACKAGES or self.name and self.name.split(".")[0] == top or is_package(ROOT, top):
            return "first_party"
        return "stdlib" if top in STDLIB else "third_party"

    def has_fallback(self, frame):
        handled = ("ImportError", "ModuleNotFoundError", "Exception")
        for one in frame.around():
            if one.kind in ("function", "lambda"):
                return False
            if one.kind in ("try", "except", "tryelse"):
                for handler in one.node.handlers:
                    if handler.type is None or any(name in self.text(handler.type) for name in handled):
                        return True
        return False

    def find_use(self, spec):
        names, resolve, roles = many(spec, "name"), spec.get("resolve", "import"), many(spec, "role")
        for node in self.nodes:
            frame, _, role = node.rulebook
            named = isinstance(node, (ast.Name, ast.Attribute))
            if role == "object" or not named and not (resolve == "import" and self.gives_name(node)):
                continue
            part = node
            while True:
                name = self.named(names, resolve, part)
                if name or not isinstance(part, ast.Attribute):
                    break
                part = part.value
            role = role if part is node else "value"
            if name and (role in roles if roles else role not in ("annotation", "store")) and not self.is_dead(frame):
                found = Hit(part, node.rulebook[:2], {"name": name}, node.rulebook[1] if spec.get("at") == "statement" else None)
                yield found

    def gives_name(self, node):
        return isinstance(node, ast.Call) and len(node.args) > 1 and any(not partials for _, partials in self.referents(node))

    def find_literal(self, spec):
        kinds, wanted = many(spec, "kind"), many(spec, "equals")
        for node in self.nodes:
            for kind, value, part in self.constants(node):
                sort = kind in kinds if kinds else (kind != "docstring" if wanted else kind in ("str", "fstring"))
                if not sort or wanted and not any(equal(one, value) for one in wanted):
                    continue
                text = value.decode(errors="replace") if isinstance(value, bytes) else value
                if "matches" in spec and not (isinstance(text, str) and pattern(spec["matches"]).search(text)):
                    continue
                if not self.is_dead(node.rulebook[0]):
                    report = node.rulebook[1] if spec.get("at") == "statement" else part
                    yield Hit(part, node.rulebook[:2], {"value": str(text)[:200]}, report)

    def constants(self, node):
        if isinstance(node, ast.JoinedStr):
            for part in node.values:
                if isinstance(part, ast.Constant):
                    yield "fstring", part.value, part
        elif isinstance(node, ast.Constant):
            kind = "docstring" if node in self.docstrings else KINDS.get(type(node.value))
            if kind:
                yield kind, node.value, node

    def find_expr(self, spec):
        shapes = [one.replace("\n", " ") for one in many(spec, "like")]
        for node in self.nodes:
            for shape in shapes:
                binds = self.fits(shape, spec.get("resolve", "text"), node)
                if binds is not None:
                    tests = spec.get("where", {}).items()
                    if all(hole in binds and self.judge(test, ("given", binds[hole])) for hole, test in tests) and not self.is_dead(node.rulebook[0]):
                        yield self.hit(node, spec, {hole: self.text(one)[:200] for hole, one in binds.items()})
                    break

    def find_def(self, spec):
        kinds = many(spec, "kind") or ["function", "method"]
        for node, site, body in self.defs:
            kind = "lambda" if isinstance(node, ast.Lambda) else "class" if isinstance(node, ast.ClassDef) else "method" if site[0].kind == "class" else "function"
            if kind not in kinds or self.is_dead(site[0]) or not self.is_such_def(node, site, body, spec):
                continue
            named = name_node(node, self)
            yield Hit(named, site, {"name": getattr(node, "name", "<lambda>")})

    def is_such_def(self, node, site, body, spec):
        if "name" in spec and not pattern(spec["name"]).search(getattr(node, "name", "<lambda>")):
            return False
        if "async" in spec and spec["async"] != isinstance(node, ast.AsyncFunctionDef):
            return False
        decorators = spec.get("decorators")
        if decorators and not (hasattr(node, "decorator_list") and self.is_decorated(node.decorator_list, decorators)):
            return False
        bases = many(spec, "bases")
        if bases and not any(self.called(bases, base) for base in getattr(node, "bases", ())):
            return False
        if ("parameter" in spec or "parameters" in spec) and not self.has_signature(node, spec):
            return False
        doc = next((text for text, suite in self.docstrings.items() if suite is body.suite), None)
        wanted = spec.get("docstring")
        if wanted and not (doc is None if wanted == "absent" else doc is not None and (wanted == "present" or pattern(wanted["matches"]).search(doc.value))):
            return False
        return "used" not in spec or self.is_used(node, site, body) is spec["used"]

    def is_decorated(self, decorators, spec):
        resolve = spec.get("resolve", "import")
        nodes = [one.func if isinstance(one, ast.Call) else one for one in decorators]
        has = lambda names: any(self.named(names, resolve, one) for one in nodes)
        order = [next((at for at, one in enumerate(nodes) if self.named([name], resolve, one)), None) for name in spec.get("order", ())]
        return (
            (not many(spec, "any") or has(many(spec, "any")))
            and not (many(spec, "none") and has(many(spec, "none")))
            and None not in order
            and all(above < below for above, below in zip(order, order[1:]))
        )

    def has_signature(self, node, spec):
        if isinstance(node, ast.ClassDef):
            return False
        args = node.args
        plain = args.posonlyargs + args.args
        defaults = [None] * (len(plain) - len(args.defaults)) + args.defaults
        rows = [(at, "positional", one, default) for at, (one, default) in enumerate(zip(plain, defaults))]
        rows += [(None, "keyword", one, default) for one, default in zip(args.kwonlyargs, args.kw_defaults)]
        rows += [(None, kind, one, None) for kind, one in (("args", args.vararg), ("kwargs", args.kwarg)) if one]
        count, wanted = spec.get("parameters"), spec.get("parameter")
        if count and not count.get("min", 0) <= len(rows) <= count.get("max", math.inf):
            return False
        return wanted is None or any(
            ("name" not in wanted or pattern(wanted["name"]).search(one.arg))
            and ("position" not in wanted or wanted["position"] == at)
            and (not many(wanted, "kind") or kind in many(wanted, "kind"))
            and ("annotated" not in wanted or wanted["annotated"] == (one.annotation is not None))
            and ("default" not in wanted or self.judge(wanted["default"], ("given", default) if default else ABSENT))
            for at, kind, one, default in rows
        )

    def is_used(self, node, site, body):
        name = getattr(node, "name", None)
        owner = next(one for one in site[0].around() if one.kind in ("function", "lambda", "class", "module"))
        for one in self.nodes if name else ():
            plain = isinstance(one, ast.Name) and one.id == name and owner.holds(one.rulebook[0])
            attribute = owner.kind == "class" and isinstance(one, ast.Attribute) and one.attr == name
            if (plain or attribute) and one.rulebook[2] != "store" and not body.holds(one.rulebook[0]):
                return True
        return False if name else None

    def find_assign(self, spec):
        targets, resolve = many(spec, "target"), spec.get("resolve", "text")
        for target, value, annotated, node, site in self.assigns:
            name = self.text(target) if not targets else self.target_name(targets, resolve, target)
            candidate = OPEN if value is None else ("given", value)
            if name is None or "value" in spec and not self.judge(spec["value"], candidate):
                continue
            owner = next(one.kind for one in site[0].around() if one.kind in ("function", "lambda", "class", "module"))
            scope = spec.get("scope", "any")
            if scope != "any" and scope != ("function" if owner == "lambda" else owner):
                continue
            if ("annotated" not in spec or spec["annotated"] == annotated) and not self.is_dead(site[0]):
                yield Hit(node, site, {"name": name})

    def target_name(self, targets, resolve, target):
        found = self.named(targets, resolve, target)
        if found or resolve != "import" or not isinstance(target, ast.Name) or not self.name:
            return found
        full = self.name + "." + target.id
        return full if any(is_name(one, full, self.captures) for one in targets) else None

    def find_text(self, spec):
        wanted, unless = pattern(spec["matches"]), spec.get("unless")
        for at, line in enumerate(self.lines, 1):
            line = line.rstrip("\r\n")
            found = wanted.search(line)
            if found and not (unless and pattern(unless).search(line)):
                node = ast.Pass(lineno=at, end_lineno=at, col_offset=len(line[:found.start()].encode()), end_col_offset=len(line[:found.end()].encode()))
                yield Hit(node, (self.frame, None), {"text": found[0]})

    def find_any(self, spec):
        seen = {}
        for find in spec:
            for hit in self.places(find):
                seen.setdefault((hit.span, hit.at), hit)
        return seen.values()

    def find_all(self, spec):
        outer, self.captures = self.captures, dict(self.captures)
        try:
            for item in spec:
                if "path" in item:
                    found = self.on_path(item["path"])
                    if found is None:
                        return []
                    self.captures.update(found)
            first = next(item for item in spec if finds_places(item))
            others = [item for item in spec if item is not first]
            hits = self.places(first)
            for hit in hits:
                hit.captures = {**hit.captures, **self.captures}
            return [hit for hit in hits if all(self.holds(item, hit) for item in others)]
        finally:
            self.captures = outer

@functools.lru_cache(maxsize=None)
def glob(text):
    """A path glob as a regular expression; `<name>` captures a part."""
    out, depth, at = "", 0, 0
    while at < len(text):
        rest = text[at:]
        if rest.startswith("**/") and at == 0:
            out, at = out + "(?:.*/)?", at + 3
        elif rest.startswith("/**/"):
            out, at = out + "(?:/|/.*/)", at + 4
        elif rest == "/**":
            out, at = out + "/.*", at + 3
        elif rest == "**":
            out, at = out + ".*", at + 2
        elif rest[0] == "<":
            name = rest[1:rest.index(">")]
            out, at = out + "(?P<%s>[^/]+?)" % name, at + len(name) + 2
        elif rest[0] == "[" and "]" in rest:
            inner = rest[1:rest.index("]", 2)]
            out, at = out + "[" + ("^" + inner[1:] if inner[0] in "!^" else inner) + "]", at + len(inner) + 2
        else:
            depth += {"{": 1, "}": -1}.get(rest[0], 0)
            plain = {"*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")"}
            out += "|" if rest[0] == "," and depth else plain.get(rest[0]) or re.escape(rest[0])
            at += 1
    return re.compile(out + r"\Z", re.S)


def finds_places(item):
    (kind, spec), = item.items()
    return all(finds_places(one) for one in spec) if kind == "any" else hasattr(Scan, "find_" + kind)


def is_main(test):
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
        and string(test.comparators[0]) == "__main__"
    )


class Scan(Places):
    """One module under checks: conditions on places."""

    def __init__(self, tree, path, lines):
        super().__init__(tree, path, lines)
        self.captures, self.places_known = {}, {}

    def places(self, find):
        (kind, spec), = find.items()
        return list(getattr(self, "find_" + kind)(spec))

    def known_places(self, find):
        if id(find) not in self.places_known:
            self.places_known[id(find)] = self.places(find)
        return self.places_known[id(find)]

    def holds(self, condition, hit):
        (kind, spec), = condition.items()
        if finds_places(condition) and kind != "any":
            same = next((one for one in self.known_places(condition) if one.span == hit.span), None)
            hit.captures.update(same.captures if same else {})
            return same is not None
        return getattr(self, "is_" + kind)(spec, hit)

    def is_any(self, spec, hit):
        return any(self.holds(one, hit) for one in spec)

    def is_not(self, spec, hit):
        copy_of = copy.copy(hit)
        copy_of.captures = dict(hit.captures)
        return not self.holds(spec, copy_of)

    def on_path(self, spec):
        if any(glob(one).match(self.path) for one in many(spec, "exclude")):
            return None
        found = [glob(one).match(self.path) for one in many(spec, "include")]
        return next((one.groupdict() for one in found if one), None if found else {})

    def is_path(self, spec, hit):
        return self.on_path(spec) is not None

    def is_requires(self, spec, hit):
        return True

    is_project = is_requires

    def is_file_has(self, spec, hit):
        return bool(self.known_places(spec))

    def is_file_lacks(self, spec, hit):
        return not self.known_places(spec)

    def is_guarded_by(self, spec, hit):
        for guard in self.guards(hit.frame, hit.stmt):
            names = [name for part in self.parts(guard) for name in [self.environment(part)] if name is not None] if "env" in spec else ()
            if any(pattern(one).search(name) for one in many(spec, "env") for name in names):
                return True
            if "uses" in spec and self.mentions(many(spec, "uses"), guard):
                return True
        return False

    def is_before(self, spec, hit):
        return any(other.span != hit.span and self.ordered(spec, hit, other) for other in self.known_places(spec["find"]))

    def is_after(self, spec, hit):
        return any(other.span != hit.span and self.ordered(spec, other, hit) for other in self.known_places(spec["find"]))

    def ordered(self, spec, first, second):
        scope = spec.get("scope", "execution")
        if scope == "execution":
            return self.runs_before((first.frame, first.span[0]), (second.frame, second.span[0]))
        if scope == "module":
            return first.span[0] < second.span[0]
        one, other = first.stmt.rulebook, second.stmt.rulebook
        return one[0] is other[0] and one[1] < other[1]

    def is_inside(self, spec, hit):
        kind, wanted = (spec, {}) if isinstance(spec, str) else next(iter(spec.items()))
        if kind == "match":
            return any(one.span != hit.span and one.span[0] <= hit.span[0] and hit.span[1] <= one.span[1] for one in self.known_places(wanted))
        if kind == "function" and wanted.get("innermost"):
            one = next((one for one in hit.frame.around() if one.kind == "function"), None)
            return one is not None and self.is_in(kind, wanted, one)
        return any(self.is_in(kind, wanted, one) for one in hit.frame.around())

    def is_in(self, kind, wanted, frame):
        node = frame.node
        if kind == "function" and frame.kind == "function":
            return (
                ("name" not in wanted or pattern(wanted["name"]).search(node.name) is not None)
                and ("async" not in wanted or wanted["async"] == isinstance(node, ast.AsyncFunctionDef))
                and ("decorator" not in wanted or any(self.called(many(wanted, "decorator"), one) for one in node.decorator_list))
            )
        if kind == "class" and frame.kind == "class":
            return ("name" not in wanted or pattern(wanted["name"]).search(node.name) is not None) and (
                "base" not in wanted or any(self.called(many(wanted, "base"), one) for one in node.bases))
        if kind == "if" and frame.kind in ("if", "choice"):
            tests = [node.test] if frame.kind == "choice" else [test for test, _ in clauses(node)[:max(frame.branch, 1)] if test]
            return any(
                ("uses" not in wanted or self.mentions(many(wanted, "uses"), test))
                and ("test" not in wanted or pattern(wanted["test"]).search(self.text(test))) for test in tests)
        if kind in ("try", "except") and frame.kind == kind:
            handlers = node.handlers if kind == "try" else [node.handlers[frame.branch]]
            return not wanted or any(self.handles(wanted, one) for one in handlers)
        if kind == "with" and frame.kind == "with":
            return "manager" not in wanted or any(self.called(many(wanted, "manager"), one.context_expr) for one in node.items)
        if kind == "arguments" and frame.kind == "arguments":
            return self.meant(wanted if isinstance(wanted, list) else [wanted], node.func) is not None
        if kind == "loop":
            return frame.kind in ("for", "while") and frame.branch == 0
        if kind == "main":
            return frame.kind == "if" and frame.branch == 0 and is_main(node.test)
        if kind == "type_checking":
            return frame.kind == "if" and self.is_dead(frame)
        return kind == frame.kind and kind in ("finally", "lambda", "comprehension", "decorator", "annotation")

    def handles(self, wanted, handler):
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type] if handler.type else []
        return ("bare" not in wanted or wanted["bare"] == (handler.type is None)) and (
            "handles" not in wanted or any(self.meant(many(wanted, "handles"), one) for one in kinds))

ROOT = os.curdir
_LAST = [None, None, None, None]


def findings(tree, path, lines):
    """All findings of a file, by code: (line, column from 0, message). All codes share one walk over the file."""
    if _LAST[0] is not tree:
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, 10000))
        try:
            _LAST[:2] = tree, look(tree, path, lines)
        finally:
            sys.setrecursionlimit(limit)
    return _LAST[1]


def look(tree, path, lines):
    global ROOT
    path = os.path.abspath(path)
    ROOT = root_of(os.path.dirname(path))
    path = os.path.relpath(path, ROOT).replace(os.sep, "/")
    text = "".join(lines) + path
    own = {part for name in SAME_AS for part in name.split(".")[-1:]}
    wanted = [rule for rule in RULES if rule["words"] is None or any(word in text for word in [*rule["words"], *own])]
    scan, found = Scan(tree, path, lines) if wanted else None, {}
    for rule in wanted:
        seen = set()
        for hit in scan.places(rule["find"]):
            (line, column), message = hit.at[0], filled(rule["message"], hit.captures)
            if (hit.at, message) not in seen:
                seen.add((hit.at, message))
                found.setdefault(rule["code"], []).append((line, column, message))
    return {code: sorted(set(places)) for code, places in found.items()}


def filled(message, captures):
    return re.sub(r"\{(\w+)\}", lambda found: " ".join(captures.get(found[1], found[0]).split()), message)


@functools.lru_cache(maxsize=None)
def root_of(folder):
    """The root of a folder's repository; without one, the working directory."""
    outer = os.path.dirname(folder)
    if os.path.exists(os.path.join(folder, ".git")):
        return folder
    return os.getcwd() if outer == folder else root_of(outer)

class _Plugin:
    """One code; flake8 makes one of these for each file."""

    name, version = "rulebook", VERSION

    def __init__(self, tree, filename, lines):
        self.tree, self.filename, self.lines = tree, filename, lines

    def run(self):
        code = type(self).__name__
        for line, column, message in findings(self.tree, self.filename, self.lines).get(code, ()):
            yield line, column, code + " " + message, type(self)


# What `[flake8:local-plugins]` refers to: one class for each code.
EVT101 = type("EVT101", (_Plugin,), {})
EVT102 = type("EVT102", (_Plugin,), {})
EVT103 = type("EVT103", (_Plugin,), {})
EVT104 = type("EVT104", (_Plugin,), {})
EVT105 = type("EVT105", (_Plugin,), {})
EVT106 = type("EVT106", (_Plugin,), {})
EVT107 = type("EVT107", (_Plugin,), {})
EVT108 = type("EVT108", (_Plugin,), {})
EVT109 = type("EVT109", (_Plugin,), {})
EVT201 = type("EVT201", (_Plugin,), {})
EVT202 = type("EVT202", (_Plugin,), {})
EVT203 = type("EVT203", (_Plugin,), {})
EVT205 = type("EVT205", (_Plugin,), {})
EVT301 = type("EVT301", (_Plugin,), {})
EVT302 = type("EVT302", (_Plugin,), {})
EVT303 = type("EVT303", (_Plugin,), {})
EVT401 = type("EVT401", (_Plugin,), {})
EVT402 = type("EVT402", (_Plugin,), {})
EVT501 = type("EVT501", (_Plugin,), {})
EVT502 = type("EVT502", (_Plugin,), {})
EVT503 = type("EVT503", (_Plugin,), {})
EVT504 = type("EVT504", (_Plugin,), {})
EVT505 = type("EVT505", (_Plugin,), {})
EVT507 = type("EVT507", (_Plugin,), {})
EVT508 = type("EVT508", (_Plugin,), {})
EVT509 = type("EVT509", (_Plugin,), {})
