"""Examples of the guidelines: bad code is reported, good code is not."""

import ast
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import rulebook_checks

# Code, path, source, and whether it is reported.
CASES = [
 [
  "EVT101",
  "nova/cmd/__init__.py",
  "import eventlet\n\neventlet.monkey_patch()\n\nfrom oslo_log import log as logging  # noqa: E402\n\nLOG = logging.getLogger(__name__)\nLOG.debug('The standard library is patched.')\n",
  False,
 ],
 [
  "EVT101",
  "neutron/cmd/eventlet/agents/metering.py",
  "import sys\n\nimport eventlet\neventlet.monkey_patch()\n\nfrom neutron.common import config  # noqa: E402\nfrom neutron.services.metering.agents import metering_agent  # noqa: E402\n\n\ndef main():\n    config.init(sys.argv[1:])\n    metering_agent.main()\n",
  False,
 ],
 [
  "EVT102",
  "ironic/__init__.py",
  "import os\n\nos.environ['EVENTLET_NO_GREENDNS'] = 'yes'\n\nimport eventlet\n\neventlet.monkey_patch(os=False)\n",
  True,
 ],
 [
  "EVT102",
  "heat/__init__.py",
  "import sys\n\nif 'flake8' not in sys.modules:\n    from eventlet import patcher\n    patcher.monkey_patch()\n",
  True,
 ],
 [
  "EVT103",
  "nova/cmd/__init__.py",
  "import os\n\nimport eventlet\n\nif os.environ.get('OS_NOVA_REMOTE_DEBUGGER'):\n    # turn off thread patching to enable the remote debugger\n    eventlet.monkey_patch(os=False, thread=False)\nelse:\n    eventlet.monkey_patch(os=False)\n",
  True,
 ],
 ["EVT103", "nova/cmd/__init__.py", "import eventlet\n\neventlet.monkey_patch(os=False)\n", False],
 [
  "EVT103",
  "tacker/cmd/__init__.py",
  "import eventlet\n\n# sockets and sleep are what the drivers wait for\neventlet.monkey_patch(socket=True, select=True, time=True)\n",
  True,
 ],
 ["EVT103", "tacker/cmd/__init__.py", "import eventlet\n\neventlet.monkey_patch()\n", False],
 [
  "EVT103",
  "trove/cmd/common.py",
  "from eventlet import patcher\n\nPATCH = {'all': False, 'socket': True}\n\n\ndef patch_for_guest():\n    patcher.monkey_patch(**PATCH)\n",
  True,
 ],
 [
  "EVT103",
  "trove/cmd/common.py",
  "from eventlet import patcher\n\nPATCH = {'all': True, 'os': False}\n\n\ndef patch_for_guest():\n    patcher.monkey_patch(**PATCH)\n",
  False,
 ],
 [
  "EVT105",
  "sahara/cmd/engine.py",
  "import eventlet\n\neventlet.monkey_patch(socket=True, thread=True, time=True)\n\nfrom oslo_config import cfg  # noqa: E402\n\nfrom sahara import service  # noqa: E402\n\n\ndef main():\n    cfg.CONF(project='sahara')\n    eventlet.monkey_patch()\n    service.run()\n",
  True,
 ],
 ["EVT106", "designate/cmd/__init__.py", "import eventlet\n\neventlet.monkey_patch()\n", True],
 [
  "EVT106",
  "designate/cmd/__init__.py",
  "import os\n\nif not os.environ.get('DISABLE_EVENTLET_PATCHING'):\n    import eventlet\n\n    eventlet.monkey_patch()\n",
  False,
 ],
 ["EVT106", "cinder/monkey_patch.py", "def patch():\n    import eventlet\n    eventlet.monkey_patch()\n", True],
 [
  "EVT106",
  "cinder/monkey_patch.py",
  "import os\n\n\ndef patch():\n    if os.environ.get('OS_CINDER_DISABLE_EVENTLET_PATCHING', '0') == '1':\n        return\n    import eventlet\n    eventlet.monkey_patch()\n",
  False,
 ],
 [
  "EVT107",
  "cinder/cmd/backup.py",
  "import eventlet\n\neventlet.monkey_patch()\n\nimport threading  # noqa: E402\n\n_restart_lock = threading.Lock()\n\n\ndef restart(launcher):\n    with _restart_lock:\n        launcher.stop()\n        launcher.wait()\n",
  False,
 ],
 [
  "EVT107",
  "manila/cmd/data.py",
  "import eventlet\n\neventlet.monkey_patch()\n\nfrom concurrent import futures  # noqa: E402\nimport queue  # noqa: E402\n\nRESULTS = queue.SimpleQueue()\nPOOL = futures.ThreadPoolExecutor(max_workers=4)\n\n\ndef copy(job):\n    POOL.submit(job.run).add_done_callback(RESULTS.put)\n",
  False,
 ],
 [
  "EVT107",
  "masakari/cmd/engine.py",
  "import eventlet\n\neventlet.monkey_patch()\n\nimport threading  # noqa: E402\nimport time  # noqa: E402\n\n\ndef watch(path, interval):\n    while True:\n        with open(path, 'w') as stamp:\n            stamp.write(str(time.time()))\n        time.sleep(interval)\n\n\nthreading.Thread(target=watch, args=('/run/masakari', 5),\n                 daemon=True).start()\n",
  False,
 ],
 [
  "EVT108",
  "nova/wsgi/osapi_compute.py",
  "import threading\n\nfrom nova.api.openstack import wsgi_app\n\nNAME = 'osapi_compute'\n\napplication = None\napp_lock = threading.Lock()\nwith app_lock:\n    if application is None:\n        application = wsgi_app.init_application(NAME)\n",
  False,
 ],
 [
  "EVT109",
  "nova/cmd/compute.py",
  "import sys\nfrom time import sleep\n\nimport eventlet\n\neventlet.monkey_patch()\n\nfrom nova import service  # noqa: E402\n\n\ndef main():\n    server = service.Service.create(binary='nova-compute')\n    while not server.ready():\n        sleep(1)\n    sys.exit(service.serve(server))\n",
  True,
 ],
 [
  "EVT109",
  "nova/cmd/compute.py",
  "import sys\nimport time\n\nimport eventlet\n\neventlet.monkey_patch()\n\nfrom nova import service  # noqa: E402\n\n\ndef main():\n    server = service.Service.create(binary='nova-compute')\n    while not server.ready():\n        time.sleep(1)\n    sys.exit(service.serve(server))\n",
  False,
 ],
 [
  "EVT109",
  "os_brick/cmd/probe.py",
  "from subprocess import PIPE\nfrom subprocess import Popen\n\nimport eventlet\neventlet.monkey_patch()\n\n\ndef wwns(host):\n    child = Popen(['systool', '-c', 'fc_host', host, '-v'], stdout=PIPE)\n    return child.communicate()[0].decode().splitlines()\n",
  True,
 ],
 [
  "EVT109",
  "os_brick/cmd/probe.py",
  "import eventlet\neventlet.monkey_patch()\n\nfrom oslo_concurrency import processutils  # noqa: E402\n\n\ndef wwns(host):\n    out, _err = processutils.execute('systool', '-c', 'fc_host', host, '-v')\n    return out.splitlines()\n",
  False,
 ],
 [
  "EVT109",
  "manila/cmd/share.py",
  "import eventlet\nfrom threading import Lock\nfrom threading import RLock\n\neventlet.monkey_patch()\n\n\nclass Registry(object):\n    def __init__(self):\n        self._lock = RLock()\n        self._ready = Lock()\n        self._shares = {}\n\n    def add(self, share):\n        with self._lock:\n            self._shares[share.id] = share\n",
  True,
 ],
 [
  "EVT109",
  "manila/cmd/share.py",
  "import threading\n\nimport eventlet\n\neventlet.monkey_patch()\n\n\nclass Registry(object):\n    def __init__(self):\n        self._lock = threading.RLock()\n        self._ready = threading.Lock()\n        self._shares = {}\n\n    def add(self, share):\n        with self._lock:\n            self._shares[share.id] = share\n",
  False,
 ],
 [
  "EVT202",
  "os_brick/initiator/example.py",
  "import subprocess\n\n\ndef rescan(device):\n    out = subprocess.check_output(['lsblk', '-n', '-o', 'NAME', device])\n    return out.decode().split()\n",
  True,
 ],
 [
  "EVT202",
  "os_brick/initiator/example.py",
  "from oslo_concurrency import processutils\n\n\ndef rescan(device):\n    out, _err = processutils.execute('lsblk', '-n', '-o', 'NAME', device)\n    return out.split()\n",
  False,
 ],
 [
  "EVT202",
  "ironic/drivers/modules/example_power.py",
  "import os\nfrom subprocess import getstatusoutput\n\n\ndef power_cycle(node):\n    if os.system('ipmitool -H %s chassis power cycle' % node.address):\n        raise RuntimeError('no answer')\n    status, text = getstatusoutput('ipmitool -H %s chassis status'\n                                   % node.address)\n    return status == 0 and 'on' in text\n",
  True,
 ],
 [
  "EVT202",
  "ironic/drivers/modules/example_power.py",
  "from oslo_concurrency import processutils\n\n\ndef power_cycle(node):\n    ipmitool = ('ipmitool', '-H', node.address, 'chassis')\n    processutils.execute(*ipmitool, 'power', 'cycle')\n    text, _err = processutils.execute(*ipmitool, 'status')\n    return 'on' in text\n",
  False,
 ],
 [
  "EVT202",
  "neutron/agent/linux/example.py",
  "import subprocess\n\n\ndef ruleset(namespace):\n    return subprocess.check_output(\n        ['ip', 'netns', 'exec', namespace, 'nft', 'list', 'ruleset'],\n        stderr=subprocess.STDOUT)\n",
  True,
 ],
 [
  "EVT202",
  "neutron/agent/linux/example.py",
  "import subprocess\n\n\ndef ruleset(namespace):\n    return subprocess.check_output(\n        ['ip', 'netns', 'exec', namespace, 'nft', 'list', 'ruleset'],\n        stderr=subprocess.STDOUT, timeout=30)\n",
  False,
 ],
 [
  "EVT203",
  "swift/common/archive.py",
  "from eventlet.green import subprocess\n\n\ndef pack(source, target):\n    subprocess.run(['tar', '-czf', target, source], check=True)\n",
  True,
 ],
 [
  "EVT203",
  "swift/common/archive.py",
  "from oslo_concurrency import processutils\n\n\ndef pack(source, target):\n    processutils.execute('tar', '-czf', target, source)\n",
  False,
 ],
 [
  "EVT203",
  "cinder/backup/drivers/example.py",
  "import eventlet.green.subprocess as green_subprocess\n\n\ndef pools(user):\n    out = green_subprocess.check_output(['ceph', '--user', user, 'osd',\n                                         'pool', 'ls'])\n    text = green_subprocess.getoutput('ceph --version')\n    return out.decode().split(), text\n",
  True,
 ],
 [
  "EVT203",
  "cinder/backup/drivers/example.py",
  "from oslo_concurrency import processutils\n\n\ndef pools(user):\n    out, _err = processutils.execute('ceph', '--user', user, 'osd',\n                                     'pool', 'ls')\n    text, _err = processutils.execute('ceph', '--version')\n    return out.split(), text.strip()\n",
  False,
 ],
 [
  "EVT302",
  "cinder/db/purge.py",
  "import time\n\nimport MySQLdb\n\nfrom cinder.db import api as db\n\n\ndef purge(context, age_in_days):\n    try:\n        db.purge_deleted_rows(context, age_in_days)\n    except MySQLdb.OperationalError:\n        time.sleep(1)\n        db.purge_deleted_rows(context, age_in_days)\n",
  True,
 ],
 [
  "EVT302",
  "cinder/db/purge.py",
  "import time\n\nfrom oslo_db import exception as db_exc\n\nfrom cinder.db import api as db\n\n\ndef purge(context, age_in_days):\n    try:\n        db.purge_deleted_rows(context, age_in_days)\n    except db_exc.DBDeadlock:\n        time.sleep(1)\n        db.purge_deleted_rows(context, age_in_days)\n",
  False,
 ],
 [
  "EVT302",
  "manila/share/drivers/quota_db.py",
  "from MySQLdb import connect\nfrom MySQLdb import cursors\n\n\ndef used_space(host, user, password):\n    conn = connect(host=host, user=user, passwd=password, db='quota',\n                   cursorclass=cursors.DictCursor)\n    cursor = conn.cursor()\n    cursor.execute('SELECT share, used FROM usage_by_share')\n    return cursor.fetchall()\n",
  True,
 ],
 [
  "EVT302",
  "manila/share/drivers/quota_db.py",
  "import pymysql\nfrom pymysql import cursors\n\n\ndef used_space(host, user, password):\n    conn = pymysql.connect(host=host, user=user, password=password,\n                           database='quota',\n                           cursorclass=cursors.DictCursor)\n    with conn.cursor() as cursor:\n        cursor.execute('SELECT share, used FROM usage_by_share')\n        return cursor.fetchall()\n",
  False,
 ],
 [
  "EVT303",
  "cinder/image/cache_index.py",
  "import sqlite3\n\n\nclass CacheIndex(object):\n    def __init__(self, path):\n        self.conn = sqlite3.connect(path, timeout=30)\n\n    def touch(self, image_id, now):\n        with self.conn:\n            self.conn.execute(\n                'UPDATE cached SET last_used = ? WHERE image_id = ?',\n                (now, image_id))\n",
  True,
 ],
 [
  "EVT303",
  "cinder/image/cache_index.py",
  "import os\n\n\nclass CacheIndex(object):\n    def __init__(self, path):\n        self.path = path\n\n    def touch(self, image_id, now):\n        os.utime(os.path.join(self.path, image_id), (now, now))\n",
  False,
 ],
 [
  "EVT303",
  "cinder/volume/usage.py",
  "import sqlite3\n\n\ndef usage(path):\n    conn = sqlite3.connect(path)\n    return conn.execute('SELECT SUM(size) FROM volumes').fetchone()[0]\n",
  True,
 ],
 [
  "EVT501",
  "nova/compute/image_warmup.py",
  "import eventlet\n\nfrom nova import utils\n\nPOOL = eventlet.GreenPool(8)\n\n\ndef warm_up(context, image_api, image_ids):\n    for image_id in image_ids:\n        POOL.spawn_n(image_api.download, context, image_id)\n    POOL.waitall()\n    utils.LOG.info('All images are there')\n",
  True,
 ],
 [
  "EVT501",
  "nova/compute/image_warmup.py",
  "from concurrent import futures\n\nfrom nova import utils\n\n\ndef warm_up(context, image_api, image_ids):\n    with futures.ThreadPoolExecutor(max_workers=8) as pool:\n        for image_id in image_ids:\n            pool.submit(image_api.download, context, image_id)\n    utils.LOG.info('All images are there')\n",
  False,
 ],
 [
  "EVT501",
  "neutron/agent/metadata_cache.py",
  "import time\n\n\ndef refresh_forever(fetch, interval):\n    from eventlet import greenthread\n\n    def loop():\n        while True:\n            fetch()\n            time.sleep(interval)\n\n    return greenthread.spawn(loop)\n",
  True,
 ],
 [
  "EVT501",
  "neutron/agent/metadata_cache.py",
  "import threading\n\n\ndef refresh_forever(fetch, interval):\n    stop = threading.Event()\n\n    def loop():\n        while not stop.wait(interval):\n            fetch()\n\n    threading.Thread(target=loop, daemon=True).start()\n    return stop\n",
  False,
 ],
 [
  "EVT501",
  "cinder/volume/drivers/example/client.py",
  "from eventlet.green import socket\n\n\ndef probe(host, port):\n    with socket.create_connection((host, port), timeout=5):\n        return True\n",
  True,
 ],
 [
  "EVT501",
  "cinder/volume/drivers/example/client.py",
  "import socket\n\n\ndef probe(host, port):\n    with socket.create_connection((host, port), timeout=5):\n        return True\n",
  False,
 ],
 [
  "EVT502",
  "cinder/volume/scan.py",
  "import eventlet\n\n\nclass Scanner(object):\n    def __init__(self, connectors):\n        self.pool = eventlet.GreenPool(size=16)\n        self.connectors = connectors\n\n    def scan(self):\n        return list(self.pool.imap(self._scan_one, self.connectors))\n\n    def _scan_one(self, connector):\n        return connector.discover()\n",
  True,
 ],
 [
  "EVT502",
  "cinder/volume/scan.py",
  "from concurrent import futures\n\n\nclass Scanner(object):\n    def __init__(self, connectors):\n        self.pool = futures.ThreadPoolExecutor(max_workers=16)\n        self.connectors = connectors\n\n    def scan(self):\n        return list(self.pool.map(self._scan_one, self.connectors))\n\n    def _scan_one(self, connector):\n        return connector.discover()\n",
  False,
 ],
 [
  "EVT502",
  "manila/share/replies.py",
  "from eventlet import queue\nfrom eventlet import timeout\n\n\nclass Replies(object):\n    def __init__(self):\n        self._queue = queue.LightQueue()\n\n    def add(self, reply):\n        self._queue.put(reply)\n\n    def next_reply(self, seconds):\n        with timeout.Timeout(seconds, False):\n            return self._queue.get()\n        return None\n",
  True,
 ],
 [
  "EVT502",
  "manila/share/replies.py",
  "import queue\n\n\nclass Replies(object):\n    def __init__(self):\n        self._queue = queue.Queue()\n\n    def add(self, reply):\n        self._queue.put(reply)\n\n    def next_reply(self, seconds):\n        try:\n            return self._queue.get(timeout=seconds)\n        except queue.Empty:\n            return None\n",
  False,
 ],
 [
  "EVT502",
  "nova/virt/example/migration.py",
  "import eventlet\nfrom eventlet import event\n\n\ndef run_and_wait(job):\n    done = event.Event()\n    eventlet.spawn(lambda: done.send(job()))\n    return done.wait()\n",
  True,
 ],
 [
  "EVT502",
  "nova/virt/example/migration.py",
  "from concurrent import futures\n\n\ndef run_and_wait(job):\n    with futures.ThreadPoolExecutor(max_workers=1) as pool:\n        return pool.submit(job).result()\n",
  False,
 ],
 [
  "EVT503",
  "nova/scheduler/report.py",
  "import time\n\n\ndef summarise(hosts):\n    total = 0\n    for host in hosts:\n        total += host.free_ram_mb\n        # let other green threads run\n        time.sleep(0)\n    return total\n",
  True,
 ],
 [
  "EVT503",
  "nova/scheduler/report.py",
  "from nova import utils\n\n\ndef summarise(hosts):\n    total = 0\n    for host in hosts:\n        total += host.free_ram_mb\n        utils.cooperative_yield()\n    return total\n",
  False,
 ],
 [
  "EVT503",
  "ironic/conductor/sync.py",
  "import eventlet\n\n\ndef sync_power_states(nodes, sync_one):\n    for node in nodes:\n        sync_one(node)\n        eventlet.sleep(0)\n",
  True,
 ],
 [
  "EVT503",
  "ironic/conductor/sync.py",
  "def sync_power_states(nodes, sync_one):\n    for node in nodes:\n        sync_one(node)\n",
  False,
 ],
 [
  "EVT503",
  "neutron/tests/unit/agent/test_notifier.py",
  "import threading\nimport time\nimport unittest\n\n\nclass NotifierTestCase(unittest.TestCase):\n    def test_notified(self):\n        seen = []\n        threading.Thread(target=seen.append, args=('port',)).start()\n        while not seen:\n            time.sleep(0)\n        self.assertEqual(['port'], seen)\n",
  True,
 ],
 [
  "EVT503",
  "neutron/tests/unit/agent/test_notifier.py",
  "import threading\nimport unittest\n\n\nclass NotifierTestCase(unittest.TestCase):\n    def test_notified(self):\n        seen = []\n        worker = threading.Thread(target=seen.append, args=('port',))\n        worker.start()\n        worker.join(timeout=10)\n        self.assertEqual(['port'], seen)\n",
  False,
 ],
 [
  "EVT507",
  "designate/cmd/api.py",
  "import eventlet\nimport eventlet.wsgi\nfrom paste import deploy\n\nfrom designate import conf\n\n\ndef main():\n    app = deploy.loadapp('config:%s' % conf.CONF.paste, name='osapi')\n    sock = eventlet.listen((conf.CONF.host, conf.CONF.port), backlog=4096)\n    eventlet.wsgi.server(sock, app, max_size=conf.CONF.threads)\n",
  True,
 ],
 [
  "EVT507",
  "designate/cmd/api.py",
  "from paste import deploy\n\nfrom designate import conf\n\n\ndef build():\n    return deploy.loadapp('config:%s' % conf.CONF.paste, name='osapi')\n\n\napplication = build()\n",
  False,
 ],
 [
  "EVT507",
  "manila/api/server.py",
  "from oslo_config import cfg\nfrom oslo_service import service\nfrom oslo_service import wsgi\n\nfrom manila.api import app\n\n\ndef main():\n    server = wsgi.Server(cfg.CONF, 'manila-api', app.build(),\n                         host='0.0.0.0', port=8786)\n    service.launch(cfg.CONF, server).wait()\n",
  True,
 ],
 [
  "EVT507",
  "manila/api/server.py",
  "import threading\n\nfrom oslo_config import cfg\n\nfrom manila.api import app\n\n_lock = threading.Lock()\n_application = None\n\n\ndef application(environ, start_response):\n    global _application\n    with _lock:\n        if _application is None:\n            _application = app.build(cfg.CONF)\n    return _application(environ, start_response)\n",
  False,
 ],
 [
  "EVT508",
  "heat/engine/worker_pool.py",
  "from concurrent import futures\n\nfrom oslo_service import service\n\n\nclass EngineService(service.ServiceBase):\n    def __init__(self, stacks):\n        self.pool = futures.ThreadPoolExecutor(max_workers=16)\n        self.pool.submit(stacks.load_all)\n\n    def start(self):\n        self.pool.submit(self.listen)\n\n    def listen(self):\n        pass\n",
  True,
 ],
 [
  "EVT508",
  "heat/engine/worker_pool.py",
  "from concurrent import futures\n\nfrom oslo_service import service\n\n\nclass EngineService(service.ServiceBase):\n    def __init__(self, stacks):\n        self.stacks = stacks\n        self.pool = None\n\n    def start(self):\n        self.pool = futures.ThreadPoolExecutor(max_workers=16)\n        self.pool.submit(self.stacks.load_all)\n        self.pool.submit(self.listen)\n\n    def listen(self):\n        pass\n",
  False,
 ],
 [
  "EVT509",
  "nova/scheduler/gather.py",
  "from concurrent import futures\n\nCELLS = futures.ThreadPoolExecutor(max_workers=4)\nPAGES = futures.ThreadPoolExecutor(max_workers=16)\n\n\ndef cell_hosts(cell):\n    pages = [PAGES.submit(cell.page, n) for n in range(cell.pages)]\n    return [host for page in pages for host in page.result()]\n\n\ndef all_hosts(cells):\n    return [CELLS.submit(cell_hosts, cell) for cell in cells]\n",
  False,
 ],
]


class ExamplesTest(unittest.TestCase):
    def test_bad_examples_are_reported_and_good_ones_are_not(self):
        for code, path, source, reported in CASES:
            with self.subTest(code=code, path=path, source=source):
                found = rulebook_checks.look(ast.parse(source), path, source.splitlines(keepends=True))
                self.assertEqual(reported, bool(found.get(code)), found)


if __name__ == "__main__":
    unittest.main()
