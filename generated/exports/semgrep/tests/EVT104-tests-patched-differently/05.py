# Case 4 of eventlet/tests-patched-differently “A mock”
from unittest import mock


@mock.patch('eventlet.monkey_patch')
def test_patches(monkey_patch):
    monkey_patch.assert_called_once_with()
    monkey_patch()
